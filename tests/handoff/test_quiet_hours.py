"""Nobody is woken by a text that could wait: the quiet hours go by the clock where the phone is at home."""

from datetime import UTC, datetime

import pytest

from handoff.policy.quiet import may_write_at
from tests.handoff.phone_line import POLICIES


def at(hour: int, minute: int = 0, day: int = 22, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("phone", "now", "allowed"),
    [
        ("+447700900123", at(12), at(12)),
        ("+447700900123", at(20, 59), at(20, 59)),
        ("+447700900123", at(21), at(8, day=23)),
        ("+447700900123", at(7, 59), at(8)),
        ("+447700900123", at(22, day=10, month=7), at(7, day=11, month=7)),  # British summer time
        ("+14155552671", at(9), at(16)),  # one in the morning in San Francisco
        ("+12125551234", at(13, 30), at(13, 30)),  # half past eight in New York
        ("+919812345678", at(22), at(2, 30, day=23)),
        ("+61891234567", at(22), at(0, day=23)),  # two clocks in Australia's west: it must be day by both
        ("no phone", at(23), at(8, day=23)),  # the site's own time
    ],
)
def test_what_nobody_waits_for_is_sent_by_day(phone: str, now: datetime, allowed: datetime) -> None:
    assert may_write_at(POLICIES.hours, "sms", phone, now) == allowed


def test_the_web_has_no_quiet_hours() -> None:
    assert may_write_at(POLICIES.hours, "web", "a session", at(23)) == at(23)
