"""Amounts of money: "40 quid", "$1,200.50", "two hundred dollars", "Rs 500/-", "{$9400.00}", "charged me 329"."""

from __future__ import annotations

import re
from decimal import Decimal

from understanding.facts.found import CERTAIN, LIKELY, PLAUSIBLE, Message
from understanding.facts.spoken import NUMBER_WORDS, number_of
from understanding.shapes import FoundFact

_DOLLARS = frozenset({"USD", "AUD", "CAD", "NZD", "SGD", "HKD"})
_RUPEES = frozenset({"INR", "PKR", "LKR", "NPR", "MUR"})
_CODES = "usd|gbp|eur|inr|aud|cad|nzd|sgd|hkd|chf|jpy|aed|zar|pkr"
_SIGN = rf"(?:(?:us|au|ca|nz|hk|a|c|s)?\$|£|€|₹|¥|(?:rs|inr)\b\.?|(?:{_CODES})\b)"
_UNIT = (
    r"(?:quid|pounds?(?: sterling)?|dollars?|dolars?|bucks?|euros?|rupees?|rupess?|rs\b\.?|pence|cents?|"
    rf"(?:{_CODES})\b|[$£€₹]|/-)"
)
_FIGURE = (
    r"\d{1,3}(?:[,. ]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d{1,3}(?:,\d{2})+,\d{3}(?:\.\d{1,2})?(?!\d)|"
    r"\d+(?:[.,]\d{1,2})?(?!\d)"
)
_SCALE = r"(?:\s?(?:k|m|grand|thousand|lakhs?|lacs?|crores?|million|hundred)\b)"

_SIGNED = re.compile(
    rf"(?P<open>\{{\s?)?(?<![\w.])(?P<sign>{_SIGN})\s?(?P<figure>{_FIGURE})(?P<scale>{_SCALE})?(?P<tail>\s?/-)?(?(open)\s?\}})"
    , re.IGNORECASE,
)  # fmt: skip
_UNITED = re.compile(
    rf"(?<![\w.,$£€₹:/-])(?P<figure>{_FIGURE})(?P<scale>{_SCALE})?\s?(?P<unit>{_UNIT})(?![a-z])", re.IGNORECASE
)
_SPOKEN = re.compile(
    rf"\b(?P<words>{NUMBER_WORDS}|(?:an?|one|two|three|four|five|ten) grand|(?:a )?(?:couple|"
    rf"few)(?: of)? (?:hundred|thousand)"
    r")(?: of)?(?: (?P<unit>quid|pounds?|dollars?|bucks|euros?|rupees))?\b",
    re.IGNORECASE,
)
_OF_A_LAW = re.compile(r"\b(?:code|u\.?s\.?c\.?a?|sections?|sec\.?)\s*$", re.IGNORECASE)  # "15 U.S. Code $ 99": a "§"
_PENCE = re.compile(r"(?<![\w.,])(?P<figure>\d{1,2})p\b(?!\.?m\b)", re.IGNORECASE)
_THOUSANDS = re.compile(r"(?<![\w.,$£€₹-])(?P<figure>\d{1,3}(?:\.\d{1,2})?)k\b", re.IGNORECASE)
_PAID = (
    r"(?:paid|pay|paying|payed|charged?|charging|cost|costs|costing|spent|billed|bill (?:was|is|of)|debited|deducted|"
    r"refund(?:ed)?|owed?s?|price(?:d)?(?: (?:was|is|of|at))?|worth|fees? of|amount(?:ed)?(?: (?:of|is|was|to))?|"
    r"total(?: (?:of|is|was))?|transferred|withdr[ae]wn?|sum of|balance (?:of|is|was)|taken|compensation of)"
)
_CONTEXT = re.compile(
    rf"\b{_PAID}(?: (?:me|us|you|for|it|at|of|over|about|around|nearly|almost|exactly|just|only|an?|extra|"
    rf"another|in|up|to|"
    rf"back|my|the|account|is|was|like|than|more|less|full|both|approx\.?|with|"
    rf"by))*\s?(?P<figure>{_FIGURE})(?!\s?%|[\w:/-]|\.\d|,\d)"
    r"(?!\s?(?:x\b|times?|days?|weeks?|months?|years?|yrs?|hrs?|hours?|min|mins|minutes?|am\b|pm\b|people|persons?|"
    r"nights?|items?|orders?|of (?:the|my|them)|calls?|emails?|percent|per ?cent|different|separate|st\b|nd\b|"
    r"th\b|rd\b|"
    r"january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|"
    r"jun|jul|aug|sep|oct|nov|dec|"
    r"accounts?|tickets?|rooms?|bags?|payments?|months|seats?|cards?|units?|pieces?|boxes|pairs?))",
    re.IGNORECASE,
)
_MULTIPLES = {
    "k": 1000, "grand": 1000, "thousand": 1000, "m": 10**6, "million": 10**6, "hundred": 100, "lakh": 10**5,
    "lac": 10**5, "crore": 10**7,
}  # fmt: skip


