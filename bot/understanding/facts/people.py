"""The customer's own name, when it is given: "I'm Priya Nair", "my name is", a signature, a bare answer."""

from __future__ import annotations

import re

from understanding.facts.found import CERTAIN, LIKELY, PLAUSIBLE, Message
from understanding.facts.wordlists import words
from understanding.shapes import FoundFact

_PART = r"[^\W\d_][^\W\d_'-]*(?:['-][^\W\d_]+)*\.?"
_CAPITAL = r"(?-i:[A-ZÀ-ÖØ-Þ][^\W\d_]*(?:['-][^\W\d_]+)*)"
_NAME = rf"(?P<name>{_PART}(?: {_PART}){{0,3}})"
_PROPER = rf"(?P<name>{_CAPITAL}(?: (?:{_CAPITAL}\b|(?-i:[A-Z])\.|(?:de|van|von|bin|al|el|da|la) {_CAPITAL})){{0,3}})"
_TITLE = r"(?:(?:mr|mrs|ms|miss|mx|dr|prof)\b\.? )?"

_NAMED = re.compile(
    rf"\b(?:my (?:full |first |last |sur)?names?(?:'s| is|:)|(?:my )?name(?: is|'s|:| -)|name on (?:the |"
    rf"my )?(?:order|account|booking)(?: is|:)|"
    rf"(?:its|it's|booked|order|reservation|account)(?: is| was)? (?:under|in) (?:the )?name(?: of)?|"
    rf"under the name(?: of)?)\s*(?:is )?{_TITLE}{_NAME}",
    re.IGNORECASE,
)
_I_AM = re.compile(
    rf"\b(?:i'?m|i am|this is|it'?s) {_TITLE}{_PROPER}(?=\s*(?:[,.!\n-]|here|from|and\b|with|speaking|again|$))",
    re.IGNORECASE,
)
_I_AM_SMALL = re.compile(
    rf"^\W*(?:hi|hello|hey|yes|ok)?,?\s*(?:i'?m|i am|this is|it'?s) {_TITLE}{_NAME}\s*(?:here)?[.!]?\s*$", re.IGNORECASE
)
_HERE = re.compile(rf"^\s*(?:hi|hello|hey)?,?\s*{_TITLE}{_PROPER} here\b", re.IGNORECASE)
_SIGNED = re.compile(
    rf"(?:\b(?:regards|thanks|thank you|cheers|sincerely|yours(?: \w+)?|best|rgds|thx|"
    rf"faithfully)[,.!]?\s*\n?\s*|\n\s*-{{1,2}}\s?|[.!?]\s+-{{1,2}}\s?){_TITLE}{_PROPER}\s*$",
    re.IGNORECASE,
)
_PATTERNS = ((_NAMED, CERTAIN), (_I_AM, LIKELY), (_HERE, LIKELY), (_SIGNED, LIKELY), (_I_AM_SMALL, PLAUSIBLE))
_ANOTHERS = re.compile(
    r"(?:\b(?:his|her|their|its|whose|the|a|user|brand|file|company|product|pet)|'s) $", re.IGNORECASE
)
_LEAD = re.compile(
    rf"^\W*(?:(?:yes|yeah|yep|sure|ok|okay|hi|hello|it'?s|its|it is|i'?m|i am|my name is|my name'?s|name is|"
    rf"name:|this is|the name is|that's|just)[,:]?\s+)*{_TITLE}",
    re.I,
)


def find_names(message: Message) -> list[FoundFact]:
    text = message.folded
    for pattern, confidence in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span("name")
            end = _cut(text, start, end)
            name = text[start:end]
            if name and _is_own(message, pattern, match.start(), name):
                return [message.fact("person_name", message.text[start:end], start, end, confidence)]
    return []


def _is_own(message: Message, pattern: re.Pattern[str], start: int, name: str) -> bool:
    """Not another's, the company's or a redacted name; one word alone, or small letters, only for a known name."""
    if name.lower() in message.site.company.lower() or re.fullmatch(r"[Xx*. ]+", name):
        return False
    if message.folded[start : start + 4].lower() == "name" and _ANOTHERS.search(message.folded[:start]):
        return False
    first = name.split()[0].lower()
    alone = len(name.split()) == 1 and pattern in (_I_AM, _SIGNED)
    return first in words("names") or not (alone or pattern is _I_AM_SMALL)


def read_name(message: Message, start: int, end: int) -> FoundFact | None:
    """A bare answer to "what is your name?"."""
    text = message.folded
    lead = _LEAD.match(text[start:end])
    first = start + (lead.end() if lead else 0)
    match = re.compile(_NAME).match(text, first, end)
    if match is None:
        return None
    last = _cut(text, *match.span("name"))
    rest = text[last:end].strip(" .,!\n")
    if last == first or (
        rest
        and not re.match(r"(?:\(|,|and\b|but\b|it'?s\b|my\b|order|here\b|thanks|please|whoops|oops|sorry)", rest, re.I)
    ):
        return None
    return message.fact("person_name", message.text[first:last], first, last, LIKELY)


def _cut(text: str, start: int, end: int) -> int:
    """The end of the name: before the first word that no name is made of."""
    last = start
    for part in re.finditer(r"\S+", text[start:end]):
        word = part.group().lower().strip(".,")
        if word in words("not_names") or (len(word) > 2 and word.endswith(("n't", "'ve", "'ll", "'m", "'re"))):
            break
        last = start + part.end()
    return (
        last
        if text[last - 1 : last] != "." or len(text[start:last]) < 3 or text[last - 2 : last - 1].isupper()
        else last - 1
    )
