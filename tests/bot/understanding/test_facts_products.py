"""Products of the list, also misspelled, and the things that stand in no list."""

import pytest
from telling import values

LISTED = [
    ("the ProBlend is rubbish", "ProBlend"),
    ("my pro-blend leaks", "ProBlend"),
    ("the problend's jug cracked", "ProBlend"),
    ("my blender died", "ProBlend"),
    ("two blenders, both broken", "ProBlend"),
    ("the pro blnd is loud", "ProBlend"),
    ("PROBLEND stopped working", "ProBlend"),
    ("nook lmap flickers", "Nook lamp"),
]
UNLISTED = [
    ("my washing machine leaks", "washing machine"),
    ("the gas stove you sent is dented", "gas stove"),
    ("I ordered a birthday cake", "birthday cake"),
    ("my student loan payment doubled", "student loan"),
    ("my suitcase never came off the plane", "suitcase"),
    ("the wifi has been down", "wifi"),
    ("my iPhone 12 Pro is dead", "iPhone 12 Pro"),
    ("I bought two theremins from you", "theremins"),
    ("my snorbler arrived broken", "snorbler"),
    ("lost my luggage at the airport", "luggage"),
    ("credit card was declined", "credit card"),
]
NONE = [
    "my husband is furious",
    "my order hasn't come",
    "please check this",
    "my money, now",
    "the flight attendant was rude",
    "I told your agent on the phone",
    "my patience is gone",
    "I spoke to my supervisor about it",
]


@pytest.mark.parametrize(("text", "name"), LISTED)
def test_a_listed_product_is_known_by_its_name(text: str, name: str) -> None:
    assert name in values(text, "product")


@pytest.mark.parametrize(("text", "name"), UNLISTED)
def test_an_unlisted_thing_is_kept_as_they_call_it(text: str, name: str) -> None:
    assert name in values(text, "product")


@pytest.mark.parametrize("text", NONE)
def test_people_and_orders_are_no_products(text: str) -> None:
    assert values(text, "product") == []
