"""Dates, resolved against a Wednesday (18 November 2026) in the direction of the story."""

from datetime import datetime

import pytest
from telling import AMERICAN, BRITISH, facts, values
from understanding.facts import find_facts
from understanding.site import Site

BOUGHT = [
    ("I bought it on 3 March", "2026-03-03"),
    ("ordered on the 3rd of March", "2026-03-03"),
    ("purchased March 3rd, 2025", "2025-03-03"),
    ("bought 12/03/2026", "2026-03-12"),
    ("ordered it 2 weeks ago", "2026-11-04"),
    ("i ordered last friday", "2026-11-13"),
    ("So I ordered the ProBlend in March", "2026-03-01"),
    ("bought it on boxing day", "2025-12-26"),
    ("ordered yesterday", "2026-11-17"),
    ("ordered it the day before yesterday", "2026-11-16"),
    ("I booked on 2 dec", "2025-12-02"),
    ("bought a fortnight ago", "2026-11-04"),
    ("purchased six months ago", "2026-05-18"),
    ("ordered on Monday", "2026-11-16"),
    ("i placed my order on the 5th", "2026-11-05"),
    ("ordered 15-Aug-2026", "2026-08-15"),
    ("bought on 2026-01-02", "2026-01-02"),
    ("ordered on 5/6", "2026-06-05"),
]
HAPPENED = [
    ("it broke yesterday morning", "2026-11-17"),
    ("it stopped working on Saturday", "2026-11-14"),
    ("the leak started 3 days ago", "2026-11-15"),
    ("came on the 10th", "2026-11-10"),
    ("Last Christmas it caught fire", "2025-12-25"),
    ("it arrived last tuesday", "2026-11-17"),
    ("no heating since Sunday", "2026-11-15"),
    ("i was locked out last month", "2026-10-01"),
    ("happened a couple of weeks ago", "2026-11-04"),
    ("delivered 10 aug", "2026-08-10"),
]
PROMISED = [
    ("they promised Friday", "2026-11-20"),
    ("they promised Friday but nothing came", "2026-11-13"),
    ("it was supposed to arrive on Monday", "2026-11-16"),
    ("it should have been here on the 10th", "2026-11-10"),
    ("you said it will come tomorrow", "2026-11-19"),
    ("delivery is due next week", "2026-11-23"),
    ("you told me the 25th", "2026-11-25"),
    ("it was due on 12 November", "2026-11-12"),
    ("promised for 5/12", "2026-12-05"),
]
NEEDED = [
    ("I need it before her birthday on Saturday", "2026-11-21"),
    ("i must have it by next Tuesday", "2026-11-24"),
    ("please sort it by Friday", "2026-11-20"),
    ("we need the table before Christmas", "2026-12-25"),
    ("the wedding is on 5 December", "2026-12-05"),
    ("need this fixed by tomorrow", "2026-11-19"),
    ("i have to have it by 1st Dec", "2026-12-01"),
]
NO_DATES = [
    "open 24/7",
    "1/3 of my story",
    "there were 3000 of them",
    "it cost $59",
    "I may call again",
    "then we march on",
    "I sat there",
    "the sun was out",
    "the second time",
    "for 3 hours",
    "order 4471-220",
    "call 07911 123456",
    "one of the 12 plates",
    "version 11.0.3",
    "at the end of the day it's your fault",
]
DATES = ("purchase_date", "incident_date", "promised_date", "deadline")


@pytest.mark.parametrize(("text", "day"), BOUGHT)
def test_a_purchase_lies_in_the_past(text: str, day: str) -> None:
    assert values(text, "purchase_date") == [day]


@pytest.mark.parametrize(("text", "day"), HAPPENED)
def test_an_incident_lies_in_the_past(text: str, day: str) -> None:
    assert values(text, "incident_date") == [day]


@pytest.mark.parametrize(("text", "day"), PROMISED)
def test_a_promised_day_lies_ahead_unless_it_was_broken(text: str, day: str) -> None:
    assert values(text, "promised_date") == [day]


@pytest.mark.parametrize(("text", "day"), NEEDED)
def test_a_deadline_lies_ahead(text: str, day: str) -> None:
    assert values(text, "deadline") == [day]


@pytest.mark.parametrize("text", NO_DATES)
def test_other_words_are_no_date(text: str) -> None:
    assert not [fact for fact in facts(text) if fact["key"] in DATES]


def test_the_site_says_which_figure_is_the_day() -> None:
    assert values("bought 03/04/2026", "purchase_date", site=BRITISH) == ["2026-04-03"]
    assert values("bought 03/04/2026", "purchase_date", site=AMERICAN) == ["2026-03-04"]
    assert values("bought 25/12/2025", "purchase_date", site=AMERICAN) == ["2025-12-25"]


def test_one_sentence_may_hold_two_dates_of_different_kinds() -> None:
    text = "I ordered it on 3 March and it came on Friday"
    assert values(text, "purchase_date") == ["2026-03-03"]
    assert values(text, "incident_date") == ["2026-11-13"]


def test_a_message_without_its_own_date_keeps_the_words() -> None:
    found = find_facts("it broke yesterday", at=None, site=Site())
    assert [(fact["key"], fact["value"]) for fact in found] == [("incident_date", "yesterday")]


def test_a_day_that_does_not_exist_is_no_date() -> None:
    assert values("bought 31/02/2026", "purchase_date") == []


@pytest.mark.parametrize("at", [datetime(1, 1, 1), datetime(9999, 12, 31), datetime(2024, 2, 29)])
def test_dates_at_the_edges_of_the_calendar_do_no_harm(at: datetime) -> None:
    find_facts(
        "100 years ago, in 99 years, last year, next month, the 31st, 30 Feb, next Friday, 99999 days ago", at=at
    )
