"""Which intent a fragment has, from what is probable of the whole and of each sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from understanding.sentences import word_count
from understanding.shapes import Intent

TELL = "tell"
# One sentence among many is enough for these; the surer, the longer the text around it.
URGENT = ("self_harm", "danger", "threat", "wants_person", "opt_out", "abuse")
NEVER_MISSED = ("self_harm", "danger")  # for the sake of precision
SURE = 0.6
NUMBER = 0.9  # a bare number answers a question
# Nobody greets, agrees or says goodbye in more words than these; longer, and it is part of the story.
MOST_WORDS = {
    "greet": 8,
    "affirm": 8,
    "deny": 8,
    "done_telling": 12,
    "skip": 16,
    "goodbye": 12,
    "thanks": 18,
    "are_you_a_bot": 16,
    "opt_out": 14,
}


def intent_of(
    text: str,
    whole: Mapping[str, float],
    sentences: Sequence[Mapping[str, float]],
    thresholds: Mapping[str, float],
) -> Intent:
    if not any(char.isalnum() for char in text):
        return {"name": "nothing_said", "confidence": 1.0}
    if not any(char.isalpha() for char in text):
        return {"name": TELL, "confidence": NUMBER}
    words = word_count(text)
    possible = {
        name: least for name, least in thresholds.items() if name != TELL and words <= MOST_WORDS.get(name, words)
    }
    for name in URGENT:
        surest = max((sentence.get(name, 0.0) for sentence in sentences), default=0.0)
        if len(sentences) > 1 and surest >= max(SURE, possible.get(name, 1.0)):
            return {"name": name, "confidence": surest}
    likely = [(whole.get(name, 0.0), name) for name, least in possible.items() if whole.get(name, 0.0) >= least]
    threat = max((chance for chance, name in likely if name == "threat"), default=0.0)
    chance, name = max(likely, key=lambda one: (_comes_first(*one, threat), one[0]), default=(0.0, TELL))
    if name in NEVER_MISSED or chance > whole.get(TELL, 0.0):
        return {"name": name, "confidence": chance}
    return {"name": TELL, "confidence": max(whole.get(TELL, 0.0), 0.5)}


def _comes_first(chance: float, name: str, threat: float) -> bool:
    """Danger does; a danger to oneself unless it is likelier a threat to others ("I'm going to kill your driver")."""
    return name == "danger" or (name == "self_harm" and chance >= threat)
