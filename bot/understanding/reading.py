"""From Rasa's parse result to the reading of one fragment."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from understanding.abuse import abuse
from understanding.closing import closing
from understanding.facts import find_facts
from understanding.flags import find_flags
from understanding.openings import without_address
from understanding.shapes import (
    FeelingSpan,
    FoundFact,
    NamedConfidence,
    Reading,
    SentenceReading,
    WantedSpan,
)
from understanding.site import load_products, load_site, policy_dir

Named = dict[str, float]
_TRACE = 0.05  # less than this the classifiers do not name
_MOST_OF_THE_MESSAGE = 0.5
_DANGER = {"safety"}  # not to be missed for what stands around it
Parsed = dict[str, Any]


def reading_of(
    parsed: Parsed, fragment: str, text: str, at: datetime | None = None, expects: str | None = None
) -> Reading:
    """`text` is the fragment as stored (spans refer to it); `expects` is the fact key that the bot asked for."""
    sentences = _sentences(parsed, max(0, text.find(parsed["text"])))
    return Reading(
        fragment=fragment,
        text=text,
        at=at.isoformat() if at else None,
        intent={"name": parsed["intent"]["name"], "confidence": round(float(parsed["intent"]["confidence"]), 3)},
        feelings=_feelings(parsed, sentences),
        kinds=_kinds(parsed, sentences),
        facts=facts_of(text, at, expects),
        sentences=sentences,
        wanted=_wanted(parsed, sentences),
        flags=find_flags(text),
        complaint=parsed["complaint"]["whole"].get("complaint", 0.0),
        upset=parsed["complaint"]["whole"].get("upset", 0.0),
        wants_person=_likeliest(parsed, "intents", "wants_person"),
        abuse=abuse(text),
        closing=closing(text),
    )


def nothing_said(fragment: str, text: str, at: datetime | None = None) -> Reading:
    """A text without a letter or digit, which no classifier is asked about."""
    return Reading(
        fragment=fragment,
        text=text,
        at=at.isoformat() if at else None,
        intent={"name": "nothing_said", "confidence": 1.0},
        feelings=[],
        kinds=[],
        facts=[],
        sentences=[],
        wanted=[],
        flags=[],
        complaint=0.0,
        upset=0.0,
        wants_person=0.0,
        abuse={"level": "none", "probability": 0.0},
        closing=None,
    )


def facts_of(text: str, at: datetime | None, expects: str | None) -> list[FoundFact]:
    directory = policy_dir()
    return find_facts(text, at=at, expects=expects, site=load_site(directory), products=load_products(directory))


def _sentences(parsed: Parsed, offset: int) -> list[SentenceReading]:
    """Rasa strips the text it is given: `offset` is what it took from the front."""
    text = parsed["text"]
    spans = [without_address(text, span["start"], span["end"]) for span in parsed["sentences"]]
    return [
        SentenceReading(
            start=start + offset,
            end=end + offset,
            roles=parsed["roles"]["sentences"][place],
            feelings=_within(parsed["feelings"], place),
            kinds=_within(parsed["kinds"], place),
            wanted=_within(parsed["wanted"], place),
        )
        for place, (start, end) in enumerate(spans)
    ]


def _within(said: Parsed, place: int) -> Named:
    """A sentence is read in the light of its message: "Order placed 75 days ago." tells of no delay by itself.

    The more sentences, the more of them look like something by chance: of three the message counts a quarter, of many
    nearly half.
    """
    own, whole = said["sentences"][place], said["whole"]
    share = _MOST_OF_THE_MESSAGE * (1 - 1 / max(1, len(said["sentences"]) - 1))
    return {
        name: chance
        if name in _DANGER or not share
        else round(chance ** (1 - share) * max(whole.get(name, 0.0), _TRACE) ** share, 3)
        for name, chance in own.items()
    }


def _feelings(parsed: Parsed, sentences: list[SentenceReading]) -> list[FeelingSpan]:
    """One span per feeling and sentence that shows it; a feeling of the whole alone is shown by its likeliest one."""
    thresholds, found = parsed["feelings"]["thresholds"], []
    for place, sentence in enumerate(sentences):
        strengths = parsed["intensities"]["sentences"][place]
        found += [
            FeelingSpan(name=name, intensity=strengths[name], start=sentence["start"], end=sentence["end"])
            for name, chance in sentence["feelings"].items()
            if chance >= thresholds[name]
        ]
    shown = {feeling["name"] for feeling in found}
    for name, chance in parsed["feelings"]["whole"].items():
        if sentences and name not in shown and chance >= thresholds[name]:
            best = max(sentences, key=lambda sentence: sentence["feelings"].get(name, 0.0))
            strength = parsed["intensities"]["whole"][name]
            found.append(FeelingSpan(name=name, intensity=strength, start=best["start"], end=best["end"]))
    return found


def _kinds(parsed: Parsed, sentences: list[SentenceReading]) -> list[NamedConfidence]:
    chances = dict(parsed["kinds"]["whole"])
    for sentence in sentences:
        for name, chance in sentence["kinds"].items():
            chances[name] = max(chance, chances.get(name, 0.0))
    kept = [(name, chance) for name, chance in chances.items() if chance >= parsed["kinds"]["thresholds"][name]]
    ranked = sorted(kept, key=lambda kind: -kind[1])
    return [NamedConfidence(name=name, confidence=chance) for name, chance in ranked]


def _wanted(parsed: Parsed, sentences: list[SentenceReading]) -> list[WantedSpan]:
    thresholds = parsed["wanted"]["thresholds"]
    return [
        WantedSpan(name=name, confidence=chance, start=sentence["start"], end=sentence["end"])
        for sentence in sentences
        for name, chance in sentence["wanted"].items()
        if chance >= thresholds[name]
    ]


def _likeliest(parsed: Parsed, group: str, name: str) -> float:
    """Of the whole fragment or of its clearest sentence."""
    said = parsed[group]
    return max(said["whole"].get(name, 0.0), *(sentence.get(name, 0.0) for sentence in said["sentences"]), 0.0)
