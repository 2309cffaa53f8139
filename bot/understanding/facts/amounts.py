"""What an amount is in the story, so that only two amounts of the same thing contradict each other."""

from __future__ import annotations

import re

from understanding.facts.found import fold, sentence_around

_FEE = re.compile(
    r"\b(?:fees?|shipping|delivery|postage|tip|tax|vat|deposit|interest|fine|penalty|surcharge|late charge|"
    r"voucher|discount|gift card|per (?:day|week|month|year)|a (?:day|week|month|year)|each|monthly|weekly|off)\b",
    re.IGNORECASE,
)
_GIVEN = re.compile(
    r"\b(?:refunded|credited|offered|gave (?:me|us)|got back|received|sent me|only refunded|compensation|goodwill|"
    r"reduced|knocked)\b",
    re.IGNORECASE,
)
_TAKEN = re.compile(
    r"\b(?:charg\w+|took|taken|debited|deducted|billed|withdr\w+|stole|stolen|overcharg\w+|invoiced)\b", re.I
)
_PAID = re.compile(
    r"\b(?:paid|pay|payed|cost|costs|spent|price|priced|bought|worth|value|my|the|refund|back|owe|for)\b", re.I
)
_COMPARED = re.compile(
    r"\b(?:instead of|rather than|went (?:up )?from|from .{1,20} to|another|plus|extra|also|in addition|"
    r"more than|less than|increase\w*|difference|should have been|supposed to be|advertised|quoted|originally|"
    r"first|second|then|now|rest|remaining|left|total|half|both|twice|per|each|every|total(?:l?ing)?|"
    r"would (?:be|cost)|elsewhere|online price|sale price|and another)\b",
    re.IGNORECASE,
)


def role_of(text: str, start: int, end: int) -> str:
    """ "paid", "taken", "given" (by the company), "fee", or "compared" where the sentence sets amounts side by side."""
    folded = fold(text)
    begin, stop = sentence_around(folded, start, end)
    before, after = folded[begin:start], folded[end:stop]
    if _COMPARED.search(before) or _COMPARED.search(after[:40]):
        return "compared"
    if _FEE.search(after[:30]) or re.search(
        r"\b(?:fees?|shipping|delivery|tip|deposit) (?:of|was|is) *$", before, re.I
    ):
        return "fee"
    if _GIVEN.search(before[-45:]):
        return "given"
    if _TAKEN.search(before[-60:]) or _TAKEN.search(after[:25]):
        return "taken"
    return "paid" if _PAID.search(before[-60:]) or _PAID.search(after[:25]) else "other"


def contradict(first: str, second: str) -> bool:
    """Whether two different amounts in these roles cannot both be right."""
    if first == second:
        return first in ("paid", "taken")
    return {first, second} == {"paid", "other"} or {first, second} == {"taken", "other"}
