"""A bare answer to our own question, read in its light: "7868114043" after "what is your order number?"."""

from __future__ import annotations

import re

from understanding.facts.contacts import read_contacts
from understanding.facts.dates import find_dates
from understanding.facts.durations import read_duration
from understanding.facts.found import PLAUSIBLE, Message, fold
from understanding.facts.money import read_amount
from understanding.facts.numbers import read_number
from understanding.facts.people import read_name
from understanding.facts.phones import read_phone
from understanding.facts.places import read_place
from understanding.facts.products import read_product
from understanding.shapes import FoundFact

_DATES = ("purchase_date", "incident_date", "promised_date", "deadline")
_LONGEST = 160
_NO_ANSWER = re.compile(
    r"\W*(?:(?:sorry|no|um+|well|i|honestly),? )*(?:(?:i )?(?:don'?t|do not|dont) (?:have|know|remember|recall|"
    r"think|want)|no(?:pe|ne)?\b(?! \d)|not sure|no idea|idk|dunno|"
    r"can'?t (?:find|remember)|cannot (?:find|remember)|haven'?t got|skip|n/?a\b|what\b|why\b|which\b|"
    r"where (?:do|can|is)|how\b|yes\W*$|ok(?:ay)?\W*$|lost it|unknown|forgot)",
    re.IGNORECASE,
)


def read_bare(message: Message) -> FoundFact | None:
    """None when the message is no plain answer to what was asked."""
    start = len(message.folded) - len(message.folded.lstrip())
    end = len(message.folded.rstrip())
    if message.expects is None or end - start > _LONGEST or end == start:
        return None
    if _NO_ANSWER.match(message.folded[start:end]) and not re.search(r"\d{3}", message.folded):
        return None
    key = message.expects
    if key in ("order_number", "reference_number"):
        return read_number(message, start, end, key)
    if key in _DATES:
        return _date(message, key)
    if key == "company_promise":
        return message.fact(key, message.text[start:end], start, end, PLAUSIBLE)
    readers = {
        "amount": read_amount,
        "person_name": read_name,
        "phone": read_phone,
        "place": read_place,
        "product": read_product,
        "contacts_before": read_contacts,
        "waiting_time": read_duration,
    }
    reader = readers.get(key)
    return reader(message, start, end) if reader else None


def _date(message: Message, key: str) -> FoundFact | None:
    found = find_dates(message)
    if not found:
        found = [fact for lead in _LEADS[key] for fact in _with_lead(message, lead)][:1]
    if not found:
        return None
    direct = _with_lead(message, _LEADS[key][0], found[0])
    return {**(direct or found)[0], "key": key}


# A lead-in that puts the bare answer ("12/3", "march") where the finder expects a date, in the right direction.
_LEADS = {
    "purchase_date": ("I bought it on ", "I bought it in ", "I bought it on the "),
    "incident_date": ("It happened on ", "It happened in ", "It happened on the "),
    "promised_date": ("It was supposed to come on ", "It was supposed to come in ", "It was supposed to come on the "),
    "deadline": ("I need it by ", "I need it in ", "I need it by the "),
}


def _with_lead(message: Message, lead: str, only: FoundFact | None = None) -> list[FoundFact]:
    text = message.text.lstrip()
    shift = len(lead) - (len(message.text) - len(text))
    longer = Message(lead + text, fold(lead + text), message.today, None, message.site)
    found = [
        {**fact, "start": fact["start"] - shift, "end": fact["end"] - shift}
        for fact in find_dates(longer)
        if fact["start"] >= len(lead)
    ]
    return [fact for fact in found if only is None or fact["start"] == only["start"]]  # type: ignore[misc]
