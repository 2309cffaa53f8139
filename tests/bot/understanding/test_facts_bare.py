"""Bare answers, read in the light of the question."""

import pytest
from telling import AMERICAN, facts, values

ANSWERS = [
    ("order_number", "7868114043", "7868114043"),
    ("order_number", "it's 4471 - 220", "4471-220"),
    ("order_number", "sure, 4471 220", "4471220"),
    ("order_number", "four four seven one two", "44712"),
    ("order_number", "nk20931", "nk20931"),
    ("order_number", "i think 4471-220 but not sure", "4471-220"),
    ("reference_number", "QXZRTL", "QXZRTL"),
    ("amount", "about 40", "40.00 GBP"),
    ("amount", "forty", "40.00 GBP"),
    ("amount", "39.99", "39.99 GBP"),
    ("amount", "£25 I think", "25.00 GBP"),
    ("purchase_date", "12/3", "2026-03-12"),
    ("purchase_date", "march", "2026-03-01"),
    ("purchase_date", "the 12th", "2026-11-12"),
    ("purchase_date", "last tuesday", "2026-11-17"),
    ("incident_date", "sunday", "2026-11-15"),
    ("promised_date", "friday", "2026-11-13"),
    ("deadline", "friday", "2026-11-20"),
    ("deadline", "the 25th", "2026-11-25"),
    ("person_name", "chloe zhang", "chloe zhang"),
    ("person_name", "it's Chloe", "Chloe"),
    ("person_name", "Dr Ana-Maria de Souza", "Ana-Maria de Souza"),
    ("email", "jo@gmail.com", "jo@gmail.com"),
    ("phone", "7911 123456", "+447911123456"),
    ("place", "leeds", "leeds"),
    ("place", "it was in the croydon shop", "croydon shop"),
    ("product", "a kettle", "kettle"),
    ("product", "snorbler deluxe", "snorbler deluxe"),
    ("contacts_before", "three", "3"),
    ("contacts_before", "3 times", "3"),
    ("contacts_before", "twice", "2"),
    ("contacts_before", "never", "0"),
    ("waiting_time", "2 weeks", "2 weeks"),
]
NO_ANSWERS = [
    ("order_number", "I don't have it"),
    ("order_number", "no idea"),
    ("order_number", "why do you need that?"),
    ("order_number", "yes"),
    ("person_name", "why?"),
    ("person_name", "i don't want to say"),
    ("person_name", "no"),
    ("place", "what"),
    ("product", "not sure"),
    ("amount", "can't remember"),
    ("purchase_date", "idk"),
    ("email", "I don't have one"),
]


@pytest.mark.parametrize(("asked", "text", "value"), ANSWERS)
def test_a_bare_answer_is_what_was_asked_for(asked: str, text: str, value: str) -> None:
    assert value in values(text, asked, expects=asked)


@pytest.mark.parametrize(("asked", "text"), NO_ANSWERS)
def test_no_answer_is_no_fact(asked: str, text: str) -> None:
    assert facts(text, expects=asked) == []


def test_ten_figures_are_a_phone_number_when_that_was_asked() -> None:
    assert values("132 743 8678", "phone", expects="phone", site=AMERICAN) == ["+11327438678"]
    assert values("1327438678", "order_number", expects="order_number", site=AMERICAN) == ["1327438678"]


def test_an_answer_may_bring_more_than_was_asked() -> None:
    text = "4471-220, and it was 40 quid"
    assert values(text, "order_number", expects="order_number") == ["4471-220"]
    assert values(text, "amount", expects="order_number") == ["40.00 GBP"]
