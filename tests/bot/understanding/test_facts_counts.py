"""How long, how often, and what was promised."""

import pytest
from telling import values, words

WAITS = [
    ("I've been waiting two weeks", "two weeks"),
    ("on hold for 3 hours", "3 hours"),
    ("40mins on the phone", "40mins"),
    ("no reply for over a month", "over a month"),
    ("waited an hour and a half", "an hour and a half"),
    ("its been like 10 days now", "10 days"),
    ("weeks on end of nothing", "weeks on end"),
    ("close to 45 minutes in the queue", "close to 45 minutes"),
    ("no heating the last 4 days", "the last 4 days"),
    ("2 or 3 months without internet", "2 or 3 months"),
    ("6wks and nothing", "6wks"),
    ("I spent all day waiting", "all day"),
]
NO_WAITS = [
    "I've been a customer for 10 years",
    "it's 2 years old",
    "bought 2 weeks ago",
    "comes in 3 days",
    "the 1 year warranty",
    "30 day return policy",
    "$40 a month",
    "twice a week",
    "my 5 year old son",
    "I live 2 hours from the shop",
    "my 24 month contract",
]
CONTACTS = [
    ("I called three times", "3"),
    ("called you 3x already", "3"),
    ("rang twice", "2"),
    ("this is the 4th email", "3"),
    ("this is my third time calling", "2"),
    ("I've emailed you five times", "5"),
    ("8 emails and no answer", "8"),
    ("countless calls", "several"),
    ("I have complained several times", "several"),
    ("spoke to 2 different agents", "2"),
    ("I've written to you on many occasions", "several"),
    ("sent a couple of messages", "2"),
    ("i emailed you last week", "1"),
    ("I raised a complaint", "1"),
    ("twenty phone calls later", "20"),
]
NO_CONTACTS = [
    "they called me twice",
    "I was charged twice",
    "it broke three times",
    "the second time it broke",
    "I got 3 emails from you saying it was sent",
    "he told me once and for all",
]
PROMISES = [
    ("they promised Friday", "they promised Friday"),
    ("they promised Friday but nothing came", "they promised Friday"),
    ("You said someone would call me back", "You said someone would call me back"),
    ("I was told it would be here by Monday, still nothing", "I was told it would be here by Monday"),
    ("your website says delivery within 2 days", "your website says delivery within 2 days"),
    ("the lady in the shop assured me it will be refunded", "the lady in the shop assured me it will be refunded"),
    ("Sam from billing guaranteed a credit", "Sam from billing guaranteed a credit"),
    ("she said i'd get a call back. that was monday", "she said i'd get a call back"),
]
NO_PROMISES = [
    "I said I would leave",
    "he said no",
    "they said they can't help",
    "my husband will collect it",
    "she told me it was broken",
    "I told you it would rain",
]


@pytest.mark.parametrize(("text", "wait"), WAITS)
def test_a_wait_is_kept_in_their_words(text: str, wait: str) -> None:
    assert values(text, "waiting_time") == [wait]


@pytest.mark.parametrize("text", NO_WAITS)
def test_not_every_length_of_time_is_a_wait(text: str) -> None:
    assert values(text, "waiting_time") == []


@pytest.mark.parametrize(("text", "count"), CONTACTS)
def test_earlier_contacts_are_counted(text: str, count: str) -> None:
    assert values(text, "contacts_before") == [count]


@pytest.mark.parametrize("text", NO_CONTACTS)
def test_what_others_did_or_what_broke_is_no_contact(text: str) -> None:
    assert values(text, "contacts_before") == []


@pytest.mark.parametrize(("text", "promise"), PROMISES)
def test_a_promise_says_who_made_it(text: str, promise: str) -> None:
    assert words(text, "company_promise") == [promise]


@pytest.mark.parametrize("text", NO_PROMISES)
def test_other_talk_is_no_promise(text: str) -> None:
    assert words(text, "company_promise") == []


def test_the_day_inside_a_promise_is_a_promised_day() -> None:
    assert values("they promised Friday", "promised_date") == ["2026-11-20"]
