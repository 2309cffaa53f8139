"""When something is due that was said in an agent's own words: "by Friday 5", "tomorrow", "within two working days"."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from handoff.cases.time_words import NUMBERS, TimeWords, parts_of
from handoff.policy.hours import Hours
from handoff.policy.open_days import closing, last_open, open_day

PARTS = {"morning": time(12), "afternoon": time(17), "evening": time(21), "night": time(21)}


@dataclass(frozen=True)
class SaidTime:
    """`due`: the last moment that the words allow, inside the company's hours where there is one."""

    start: int
    end: int
    due: datetime


def said_times(text: str, words: TimeWords, hours: Hours, now: datetime) -> list[SaidTime]:
    """In order, none inside another; what has passed is left out."""
    reader = _Reader(words, hours, now)
    readers: list[tuple[re.Pattern[str], Callable[[dict[str, str]], datetime | None]]] = [
        (words.span, reader.span),
        (words.end, reader.end),
        (words.point, reader.point),
    ]
    found: list[SaidTime] = []
    for pattern, read in readers:
        for match in pattern.finditer(text):
            due = read(parts_of(match))
            taken = any(match.start() < other.end and other.start < match.end() for other in found)
            if due is not None and due > now and not taken:
                found.append(SaidTime(match.start(), match.end(), last_open(hours, due, now)))
    return sorted(found, key=lambda one: one.start)


class _Reader:
    def __init__(self, words: TimeWords, hours: Hours, now: datetime) -> None:
        self._words, self._hours, self._now = words, hours, now
        self._zone = hours.site.time_zone
        self._today = now.astimezone(self._zone).date()

    def span(self, found: dict[str, str]) -> datetime | None:
        number, unit = found["number"], found["unit"]
        if number == "half an":
            return self._now + timedelta(minutes=30)
        count = int(number) if number.isdecimal() else NUMBERS[number]
        if unit.startswith("min"):
            return self._now + timedelta(minutes=count)
        if unit in ("hour", "hr"):
            return self._now + timedelta(hours=count)
        if " " in unit:
            return self._close_of(open_day(self._hours, self._today, count))
        return self._close_of(self._today + timedelta(days=count * (7 if unit == "week" else 1)))

    def end(self, found: dict[str, str]) -> datetime | None:
        today = self._today
        if found["of"] == "month":
            next_month = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
            return self._close_of(next_month - timedelta(days=1))
        if found["of"] == "week":
            friday = today + timedelta(days=4 - today.weekday())
            return self._close_of(friday if friday >= today else friday + timedelta(days=2))
        return self._close_of(today + timedelta(days=found["of"] == "tomorrow"))

    def point(self, found: dict[str, str]) -> datetime | None:
        day = self._day(found)
        if "hour" in found or "named" in found:
            return self._at(day, found)
        part = found.get("part") or found.get("soon") or ("night" if found.get("relative") == "tonight" else None)
        if day is None:
            return None
        return self._moment(day, PARTS[part]) if part else self._close_of(day)

    def _day(self, found: dict[str, str]) -> date | None:
        if "relative" in found:
            return self._today + timedelta(days=found["relative"] == "tomorrow")
        if "soon" in found:
            return self._today
        month = found.get("on_month") or found.get("month") or found.get("month_first")
        try:
            if "year" in found:
                return date(int(found["year"]), int(found["month_number"]), int(found["day_number"]))
            if month:
                number = int(found.get("on") or found.get("date") or found["date_after"])
                day = date(self._today.year, self._words.months[month], number)
                return day if day >= self._today else day.replace(year=day.year + 1)
        except ValueError:  # such as 31 June
            return None
        return self._weekday(found) if "weekday" in found else None

    def _weekday(self, found: dict[str, str]) -> date:
        wanted = self._words.days[found["weekday"]]
        if found.get("next", "").strip() == "next":
            return self._today + timedelta(days=7 - self._today.weekday() + wanted)
        day = self._today + timedelta(days=(wanted - self._today.weekday()) % 7)
        closes = closing(self._hours, day)
        over = day == self._today and closes is not None and closes <= self._now
        return day + timedelta(days=7) if over else day

    def _at(self, day: date | None, found: dict[str, str]) -> datetime | None:
        on = day or self._today
        if found.get("named") == "midnight":
            return self._moment(on + timedelta(days=1), time(0))
        clock = time(12) if "named" in found else self._clock(on, found)
        if clock is None:
            return None
        at = self._moment(on, clock)
        return at + timedelta(days=1) if at <= self._now and day is None else at

    def _clock(self, day: date, found: dict[str, str]) -> time | None:
        hour, minute, half = int(found["hour"]), int(found.get("minute", 0)), found.get("half", "")
        if hour > 23 or minute > 59:
            return None
        if half[:1] in ("a", "p"):
            return time(hour % 12 + (12 if half[0] == "p" else 0), minute)
        if hour > 12 or hour == 0 or self._hours.is_open(self._moment(day, time(hour, minute))):
            return time(hour, minute)
        # "by Friday 5": the five o'clock at which somebody is there.
        later = time(hour % 12 + 12, minute)
        return later if hour < 8 or self._hours.is_open(self._moment(day, later)) else time(hour, minute)

    def _close_of(self, day: date) -> datetime:
        return closing(self._hours, day) or self._moment(day, time(23, 59))

    def _moment(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, tzinfo=self._zone)
