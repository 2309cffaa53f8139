"""A fact's value as a person at the desk writes it, made what the contract wants it to be."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation

import phonenumbers

from handoff.model.fragment_text import clean
from handoff.model.labels import FACT_KEYS
from handoff.model.money import Money
from handoff.model.refusal import Malformed
from handoff.policy.site import Site

LONGEST = 300  # characters
DATES = ("purchase_date", "incident_date", "promised_date", "deadline")


def known_key(given: str) -> str:
    """Raises Malformed."""
    if given not in FACT_KEYS:
        raise Malformed("Choose one of the facts that are offered.")
    return given


def plain_value(key: str, given: str, site: Site) -> str:
    """Raises Malformed."""
    words = " ".join(clean(given).split())
    if not words:
        raise Malformed("There is nothing written yet.")
    if len(words) > LONGEST:
        raise Malformed(f"That is too long: at most {LONGEST} characters.")
    if key in DATES:
        return _day(words)
    match key:
        case "amount":
            return str(_money(words, site))
        case "contacts_before":
            return _count(words)
        case "phone":
            return _phone(words, site)
        case "email":
            return _email(words)
    return words


def _day(words: str) -> str:
    try:
        return date.fromisoformat(words).isoformat()
    except ValueError:
        raise Malformed("Write the day as year-month-day, such as 2026-11-28.") from None


def _money(words: str, site: Site) -> Money:
    try:
        amount = Decimal(re.sub(rf"[£$€,\s]|{site.currency}", "", words, flags=re.I))
    except InvalidOperation:
        raise Malformed("The amount must be a number such as 40 or 39.99.") from None
    money = Money.parse(f"{amount} {site.currency}")
    if money is None:
        raise Malformed("The amount must be a number such as 40 or 39.99.")
    return money


def _count(words: str) -> str:
    if not words.isdecimal() or len(words) > 3:
        raise Malformed("Write how many times, as a number such as 3.")
    return str(int(words))


def _phone(words: str, site: Site) -> str:
    try:
        number = phonenumbers.parse(words, site.phone_region)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise Malformed("That is no phone number; write one such as 07400 123456.")
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _email(words: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", words):
        raise Malformed("That is no e-mail address; write one such as maya@example.com.")
    return words
