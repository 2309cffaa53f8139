"""Order and reference numbers of many shapes: "order no. 4471-220", "ref # AB 1234", "four four seven one"."""

from __future__ import annotations

import re

from understanding.facts.found import CERTAIN, LIKELY, PLAUSIBLE, Message
from understanding.facts.spoken import DIGIT_WORDS, digits_of
from understanding.shapes import FoundFact

_ORDER = r"(?:order|ordr|oder|po|purchase order|parcel|package)"
_REFERENCE = (
    r"(?:ref(?:erence)?|refrence|booking|bkg|invoice|case|ticket|complaint|claim|confirmation|conf|pnr|awb|tracking|"
    r"consignment|incident|policy|account|acct|a/c|customer|membership|member|request|service request|sr|"
    r"transaction|txn|docket|"
    r"reservation|flight|claim|voucher|application|loan|serial|meter|quote|contract|receipt|itinerary|job)"
)
_LABEL = r"(?:numbers?|numbr|nmbr|nums?|nos?|nr|ids?|code|ref(?:erence)?|#)"
_IS = r"(?:\s*(?:is|was|are|being|=|:|-|,)+)?"
# Parts joined by dashes, slashes or single spaces; a part after a space must bring a digit, so that words end it.
_PART = r"[A-Za-z0-9]+"
_TOKEN = (
    rf"#?\s?(?P<token>\d(?:[ -]\d){{3,24}}(?![ -]?\d)|(?:(?-i:[A-Z]{{1,4}}) |"
    rf"[A-Za-z]{{1,6}}[-/_])?(?=[A-Za-z]{{0,8}}\d){_PART}"
    rf"(?:\s?[-/_]\s?(?=\w*\d){_PART}|[-/][A-Za-z]\b|\s(?=\d{{2,}}\b)\d+){{0,6}})(?![\w])"
)
_SPOKEN = rf"(?P<spoken>{DIGIT_WORDS}(?:[ ,-]+(?:dash |hyphen )?{DIGIT_WORDS}){{2,24}})\b"
_LETTERS = r"(?P<letters>(?-i:[A-Z0-9]{6})\b)"

_NAMED = re.compile(
    rf"(?<![\w])(?P<what>{_ORDER}|{_REFERENCE})\b\.?(?P<label>(?:\s?{_LABEL}\b\.?|\s?#)*){_IS}\s*(?:{_SPOKEN}|"
    rf"{_TOKEN}|{_LETTERS})",
    re.IGNORECASE,
)
_NAMED_AFTER = re.compile(
    rf"(?<![\w£$€.,-]){_TOKEN}\s*(?:,|-|is|was)*\s*(?:(?:is|was)\s)?(?:my|the|our|this is (?:my|"
    rf"the))\s(?P<what>{_ORDER}|{_REFERENCE})"
    rf"\s?{_LABEL}?\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(rf"(?<![\w])(?:(?:no|nr|num)\b\.?\s?:?|number(?: is)?|#)\s?{_TOKEN}", re.IGNORECASE)
_SHAPED = re.compile(
    r"(?<![\w#£$€.,-])(?P<token>\d{3}-\d{7}-\d{7}|(?-i:OD)\d{9,20}|(?-i:[A-Z]{1,4})-?\d{5,}|"
    r"(?-i:[A-Z]{1,3})-\d{3,})(?![\w-])"
)
_SPAN = re.compile(
    r"^(?:(?:19|20)\d\d|\d{1,2}(?:st|nd|rd|th)|\d+(?:am|pm|x|k|hrs?|mins?|days?|weeks?|gb|mb|kg|mm|cm|lbs?|th|"
    r"st|nd|rd|ish))$",
    re.I,
)
_UNIT_AFTER = re.compile(
    r"\s?(?:times?|days?|weeks?|months?|years?|hours?|hrs|min|people|items?|%|quid|pounds?|dollars?|euros?|am\b|pm\b|"
    r"[:/.]\d|of (?:them|these|the|my)|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b)",
    re.IGNORECASE,
)


def find_numbers(message: Message) -> list[FoundFact]:
    text = message.folded
    found: list[FoundFact] = []
    for pattern, confidence in (
        (_NAMED, CERTAIN),
        (_NAMED_AFTER, LIKELY),
        (_SHAPED, PLAUSIBLE),
        (_NUMBERED, PLAUSIBLE),
    ):
        for match in pattern.finditer(text):
            groups = match.groupdict()
            fact = _fact(message, match, groups, confidence)
            if fact and all(fact["start"] >= f["end"] or fact["end"] <= f["start"] for f in found):
                found.append(fact)
    return found


def read_number(message: Message, start: int, end: int, key: str) -> FoundFact | None:
    """A bare answer to "what is your order number?"."""
    text = message.folded
    spoken = re.compile(_SPOKEN, re.IGNORECASE).search(text, start, end)
    if spoken:
        return message.fact(key, digits_of(spoken["spoken"]), *spoken.span("spoken"), LIKELY)
    longest: FoundFact | None = None
    for match in re.compile(rf"(?<![\w£$€.,-]){_TOKEN}", re.IGNORECASE).finditer(text, start, end):
        span = match.span("token")
        digits = sum(character.isdigit() for character in match["token"])
        if digits >= 3 and (longest is None or span[1] - span[0] > longest["end"] - longest["start"]):
            longest = message.fact(key, tidy(match["token"]), *span, CERTAIN)
    if longest is None:
        letters = re.compile(rf"\b{_LETTERS}").search(text, start, end)
        return message.fact(key, letters["letters"], *letters.span("letters"), PLAUSIBLE) if letters else None
    return longest


def tidy(token: str) -> str:
    """ "4471 - 220" → "4471-220"; "44 71 220" → "4471220"."""
    return re.sub(r"\s+", "", token)


def _fact(message: Message, match: re.Match[str], groups: dict[str, str | None], confidence: float) -> FoundFact | None:
    key = _key(groups.get("what"))
    if groups.get("spoken"):
        return message.fact(key, digits_of(match["spoken"]), *match.span("spoken"), LIKELY)
    if groups.get("letters"):
        labelled = bool(groups.get("label")) or (groups.get("what") or "").lower() == "pnr"
        if not labelled or not re.search(r"[A-Z]{2}", match["letters"]):
            return None
        return message.fact(key, match["letters"], *match.span("letters"), PLAUSIBLE)
    token = match["token"]
    start, end = match.span("token")
    named = bool(groups.get("label")) or (groups.get("what") or "").lower() in ("pnr", "booking", "reservation")
    if not _is_number(token, named, message.folded, end):
        return None
    return message.fact(key, tidy(token), start, end, confidence)


def _key(what: str | None) -> str:
    return "order_number" if what is None or re.fullmatch(_ORDER, what, re.IGNORECASE) else "reference_number"


def _is_number(token: str, labelled: bool, text: str, end: int) -> bool:
    digits = sum(character.isdigit() for character in token)
    if digits < (2 if labelled and len(token) >= 4 else 3) or (_SPAN.match(token) and not labelled):
        return False
    if re.fullmatch(r"(?:19|20)\d\d", token) and not labelled:
        return False
    return not _UNIT_AFTER.match(text, end)
