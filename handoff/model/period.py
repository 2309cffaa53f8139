"""A span of days in the company's own time zone: what a report is about."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handoff.model.refusal import Malformed

DAY = timedelta(days=1)
USUAL = 7  # days, today included
LONGEST = 3_660  # days


@dataclass(frozen=True)
class Period:
    """`first` and `last` both belong to it."""

    first: date
    last: date
    zone: ZoneInfo

    @classmethod
    def parse(cls, first: str, last: str, zone: ZoneInfo, now: datetime) -> "Period":
        """Days such as 2026-11-22; blank ones are chosen: a week until today. Raises Malformed."""
        today = now.astimezone(zone).date()
        until = _day(last) if last else max(today, _day(first)) if first else today
        since = _day(first) if first else until - (USUAL - 1) * DAY
        if since > until:
            raise Malformed("The first day must not be after the last.")
        if (until - since).days >= LONGEST:
            raise Malformed("That is too long: at most ten years.")
        return cls(since, until, zone)

    @classmethod
    def of_days(cls, count: int, zone: ZoneInfo, now: datetime) -> "Period":
        """So many days until today."""
        today = now.astimezone(zone).date()
        return cls(today - (count - 1) * DAY, today, zone)

    @property
    def start(self) -> datetime:
        return datetime.combine(self.first, time(), self.zone)

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.last + DAY, time(), self.zone)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def each_day(self) -> Iterator[date]:
        return (self.first + index * DAY for index in range(self.days))

    def day_of(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()


def _day(given: str) -> date:
    try:
        found = date.fromisoformat(given)
    except ValueError:
        raise Malformed("Give a day such as 2026-11-22.") from None
    if not 2000 <= found.year <= 2200:
        raise Malformed("Give a day of this century.")
    return found
