"""A story laid out sentence by sentence, with what is known of each: what headline, quotes and summary choose from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from understanding.shapes import Reading, Source, Words

_WORD = re.compile(r"[a-z0-9£$€]+(?:['’][a-z]+)?", re.IGNORECASE)
_STOP = frozenset(
    re.findall(
        r"\S+",
        """a an the and or but so if as at by for from in into of off on out over to up with about i i'm i've me my
        we our us you your he she it its they them their this that these those there here is am are was were be been
        being do does did have has had having will would can could should shall may might must not no n't just only very
        really too also then than when what which who how why because all any some more most other such own same now hi
        hello please""",
    )
)


@dataclass(frozen=True)
class Passage:
    """One sentence of the story."""

    place: int
    reading: Reading
    start: int
    end: int
    roles: dict[str, float]
    feelings: dict[str, float]
    kinds: dict[str, float]
    wanted: dict[str, float]
    facts: frozenset[str] = field(default_factory=frozenset)

    @property
    def text(self) -> str:
        return self.reading["text"][self.start : self.end]

    @property
    def content(self) -> Counter[str]:
        return Counter(word for word in self.words if word not in _STOP)

    @property
    def words(self) -> list[str]:
        return [match.group().lower() for match in _WORD.finditer(self.text)]

    def source(self) -> Source:
        return {"fragment": self.reading["fragment"], "start": self.start, "end": self.end}

    def quoted(self) -> Words:
        return {"words": self.text, **self.source()}


def passages(readings: Sequence[Reading]) -> list[Passage]:
    laid: list[Passage] = []
    for reading in readings:
        for sentence in reading["sentences"]:
            start, end = sentence["start"], sentence["end"]
            inside = {fact["key"] for fact in reading["facts"] if start <= fact["start"] < end}
            laid.append(
                Passage(
                    place=len(laid),
                    reading=reading,
                    start=start,
                    end=end,
                    roles=sentence["roles"],
                    feelings=sentence["feelings"],
                    kinds=sentence["kinds"],
                    wanted=sentence["wanted"],
                    facts=frozenset(inside),
                )
            )
    return laid


def words_at(reading: Reading, start: int, end: int) -> Words:
    return {"words": reading["text"][start:end], "fragment": reading["fragment"], "start": start, "end": end}
