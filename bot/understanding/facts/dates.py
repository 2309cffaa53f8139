"""Dates: found by pattern, resolved against the day the message was written, named by the words around them."""

from __future__ import annotations

import re

from understanding.facts.date_patterns import GATE, PATTERNS
from understanding.facts.date_roles import role_of, tells_when
from understanding.facts.day_of import resolve
from understanding.facts.found import LIKELY, PLAUSIBLE, UNLIKELY, Message
from understanding.shapes import FoundFact

_LEAD = re.compile(
    r"(?:(?:on|by|before|since|until|till|from|for|dated?|due|around|after|at|over|about|almost|nearly|roughly|"
    r"like|maybe) )*"
    r"(?:the (?=\d))?",
    re.IGNORECASE,
)
_LONG = 160
_VAGUE = frozenset({"of_period", "period", "month", "month_year", "season_year", "year", "weekend"})
# Words that are a date only with a capital letter or a preposition: "may", "march", "sun", "sat", "second", "mar".
_AMBIGUOUS = re.compile(r"(?:may|march|mar|sun|sat|wed|mon|dec|jan|fall)\.?", re.IGNORECASE)


def find_dates(message: Message) -> list[FoundFact]:
    text = message.folded
    if not GATE.search(text):
        return []
    taken: list[tuple[int, int]] = []
    found: list[FoundFact] = []
    for name, pattern in PATTERNS.items():
        for match in pattern.finditer(text):
            start, end = _trim(text, *match.span())
            if any(start < t_end and t_start < end for t_start, t_end in taken) or _is_a_word(name, match):
                continue
            key, direction = role_of(text, start, end)
            day = resolve(name, match, message.today, direction, message.site.date_order)
            if day is None and (message.today is not None or name in ("iso", "numeric")):
                continue
            taken.append((start, end))
            value = day.isoformat() if day else text[start:end]
            found.append(message.fact(key, value, start, end, _confidence(name, key, text, start, end)))
    return sorted(found, key=lambda fact: fact["start"])


def _confidence(name: str, key: str, text: str, start: int, end: int) -> float:
    """In a long story a day on which nothing is said to have happened is no incident."""
    if key == "incident_date" and not tells_when(text, start, end):
        return PLAUSIBLE if len(text) < _LONG else UNLIKELY
    return PLAUSIBLE if name in _VAGUE else LIKELY


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Without the preposition in front and a full stop that ends the sentence."""
    lead = _LEAD.match(text, start, end)
    start = lead.end() if lead else start
    return start, end - 1 if text[end - 1] == "." else end


def _is_a_word(name: str, match: re.Match[str]) -> bool:
    """ "may", "march", "sun" and "second" in their other meaning."""
    groups = match.groupdict()
    word = groups.get("month") if name == "month" else groups.get("weekday") if name == "weekday" else None
    if not word or not _AMBIGUOUS.fullmatch(word):
        return False
    if word in ("Sat", "Sun") and re.match(
        r" (?:on|in|for|at|here|there|down|and|was|is|waiting|with)\b", match.string[match.end() :]
    ):
        return True
    return word[0].islower() and not (name == "month" and word.lower() in ("may", "march") and groups.get("month"))
