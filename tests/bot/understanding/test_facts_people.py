"""Names, e-mail addresses, phone numbers and places."""

import pytest
from telling import AMERICAN, BRITISH, INDIAN, facts, values
from understanding.facts.found import KNOWN_FROM
from understanding.site import Site

NAMES = [
    ("I'm Priya Nair and I'm cross", "Priya Nair"),
    ("my name is daniel o'connor", "daniel o'connor"),
    ("My name's Zoë Müller.", "Zoë Müller"),
    ("this is Tom Baker from Leeds", "Tom Baker"),
    ("i'm chloe zhang", "chloe zhang"),
    ("Thanks, Priya Nair", "Priya Nair"),
    ("Sort it out.\nRegards,\nJames P. Holt", "James P. Holt"),
    ("name: Aisha Khan", "Aisha Khan"),
    ("the order is under the name of Marta Diaz", "Marta Diaz"),
    ("Mrs Jean Luc here", "Jean Luc"),
]
NO_NAMES = [
    "I'm so angry",
    "i'm fuming",
    "I'm Not Happy",
    "this is ridiculous",
    "This Is Ridiculous",
    "I am done with you people",
    "it's broken",
    "I'm British and I queue",
    "thanks for nothing",
    "I'm waiting",
    "this is Amazon level bad",
]
EMAILS = [
    ("jo@gmail.com", "jo@gmail.com"),
    ("mail me at Jo.Smith+shop@Example.co.uk, thanks", "Jo.Smith+shop@example.co.uk"),
    ("jo dot smith at gmail dot com", "jo.smith@gmail.com"),
    ("it's jo_99@outlook.com.", "jo_99@outlook.com"),
]
SLIPS = ["i'm czhang@emailcom", "jo@gmial.com", "jo@gmail,com", "its jo@gmail", "jo@hotmail.con", "jo..s@mail.com"]
NO_EMAILS = ["@NookKettle hello", "look at amazon.com", "10 plates @ 5 each", "hey @you what now", "as @nook said"]
PHONES = [
    ("call me on 07911 123456", BRITISH, "+447911123456"),
    ("+44 20 7946 0958", BRITISH, "+442079460958"),
    ("my mobile is 07911123456", BRITISH, "+447911123456"),
    ("(212) 555-0143", AMERICAN, "+12125550143"),
    ("my cell: 212.736.5000", AMERICAN, "+12127365000"),
    ("contact no 98765 43210", INDIAN, "+919876543210"),
]
NO_PHONES = [
    "order 7868114043",
    "card 4111 1111 1111 1111",
    "ref 020 7946 0958",
    "12 345 678 90",
    "I rang 0800 123 4567 and nobody answered",
    "on 12/03/2026",
    "order 111-1234567-1234567",
]
PLACES = [
    ("the store in Cardiff", "Cardiff"),
    ("at Leeds station", "Leeds station"),
    ("flew from JFK to Nice", "JFK"),
    ("your Croydon branch", "Croydon branch"),
    ("I live at 12 Baker Street", "12 Baker Street"),
    ("delivered to New Delhi", "New Delhi"),
]
NO_PLACES = ["i am reading this", "a nice bath", "in May", "in general it's bad", "TO BE HONEST", "at Christmas"]


@pytest.mark.parametrize(("text", "name"), NAMES)
def test_a_name_is_taken_when_it_is_given(text: str, name: str) -> None:
    assert values(text, "person_name") == [name]


@pytest.mark.parametrize("text", NO_NAMES)
def test_a_mood_is_no_name(text: str) -> None:
    assert values(text, "person_name") == []


@pytest.mark.parametrize(("text", "address"), EMAILS)
def test_an_email_address_is_read(text: str, address: str) -> None:
    assert values(text, "email") == [address]


@pytest.mark.parametrize("text", SLIPS)
def test_an_address_with_a_slip_is_doubtful(text: str) -> None:
    found = [fact for fact in facts(text) if fact["key"] == "email"]
    assert len(found) == 1
    assert found[0]["confidence"] < KNOWN_FROM


@pytest.mark.parametrize("text", NO_EMAILS)
def test_mentions_and_sites_are_no_address(text: str) -> None:
    assert values(text, "email") == []


@pytest.mark.parametrize(("text", "site", "number"), PHONES)
def test_a_phone_number_is_written_the_international_way(text: str, site: Site, number: str) -> None:
    assert values(text, "phone", site=site) == [number]


@pytest.mark.parametrize("text", NO_PHONES)
def test_other_long_figures_are_no_phone(text: str) -> None:
    assert values(text, "phone") == []


@pytest.mark.parametrize(("text", "place"), PLACES)
def test_a_place_is_named(text: str, place: str) -> None:
    assert place in values(text, "place")


@pytest.mark.parametrize("text", NO_PLACES)
def test_words_that_could_be_places_are_not(text: str) -> None:
    assert values(text, "place") == []
