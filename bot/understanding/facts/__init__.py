"""The facts of one fragment, each with the customer's exact words: numbers, money, dates, products, people, places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from understanding.facts.bare import read_bare
from understanding.facts.cards import find_cards
from understanding.facts.contacts import find_contacts
from understanding.facts.dates import find_dates
from understanding.facts.durations import find_durations
from understanding.facts.emails import find_emails
from understanding.facts.found import Message, fold, overlaps
from understanding.facts.money import find_money
from understanding.facts.numbers import find_numbers
from understanding.facts.people import find_names
from understanding.facts.phones import find_phones
from understanding.facts.places import find_places
from understanding.facts.products import find_products
from understanding.facts.promises import find_promises
from understanding.shapes import FoundFact
from understanding.site import Site

LONGEST = 12_000
# The order decides who has the words when two families claim them; a promise may hold any other fact.
_FINDERS = (
    find_emails,
    find_phones,
    find_numbers,
    find_money,
    find_dates,
    find_contacts,
    find_durations,
    find_names,
    find_places,
    find_products,
)


def find_facts(
    text: str,
    *,
    at: datetime | None = None,
    expects: str | None = None,
    site: Site | None = None,
    products: Mapping[str, str] | Sequence[str] = (),
) -> list[FoundFact]:
    """`at`: when it was written; `expects`: the fact that the bot asked for; text beyond LONGEST is not read."""
    if not any(character.isalnum() for character in text):
        return []
    catalogue = products if isinstance(products, Mapping) else {name: name for name in products}
    message = Message(text, fold(text[:LONGEST]), _day(at), expects, site or Site(), catalogue)
    cards = find_cards(message.folded)
    facts: list[FoundFact] = []
    bare = read_bare(message)
    if bare and not _within(bare, cards):
        facts.append(bare)
    for finder in _FINDERS:
        for fact in finder(message):
            if not _within(fact, cards) and not any(_rival(fact, other) for other in facts):
                facts.append(fact)
    facts.extend(find_promises(message))
    return sorted(facts, key=lambda fact: (fact["start"], fact["end"]))


def _rival(fact: FoundFact, other: FoundFact) -> bool:
    """Two facts about the same words; "I called last week" is both a contact and a date."""
    if fact["key"] == "contacts_before" and other["key"].endswith(("_date", "deadline")):
        return fact["start"] == other["start"]
    return overlaps(fact, other)


def _day(at: datetime | None) -> date | None:
    return at.date() if at else None


def _within(fact: FoundFact, spans: list[tuple[int, int]]) -> bool:
    return any(fact["start"] < end and start < fact["end"] for start, end in spans)
