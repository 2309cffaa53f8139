"""A clock that is put where the story is, and the opening hours walked in both directions."""

from datetime import datetime, time, timedelta

from handoff.clock import Clock
from handoff.policy.hours import Hours

DAY = timedelta(days=1)


class StoryClock(Clock):
    def __init__(self, at: datetime) -> None:
        super().__init__()
        self._at = at

    def now(self) -> datetime:
        return self._at

    def moved(self) -> timedelta:
        return timedelta()

    def to(self, at: datetime) -> None:
        """Never back."""
        self._at = max(self._at, at)


def began(when: str, hours: Hours, now: datetime) -> datetime:
    """`when`: "5d 10:12" is that hour five opening days before today; "95m" so many minutes of opening hours ago."""
    if when.endswith("m"):
        return open_before(hours, now, timedelta(minutes=int(when[:-1])))
    days, _, clock = when.partition("d ")
    zone, left = hours.site.time_zone, int(days)
    day = now.astimezone(zone).date()
    while left:
        day -= DAY
        # A short Saturday has no room for a whole day's work.
        left -= sum((end - start for start, end in hours.spans_of(day)), timedelta()) >= timedelta(hours=6)
    return datetime.combine(day, time.fromisoformat(clock), zone)


def open_before(hours: Hours, at: datetime, work: timedelta) -> datetime:
    zone = hours.site.time_zone
    for index in range(30):
        day = at.astimezone(zone).date() - index * DAY
        for start, end in reversed(hours.spans_of(day)):
            room = min(end, at) - start
            if room >= work:
                return min(end, at) - work
            work -= max(room, timedelta())
    return at - work


def open_after(hours: Hours, at: datetime, work: timedelta) -> datetime:
    zone = hours.site.time_zone
    for index in range(30):
        day = at.astimezone(zone).date() + index * DAY
        for start, end in hours.spans_of(day):
            room = end - max(start, at)
            if room >= work:
                return max(start, at) + work
            work -= max(room, timedelta())
    return at + work
