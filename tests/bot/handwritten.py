"""Readings written by hand, for the parts that put a story together."""

from understanding.sentences import split
from understanding.shapes import FoundFact, Reading


def reading(text: str, *labelled: dict, fragment: str = "m1", facts: tuple[FoundFact, ...] = (), **more) -> Reading:
    """`labelled`: for each sentence in order its roles, feelings, kinds and wanted, where it has any."""
    sentences = [
        {"start": sentence.start, "end": sentence.end, "roles": {}, "feelings": {}, "kinds": {}, "wanted": {}}
        | (labelled[place] if place < len(labelled) else {})
        for place, sentence in enumerate(split(text))
    ]
    plain = Reading(
        fragment=fragment,
        text=text,
        at=None,
        intent={"name": "tell", "confidence": 0.9},
        feelings=[
            {"name": name, "intensity": chance, "start": sentence["start"], "end": sentence["end"]}
            for sentence in sentences
            for name, chance in sentence["feelings"].items()
        ],
        kinds=[
            {"name": name, "confidence": chance}
            for sentence in sentences
            for name, chance in sentence["kinds"].items()
            if chance >= 0.4
        ],
        facts=list(facts),
        sentences=sentences,
        wanted=[],
        flags=[],
        complaint=0.9,
        upset=0.5,
        wants_person=0.0,
        abuse={"level": "none", "probability": 0.0},
        closing=None,
    )
    return {**plain, **more}


def fact(text: str, key: str, words: str, value: str | None = None, confidence: float = 0.9) -> FoundFact:
    start = text.index(words)
    return FoundFact(
        key=key, value=value or words, words=words, start=start, end=start + len(words), confidence=confidence
    )
