"""How long it lasted: "for two weeks", "3 hours on hold", "weeks on end"."""

from __future__ import annotations

import re

from understanding.facts.date_patterns import PATTERNS
from understanding.facts.found import LIKELY, PLAUSIBLE, Message
from understanding.facts.spoken import NUMBER_WORDS
from understanding.shapes import FoundFact

_AMOUNT = (
    rf"(?:\d{{1,3}}(?:\.\d)?(?:\s?(?:-|to|or)\s?\d{{1,3}})?\+?|(?:{NUMBER_WORDS})(?: (?:or|"
    rf"to) (?:{NUMBER_WORDS}))?|an?|"
    r"(?:a )?couple(?: of)?|a few|few|several|many|half an?|an? good|an? whole|an? full)"
)
_UNIT = r"(?:minutes?|minuts?|mins?|hours?|hrs?|days?|nights?|weeks?|wks?|fortnights?|months?|mnths?|mths?|years?|yrs?)"
_MORE = r"(?: (?:and|an) (?:a )?(?:half|quarter)| (?:business|working|whole|full|solid|long|more|calendar))?"
_ABOUT = (
    r"(?:(?:for|over|nearly|almost|close to|more than|less than|at least|about|around|approx\.?|approximately|"
    r"roughly|up to|another|"
    r"the (?:last|past)|last|past|just over|just under|well over|all of|a total of|been|like) ){0,3}"
)
_COUNTED = re.compile(
    rf"(?<![\w.,/:£$€-])(?P<about>{_ABOUT})(?P<count>{_AMOUNT}){_MORE}[ -]?(?P<unit>{_UNIT})\b"
    r"(?: (?:and|an) (?:a )?(?:half|quarter))?(?: on end| straight| in a row)?",
    re.IGNORECASE,
)
_ENDLESS = re.compile(
    r"\b(?:for (?:(?:many|several|literally|over|absolute|bloody) )?(?:hours|days|weeks|months|years|ages)|"
    r"(?:hours|days|weeks|months|years) (?:on end|and (?:hours|days|weeks|months|years)|now|of (?:being|"
    r"waiting|calling|phoning|trying|chasing|emails?|calls?|phone|back))|"
    r"all (?:day|week|morning|afternoon|night)(?: long)?|(?:the )?(?:whole|entire) (?:day|week|month|morning|"
    r"afternoon|weekend))\b",
    re.IGNORECASE,
)
_NO_WAIT_AFTER = re.compile(
    r"['s]?\s?(?:old\b|warrant\w*|guarant\w*|return\b|replacement (?:policy|warranty)|subscription|contract|"
    r"trial|policy|plan\b|membership|notice|"
    r"before\b|earlier\b|prior\b|delivery\b(?! late)|shipping\b|a (?:week|day|month|year)\b|per (?:week|day|"
    r"month)|each\b|apart\b|"
    r"in advance|interest|loan|mortgage|free\b|pass\b|deadline|limit|period|window|rule\b|time ?frame|"
    r"a (?:week|month|year)\b|from (?:[A-Z]|here|home|the)|walk\b|break\b|flight\b|drive\b|journey\b|holiday\b|"
    r"trip\b|stay\b)",
    re.IGNORECASE,
)
_NO_WAIT_BEFORE = re.compile(
    r"(?:\b(?:within|every|each|customer (?:of|for)|member for|with you for|not later than|no later than|live|"
    r"in a very|rate of|term of|period of|worked|per|once|twice|times|open|"
    r"for the next|in the next|aged?)"
    r"|/)(?: (?:the|a|over|about|more than|almost|nearly))*\s*$",
    re.IGNORECASE,
)
_RATED = re.compile(r"(?:[\d}%]|quid|pounds|dollars|euros|bucks|times|once|twice) *$", re.IGNORECASE)
_LOYAL = re.compile(
    r"\b(?:customer|member|client|subscriber|loyal|been with (?:you|them)|used you|shopp\w+ (?:with|here|at))\b", re.I
)
_WAITED = re.compile(
    r"\b(?:wait\w*|hold|queu\w+|delay\w*|late|since|still|nothing|no (?:reply|response|answer|refund|news)|"
    r"chas\w*|without|"
    r"trying|stuck|later|passed|gone|overdue|pending)\b",
    re.IGNORECASE,
)


def find_durations(message: Message) -> list[FoundFact]:
    text = message.folded
    found: list[FoundFact] = []
    ago = [match.span() for match in PATTERNS["ago"].finditer(text)]
    ahead = [match.span() for match in PATTERNS["from_now"].finditer(text)]
    for match in [*_COUNTED.finditer(text), *_ENDLESS.finditer(text)]:
        start, end = _without_for(text, *match.span())
        if any(start < stop and begin < end for begin, stop in (*ago, *ahead)):
            continue
        if any(start < fact["end"] and fact["start"] < end for fact in found) or _is_rate(text, match):
            continue
        before = text[max(0, start - 40) : start]
        if _NO_WAIT_AFTER.match(text, end) or _NO_WAIT_BEFORE.search(before) or _is_loyalty(text, start, end, match):
            continue
        near = text[max(0, start - 60) : end + 40]
        found.append(
            message.fact("waiting_time", text[start:end], start, end, LIKELY if _WAITED.search(near) else PLAUSIBLE)
        )
    return found


def _is_rate(text: str, match: re.Match[str]) -> bool:
    """ "$430 a month", "twice a week"."""
    if (match.groupdict().get("count") or "").lower() not in ("a", "an"):
        return False
    return bool(_RATED.search(text[max(0, match.start() - 12) : match.start("count")]))


def read_duration(message: Message, start: int, end: int) -> FoundFact | None:
    match = _COUNTED.search(message.folded, start, end) or _ENDLESS.search(message.folded, start, end)
    if match is None:
        return None
    begin, stop = _without_for(message.folded, *match.span())
    return message.fact("waiting_time", message.text[begin:stop], begin, stop, LIKELY)


def _without_for(text: str, start: int, end: int) -> tuple[int, int]:
    lead = re.compile(r"(?:(?:for|been|like) )+", re.IGNORECASE).match(text, start, end)
    return (lead.end() if lead else start), end


def _is_loyalty(text: str, start: int, end: int, match: re.Match[str]) -> bool:
    """ "a customer for 10 years" is no waiting time."""
    unit = match.groupdict().get("unit") or match.group()
    return "y" in unit[:1].lower() and bool(_LOYAL.search(text[max(0, start - 45) : end + 25]))
