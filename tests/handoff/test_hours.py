"""Promised times: inside the hours, never in the past, and in words that are true when they are said."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.policy.hours import Hours
from handoff.policy.policies import Policies
from handoff.settings import ROOT

LONDON = ZoneInfo("Europe/London")
HOURS = Policies.load(ROOT / "handoff" / "policy").hours
ROUND_THE_CLOCK = replace(HOURS, open=(((0, 1440),),) * 7, country=None, closures=())


def at(wall: str) -> datetime:
    return datetime.fromisoformat(wall).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("now", "severity", "said"),
    [
        ("2026-06-03 13:05", 1, "by 5:30 pm today"),
        ("2026-06-03 14:30", 2, "by 4:30 pm today"),
        ("2026-06-03 14:31", 2, "by 5 pm today"),
        ("2026-06-03 09:00", 4, "by 9:30 am today"),
        ("2026-06-03 10:55", 3, "by noon today"),
        ("2026-06-03 17:50", 4, "by 9:30 am tomorrow"),
        ("2026-06-03 17:40", 4, "by 6 pm today"),
        ("2026-06-03 22:15", 3, "by 10 am tomorrow"),
        ("2026-06-04 05:00", 3, "by 10 am today"),
        # The week ends on Saturday at two.
        ("2026-06-06 13:30", 1, "by 12:30 pm on Monday"),
        ("2026-06-06 15:00", 3, "by 10 am on Monday"),
        ("2026-06-07 23:59", 3, "by 10 am tomorrow"),
        # Bank holidays: spring, Good Friday to Easter Monday, Christmas with our own closure before it.
        ("2026-05-23 15:00", 3, "by 10 am on Tuesday"),
        ("2026-05-25 11:00", 4, "by 9:30 am tomorrow"),
        ("2026-04-02 17:30", 3, "by 10:30 am on Saturday"),
        ("2026-12-23 17:00", 1, "by noon on Tuesday"),
        ("2027-03-25 18:00", 4, "by 10:30 am on Saturday"),
        # The clocks go forward on 29 March and back on 25 October 2026.
        ("2026-03-28 15:00", 3, "by 10 am on Monday"),
        ("2026-03-29 00:30", 3, "by 10 am tomorrow"),
        ("2026-10-24 23:30", 4, "by 9:30 am on Monday"),
        ("2026-10-25 01:30", 2, "by 11 am tomorrow"),
    ],
)
def test_the_promise_is_said_as_people_say_it(now: str, severity: int, said: str) -> None:
    assert HOURS.promise(at(now), severity).words == said


def test_a_day_more_than_a_week_away_is_named_with_its_date() -> None:
    closed = replace(HOURS, closures=((at("2026-05-25 00:00").date(), at("2026-06-01 00:00").date()),))
    assert closed.promise(at("2026-05-23 15:00"), 3).words == "by 10 am on Tuesday 2 June"


def test_around_the_clock_the_day_ends_at_midnight_of_that_day() -> None:
    assert ROUND_THE_CLOCK.promise(at("2026-06-03 23:20"), 4).words == "by midnight today"
    assert ROUND_THE_CLOCK.promise(at("2026-06-03 23:50"), 4).words == "by 12:30 am tomorrow"


def test_an_hour_of_work_is_an_hour_when_the_clocks_change() -> None:
    before = at("2026-03-29 00:30")
    assert ROUND_THE_CLOCK.due(before, timedelta(hours=1)) == before.astimezone(UTC) + timedelta(hours=1)
    assert ROUND_THE_CLOCK.promise(before, 3).words == "by 2:30 am today"


def test_a_time_that_has_passed_is_named_with_its_date() -> None:
    assert HOURS.said(at("2026-06-01 16:30"), at("2026-06-03 09:00")) == "by 4:30 pm on Monday 1 June"


def test_texts_are_quiet_at_night() -> None:
    assert HOURS.is_quiet("sms", at("2026-06-03 23:00"))
    assert HOURS.is_quiet("sms", at("2026-06-03 07:59"))
    assert not HOURS.is_quiet("sms", at("2026-06-03 08:00"))
    assert not HOURS.is_quiet("web", at("2026-06-03 23:00"))


moments = st.datetimes(datetime(2025, 1, 1), datetime(2029, 12, 31), timezones=st.sampled_from([UTC, LONDON]))
severities = st.integers(1, 4)
both = st.sampled_from([HOURS, ROUND_THE_CLOCK])


@given(hours=both, now=moments, severity=severities)
def test_a_promise_is_kept_inside_the_hours_and_after_now(hours: Hours, now: datetime, severity: int) -> None:
    due = hours.promise(now, severity).at
    assert due > now
    assert hours.is_open(due)


@given(hours=both, now=moments, later=st.timedeltas(timedelta(), timedelta(days=4)), severity=severities)
def test_who_comes_later_is_never_promised_earlier(
    hours: Hours, now: datetime, later: timedelta, severity: int
) -> None:
    assert hours.promise(now, severity).at <= hours.promise(now.astimezone(UTC) + later, severity).at


@given(now=moments, severity=st.integers(1, 3))
def test_the_more_urgent_is_never_promised_later(now: datetime, severity: int) -> None:
    assert HOURS.promise(now, severity + 1).at <= HOURS.promise(now, severity).at


@given(now=moments, severity=severities)
def test_the_time_is_a_half_hour(now: datetime, severity: int) -> None:
    due = HOURS.promise(now, severity).at.astimezone(LONDON)
    assert (due.minute % 30, due.second, due.microsecond) == (0, 0, 0)
