"""A fact found in one fragment, and the message that the finders look at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from understanding.shapes import FoundFact
from understanding.site import Site

# One character for one character, so that every span in the folded text is a span in the customer's text.
_FOLDED = str.maketrans("’‘‛`´“”„–—‑−\u00a0\u2009\u202f\u2007", "'''''\"\"\"----    ")

CERTAIN = 0.95
LIKELY = 0.8
PLAUSIBLE = 0.6
UNLIKELY = 0.45
DOUBTFUL = 0.3  # said, but not to be relied on: it is asked about
KNOWN_FROM = 0.5  # below this a fact does not count as known


def fold(text: str) -> str:
    """Typographic quotes, dashes and spaces as plain ones; the length stays."""
    return text.translate(_FOLDED)


@dataclass(frozen=True)
class Message:
    """A fragment as the finders see it. `folded` has the length of `text`; `today` is the day it was written."""

    text: str
    folded: str
    today: date | None
    expects: str | None
    site: Site
    products: Mapping[str, str] = field(default_factory=dict)

    def fact(self, key: str, value: str, start: int, end: int, confidence: float) -> FoundFact:
        return FoundFact(key=key, value=value, start=start, end=end, words=self.text[start:end], confidence=confidence)


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The bounds of the sentence that holds a span: enough to look for words that decide what it means."""
    begin = max((m.end() for m in _BREAK.finditer(text, max(0, start - 300), start)), default=max(0, start - 300))
    stop = _BREAK.search(text, end, min(len(text), end + 300))
    return begin, stop.start() if stop else min(len(text), end + 300)


_BREAK = re.compile(r"[!?;\n]+|\.(?=\s|$)|\.(?=[A-Z])")


def overlaps(first: FoundFact, second: FoundFact) -> bool:
    return first["start"] < second["end"] and second["start"] < first["end"]