def find_money(message: Message) -> list[FoundFact]:
    found: list[FoundFact] = []
    text = message.folded
    currency = message.site.currency
    for match in _SIGNED.finditer(text):
        if _OF_A_LAW.search(text, max(0, match.start() - 12), match.start()):
            continue
        amount = _amount(match["figure"], match["scale"])
        _add(found, message, match, amount, _currency(match["sign"], currency), CERTAIN)
    for match in _UNITED.finditer(text):
        if _is_weight(text, match):
            continue
        amount = _amount(match["figure"], match["scale"])
        if match["unit"].lower() in ("pence", "cent", "cents"):
            amount /= 100
        _add(found, message, match, amount, _currency(match["unit"], currency), CERTAIN)
    for match in _SPOKEN.finditer(text):
        _add_spoken(found, message, match)
    for match in _PENCE.finditer(text):
        if currency == "GBP":
            _add(found, message, match, _amount(match["figure"], None) / 100, currency, LIKELY)
    for match in _THOUSANDS.finditer(text):
        _add(found, message, match, _amount(match["figure"], "k"), currency, PLAUSIBLE)
    for match in _CONTEXT.finditer(text):
        if not re.fullmatch(r"(?:19|20)\d\d|\d", match["figure"]):
            _add(found, message, match, _amount(match["figure"], None), currency, LIKELY, group="figure")
    return sorted(found, key=lambda fact: fact["start"])


def read_amount(message: Message, start: int, end: int) -> FoundFact | None:
    """A bare figure that answers "how much was it?"."""
    match = re.compile(rf"(?P<figure>{_FIGURE})(?P<scale>{_SCALE})?").search(message.folded, start, end)
    if match:
        amount = _amount(match["figure"], match["scale"])
        return message.fact("amount", f"{amount:.2f} {message.site.currency}", *match.span(), LIKELY)
    words = re.compile(NUMBER_WORDS, re.IGNORECASE).search(message.folded, start, end)
    number = number_of(words.group()) if words else None
    if words is None or number is None:
        return None
    return message.fact("amount", f"{number:.2f} {message.site.currency}", *words.span(), LIKELY)


def _add(
    found: list[FoundFact], message: Message, match: re.Match[str], amount: Decimal, currency: str,
    confidence: float, group: int | str = 0,
) -> None:  # fmt: skip
    start, end = match.span(group)
    fact = message.fact("amount", f"{amount:.2f} {currency}", start, end, confidence)
    if all(start >= other["end"] or end <= other["start"] for other in found):
        found.append(fact)


def _add_spoken(found: list[FoundFact], message: Message, match: re.Match[str]) -> None:
    words = match["words"].lower()
    unit = match["unit"]
    if unit is None and not words.endswith("grand"):
        return
    if re.match(r"(?:a )?(?:couple|few)", words):
        number: int | None = (2 if "couple" in words else 3) * _MULTIPLES[words.split()[-1]]
    else:
        number = number_of(words)
    if number:
        vague = "few" in words
        currency = _currency(unit or "", message.site.currency)
        _add(found, message, match, Decimal(number), currency, PLAUSIBLE if vague else LIKELY)


def _amount(figure: str, scale: str | None) -> Decimal:
    """Reads 1,200.50 and 1.200,50 and 1,20,000: the last separator is decimal when one or two digits follow it."""
    plain = figure.replace(" ", "")
    decimal = re.search(r"[.,](\d{1,2})$", plain)
    whole = re.sub(r"\D", "", plain[: decimal.start()] if decimal else plain) or "0"
    amount = Decimal(f"{whole}.{decimal[1] if decimal else '0'}")
    name = (scale or "").strip().lower()
    return amount * _MULTIPLES.get(name, _MULTIPLES.get(name.rstrip("s"), 1))


def _currency(sign: str, ours: str) -> str:
    name = sign.lower().strip(". ").removesuffix("s")
    if name in ("£", "quid", "pound", "pound sterling", "pence"):
        return "GBP"
    if name in ("€", "euro"):
        return "EUR"
    if name in ("₹", "r", "rupee", "rupe", "/-"):
        return ours if ours in _RUPEES else "INR"
    if name == "¥":
        return "JPY"
    if name in ("us$", "au$", "a$", "ca$", "c$", "nz$", "hk$", "s$"):
        return {"u": "USD", "a": "AUD", "c": "CAD", "n": "NZD", "h": "HKD", "s": "SGD"}[name[0]]
    if name in ("$", "dollar", "dolar", "cent"):
        return ours if ours in _DOLLARS else "USD"
    if name == "buck":
        return ours if ours in _DOLLARS | _RUPEES else "USD"
    return name.upper() if re.fullmatch(_CODES, name) else ours


def _is_weight(text: str, match: re.Match[str]) -> bool:
    """ "a 20 pound bag", "weighs 50 pounds"."""
    if not match["unit"].lower().startswith("pound"):
        return False
    before, after = (
        text[max(0, match.start() - 25) : match.start()].lower(),
        text[match.end() : match.end() + 12].lower(),
    )
    return bool(
        re.search(r"(?:weigh\w*|lost|gained|lift\w*)(?: \w+){0,2} $", before)
        or re.match(r" (?:of (?:weight|meat|rice|flour|chicken|beef)|bag|box|overweight|heavier|lighter)", after)
    )
