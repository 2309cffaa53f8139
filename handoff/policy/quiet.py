"""When we may write first: not in the quiet hours of `hours.yml`, by the clock where the phone is at home."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import phonenumbers
from phonenumbers import timezone

from handoff.policy.hours import Hours, QuietHours

_UNKNOWN = "Etc/Unknown"
_MOST_ZONES = 12  # numbers of a whole continent say nothing about the clock


def may_write_at(hours: Hours, channel: str, address: str, now: datetime) -> datetime:
    """`now`, or the end of the quiet hours: for follow-ups, reminders and whatever else nobody is waiting for.

    `address`: the phone number. Where its country has several time zones, it is quiet in none of them.
    """
    quiet = hours.quiet.get(channel)
    if quiet is None:
        return now
    zones = [ZoneInfo(name) for name in _zones(address)] or [hours.site.time_zone]
    at = now
    for _ in range(2 * len(zones)):
        later = max(_end_of_quiet(quiet, at, zone) for zone in zones)
        if later == at:
            return at
        at = later
    return _end_of_quiet(quiet, now, hours.site.time_zone)


def _end_of_quiet(quiet: QuietHours, at: datetime, zone: ZoneInfo) -> datetime:
    local = at.astimezone(zone)
    if not quiet.contains(local.time()):
        return at
    day = local.date() if local.time() < quiet.end else local.date() + timedelta(days=1)
    return datetime.combine(day, quiet.end, zone).astimezone(UTC)


@lru_cache(maxsize=10_000)
def _zones(address: str) -> tuple[str, ...]:
    try:
        found = timezone.time_zones_for_number(phonenumbers.parse(address))
    except phonenumbers.NumberParseException:
        return ()
    known = tuple(name for name in found if name != _UNKNOWN)
    return known if len(known) <= _MOST_ZONES else ()
