"""Where it happened: places of the list, stations, shops and streets that are named."""

from __future__ import annotations

import re

from understanding.facts.found import LIKELY, PLAUSIBLE, Message
from understanding.facts.tokens import phrases, tokens_of
from understanding.facts.wordlists import words
from understanding.shapes import FoundFact

_CAPITAL = r"(?-i:[A-Z][\w'&.-]*[\w])"
_SITED = re.compile(
    rf"\b(?:the |your )?(?P<place>{_CAPITAL}(?: {_CAPITAL}){{0,2}} (?:railway station|train station|station|"
    rf"airport|branch|store|stores|superstore|outlet|"
    r"hotel|hospital|clinic|terminal|street|st|road|rd|avenue|ave|lane|high street|shopping centre|mall|depot|"
    r"park|square|campus|warehouse|office|express|extra))\b",
    re.IGNORECASE,
)
_IN = re.compile(
    rf"\b(?:in|near|outside|to|from|at) (?P<place>{_CAPITAL}(?: {_CAPITAL})?)(?=\s*(?:[,.!?;)\n]|$|and\b|but\b|"
    rf"on\b|to\b|store|branch|at\b|where|with))"
)
_ROUTE = re.compile(r"\b(?P<from>[A-Z]{3}) ?(?:to|-|->|>) ?(?P<to>[A-Z]{3})\b|\bfrom (?P<start>[A-Z]{3}) to\b")
_ADDRESS = re.compile(
    r"\b(?P<place>\d{1,5}[a-z]? (?:[A-Za-z'-]+ ){1,3}(?:street|st|road|rd|avenue|ave|lane|drive|dr|close|court|"
    r"way|crescent|place|terrace|boulevard|blvd)\b\.?)",
    re.IGNORECASE,
)
_SMALL_TOWN = re.compile(r"\b(?:in|near|from|to|at|live in|based in|store in|branch in|shop in) $", re.IGNORECASE)
_NO_PLACE = re.compile(
    r"(?:Gonna|Going|Go|Im|In|At|On|To|We|You|Not|No|Great|Every|Any|Which|What|Same|Next|Last|First|World|"
    r"Japanese|Customer|Shopping|The|This|That|My|Your|Our|I|It|A|An|January|February|March|April|May|June|"
    r"July|August|September|"
    r"October|November|December|Jan|Feb|Mar|Apr|"
    r"Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun|\w+day|Amazon|Apple|Google|Facebook|Twitter|"
    r"Instagram|Customer|Christmas|Xmas|Easter|DM|PM|AM|XX+|English|French|ASAP)\b"
)


def find_places(message: Message) -> list[FoundFact]:
    text = message.folded
    found: list[FoundFact] = []
    for pattern, confidence in ((_ADDRESS, PLAUSIBLE), (_SITED, LIKELY)):
        for match in pattern.finditer(text):
            if not _NO_PLACE.match(match["place"]):
                _add(found, message, *match.span("place"), confidence)
    for match in _ROUTE.finditer(text):
        for group in ("from", "to", "start"):
            if match[group]:
                _add(found, message, *match.span(group), LIKELY)
    _add_listed(found, message)
    for match in _IN.finditer(text):
        if (
            match.group().lower().startswith(("in ", "near ", "outside "))
            and not _NO_PLACE.match(match["place"])
            and _is_plain(match["place"])
        ):
            _add(found, message, *match.span("place"), 0.5)
    return sorted(found, key=lambda fact: fact["start"])


def read_place(message: Message, start: int, end: int) -> FoundFact | None:
    """A bare answer to "where was it?"."""
    span = re.compile(
        r"(?:(?:it was |it's |its |was )?(?:in|at|near|from|the|your) )*(?P<place>[^.!?\n]{2,60})", re.IGNORECASE
    ).match(message.folded, start, end)
    if span is None or not re.search(r"[^\W\d_]{2}", span["place"]):
        return None
    first, last = span.span("place")
    last -= len(span["place"]) - len(span["place"].rstrip(" ,"))
    return message.fact("place", message.text[first:last], first, last, PLAUSIBLE)


def _add_listed(found: list[FoundFact], message: Message) -> None:
    tokens = tokens_of(message.folded)
    by_name = {place.lower().replace(".", "") for place in words("places")}
    for first, last in phrases(tokens, by_name):
        start, end = tokens[first].start, tokens[last - 1].end
        written = message.folded[start:end].replace(".", "")
        if written.lower() not in by_name or not written[0].isupper() or (len(written) <= 3 and not written.isupper()):
            continue
        before = message.folded[max(0, start - 12) : start]
        if written.lower() in words("places_doubtful") and not _SMALL_TOWN.search(before):
            continue
        if (
            len(written) == 3
            and written.isupper()
            and not re.search(r"\b(?:in|to|from|at|of|via|out of|for|thru|through|-) ?(?:the )?$", before, re.I)
            and written not in ("USA", "UAE", "NYC")
        ):
            continue
        if message.folded[max(0, start - 1) : start] in ("@", "#") or before.lower().endswith(
            ("bank of ", "bank of the ")
        ):
            continue
        _add(found, message, start, end, LIKELY)


def _is_plain(place: str) -> bool:
    return place.isascii() and not place.isupper() and len(place) > 3


def _add(found: list[FoundFact], message: Message, start: int, end: int, confidence: float) -> None:
    if all(start >= fact["end"] or end <= fact["start"] for fact in found):
        found.append(message.fact("place", message.text[start:end], start, end, confidence))
