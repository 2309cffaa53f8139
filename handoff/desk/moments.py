"""Times as a busy person reads them: how long ago, how long is left, at what hour, on which day."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from handoff.clock import Clock

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Moments:
    def __init__(self, clock: Clock, zone: ZoneInfo) -> None:
        self._clock = clock
        self._zone = zone

    @property
    def scale(self) -> float:
        """Story seconds per real second: countdowns in the browser run at this pace."""
        return self._clock.scale

    def now(self) -> datetime:
        return self._clock.now()

    def hour(self, at: datetime) -> str:
        """4:30 pm"""
        local = at.astimezone(self._zone)
        return f"{local.hour % 12 or 12}:{local.minute:02} {'am' if local.hour < 12 else 'pm'}"

    def at(self, at: datetime) -> str:
        """8 am, 8:30 am, 8 am tomorrow, 8 am yesterday, 8 am on 20 November"""
        hour = self.hour(at).replace(":00 ", " ")
        days = (at.astimezone(self._zone).date() - self.now().astimezone(self._zone).date()).days
        near = {-1: " yesterday", 0: "", 1: " tomorrow"}
        return hour + near.get(days, f" on {self.day(at)}")

    def day(self, at: datetime) -> str:
        """Today, Yesterday, 20 November, 20 November 2025"""
        local, today = at.astimezone(self._zone).date(), self.now().astimezone(self._zone).date()
        if local == today:
            return "Today"
        if local == today - DAY:
            return "Yesterday"
        return f"{local.day} {local:%B}" + (f" {local.year}" if local.year != today.year else "")

    def full(self, at: datetime) -> str:
        return f"{self.day(at)}, {self.hour(at)}"

    def ago(self, at: datetime) -> str:
        """42 min, 3 h 20 min, 2 days"""
        return span(self.now() - at)

    def left(self, at: datetime) -> str:
        """12 min left, 3 h 20 min late"""
        difference = at - self.now()
        return f"{span(difference)} left" if difference > timedelta() else f"{span(-difference)} late"

    def pressing(self, at: datetime) -> str:
        """How much a due time presses: late, soon or calm."""
        difference = at - self.now()
        return "late" if difference <= timedelta() else "soon" if difference < HOUR / 2 else "calm"


def span(length: timedelta) -> str:
    if length < MINUTE:
        return "under a minute"
    if length < HOUR:
        return f"{length // MINUTE} min"
    if length < DAY:
        minutes = length % HOUR // MINUTE
        return f"{length // HOUR} h" + (f" {minutes} min" if minutes else "")
    days = length // DAY
    return f"{days} day" + ("s" if days > 1 else "")
