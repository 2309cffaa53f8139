"""Phone numbers in E.164, read in the site's region; a figure that is called an order number is none."""

from __future__ import annotations

import re

import phonenumbers

from understanding.facts.found import CERTAIN, DOUBTFUL, LIKELY, Message
from understanding.shapes import FoundFact

_CANDIDATE = re.compile(r"(?<![\w#£$€@.,-])\+?\(?\d(?:[\s().-]{0,2}\d){6,14}(?!\w|[.,-]\d)")
_CALLED = re.compile(
    r"\b(?:(?:tele)?phone|mob(?:ile)?|cell|tel|landline|whats ?app|(?:call|ring|text|reach|phone|contact) (?:me|us)|"
    r"(?:call|contact|my|phone|best) (?:back )?(?:no|num|number|#))\b\.?(?:(?! order| ref)[^.!?\n\d]){0,25}$",
    re.IGNORECASE,
)
_NOT_A_PHONE = re.compile(
    r"\b(?:order|ref(?:erence)?|booking|invoice|case|ticket|claim|tracking|account|card|pnr|transaction|parcel|"
    r"policy|customer)\b"
    r"[^.!?\n]{0,20}$",
    re.IGNORECASE,
)
_THEIRS = re.compile(
    r"\b(?:(?:call(?:ed|ing)?|dial(?:led|ed)?|rang|phoned|tried)(?: your)?|your (?:number|line|help ?line))\b[ :]*$",
    re.I,
)
_GROUPED = re.compile(r"\+\d|\(\d{2,5}\)|0\d{2,4}[ -]\d{3}|\d{3}[ -]\d{3}[ -]\d{4}$|0[127]\d{8,9}$")


def find_phones(message: Message) -> list[FoundFact]:
    found = []
    for match in _CANDIDATE.finditer(message.folded):
        before = message.folded[max(0, match.start() - 60) : match.start()]
        called = bool(_CALLED.search(before))
        if _THEIRS.search(before):
            continue
        if called or (_GROUPED.match(match.group()) and not _NOT_A_PHONE.search(before)):
            fact = _read(message, *match.span(), called=called)
            if fact:
                found.append(fact)
    return found


def read_phone(message: Message, start: int, end: int) -> FoundFact | None:
    """A bare answer to "which number can we reach you on?"; an impossible number is doubtful, to be asked about."""
    match = re.compile(r"\+?\(?\d[\d\s().-]{2,20}\d").search(message.folded, start, end)
    if match is None:
        return None
    fact = _read(message, *match.span(), called=True)
    return fact or message.fact("phone", re.sub(r"[^\d+]", "", match.group()), *match.span(), DOUBTFUL)


def _read(message: Message, start: int, end: int, *, called: bool) -> FoundFact | None:
    try:
        number = phonenumbers.parse(message.folded[start:end], message.site.phone_region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    valid = phonenumbers.is_valid_number(number)
    if not (valid or called or message.folded[start] in "+(" or re.search(r"[ -]", message.folded[start:end])):
        return None
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return message.fact("phone", written, start, end, CERTAIN if called or valid else LIKELY)
