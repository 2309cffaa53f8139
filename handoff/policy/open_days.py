"""Days and moments of the opening hours, for times that people name themselves."""

from datetime import date, datetime, timedelta

from handoff.policy.hours import Hours

_LONGEST = 366  # days to look ahead


def closing(hours: Hours, day: date) -> datetime | None:
    """When the last hours of that day end; None when it is closed."""
    spans = hours.spans_of(day)
    return spans[-1][1] if spans else None


def last_open(hours: Hours, at: datetime, after: datetime) -> datetime:
    """`at`, or the last moment before it when somebody is there; `at` itself when there is none since `after`."""
    if hours.is_open(at):
        return at
    zone = hours.site.time_zone
    day = at.astimezone(zone).date()
    while day >= after.astimezone(zone).date():
        for _, closes in reversed(hours.spans_of(day)):
            if after < closes <= at:
                return closes
        day -= timedelta(days=1)
    return at


def open_day(hours: Hours, day: date, number: int) -> date:
    """The `number`th open day after `day`. Raises ValueError when a year has too few."""
    for offset in range(1, _LONGEST):
        found = day + timedelta(days=offset)
        if hours.spans_of(found):
            number -= 1
            if number <= 0:
                return found
    raise ValueError("the opening hours leave no open day within a year")
