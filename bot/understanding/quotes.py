"""The customer's own words for what happened, what it cost them and what they want."""

from __future__ import annotations

from collections.abc import Sequence

from understanding.passages import Passage
from understanding.sentences import word_count
from understanding.shapes import Quotes, Wanted, Words

_LEAST = 0.4
_FEWEST_WORDS = 3
_MOST_WORDS = 40


def quotes(passages: Sequence[Passage], wanted: Wanted) -> Quotes:
    happened = main_passage(passages)
    cost = _best(passages, "cost", leave=happened)
    return {
        "happened": happened.quoted() if happened else None,
        "cost": cost.quoted() if cost else None,
        "wants": _wish(passages, wanted),
    }


def main_passage(passages: Sequence[Passage]) -> Passage | None:
    """The sentence that says what went wrong: by role and kind, the earlier the better."""
    told = [passage for passage in passages if word_count(passage.text) >= _FEWEST_WORDS]
    return max(told or passages, key=_happened, default=None)


def _happened(passage: Passage) -> float:
    worth = passage.roles.get("happened", 0.0) + 1.5 * max(passage.kinds.values(), default=0.0)
    worth -= passage.roles.get("chatter", 0.0) + 0.4 * passage.roles.get("wants", 0.0)
    worth -= passage.roles.get("context", 0.0)
    worth += 0.2 * ("product" in passage.facts)
    too_long = max(0, word_count(passage.text) - _MOST_WORDS) / 100
    return worth + 0.4 / (1 + passage.place / 2) - too_long


def _best(passages: Sequence[Passage], role: str, leave: Passage | None) -> Passage | None:
    others = [passage for passage in passages if passage is not leave and passage.roles.get(role, 0.0) >= _LEAST]
    return max(others, key=lambda passage: passage.roles[role], default=None)


def _wish(passages: Sequence[Passage], wanted: Wanted) -> Words | None:
    if wanted["words"] is not None and wanted["fragment"] is not None:
        return {
            "words": wanted["words"],
            "fragment": wanted["fragment"],
            "start": wanted["start"] or 0,
            "end": wanted["end"] or 0,
        }
    wish = _best(passages, "wants", leave=None)
    return wish.quoted() if wish else None
