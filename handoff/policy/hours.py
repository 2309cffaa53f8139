"""`hours.yml`: when people answer, and the promised time that follows from it, in the customer's words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

import holidays
from babel.dates import format_datetime

from handoff.model.promise import DueTime
from handoff.policy.document import Document
from handoff.policy.filling import check_sentence, fields_of, fill
from handoff.policy.site import Site

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LONGEST_CLOSURE = 366  # days; a shop that opens less often than once a year makes no promises
_FIELDS = {
    "today": {"time"},
    "tomorrow": {"time"},
    "this_week": {"time", "weekday"},
    "later": {"time", "weekday", "date"},
}

Span = tuple[int, int]  # minutes since midnight, from and to; `to` may be 24 hours


@dataclass(frozen=True)
class QuietHours:
    start: time
    end: time

    def contains(self, at: time) -> bool:
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


@dataclass(frozen=True)
class Hours:
    site: Site
    open: tuple[tuple[Span, ...], ...]  # by weekday, Monday first
    country: str | None
    subdivision: str | None
    closures: tuple[tuple[date, date], ...]
    answer_within: dict[int, int]  # minutes of opening hours by severity
    taken_back_after: dict[int, int]  # minutes of opening hours by severity
    quiet: dict[str, QuietHours]  # by channel
    words: dict[str, str]

    def promise(self, now: datetime, severity: int) -> DueTime:
        """When a person answers, told before anybody has begun."""
        return self.in_open_time(now, timedelta(minutes=self.answer_within[severity]))

    def in_open_time(self, now: datetime, work: timedelta) -> DueTime:
        """`work` of opening hours after `now`, rounded up to a half hour but never past closing."""
        at = self.due(now, work)
        return DueTime(at, self.said(at, now))

    def due(self, now: datetime, work: timedelta) -> datetime:
        at, closes = self._after(now, work)
        return min(self._next_half_hour(at), closes)

    def taken_back(self, since: datetime, severity: int) -> datetime:
        """When a case goes back to the queue whose agent has been silent `since`; to the minute."""
        return self._after(since, timedelta(minutes=self.taken_back_after[severity]))[0]

    def _after(self, now: datetime, work: timedelta) -> tuple[datetime, datetime]:
        """When so much of the opening hours has passed, and when they end that day."""
        # In UTC from here on: adding to a wall's time would count an hour of a clock change twice or not at all.
        now, left = now.astimezone(UTC), work
        for opens, closes in self._spans_after(now):
            begin = max(opens, now)
            if begin + left <= closes:
                return begin + left, closes
            left -= closes - begin
        raise ValueError("the opening hours leave no time to answer within a year")

    def is_open(self, at: datetime) -> bool:
        """Closing time itself still counts."""
        return any(opens <= at <= closes for opens, closes in self.spans_of(at.astimezone(self.site.time_zone).date()))

    def is_quiet(self, channel: str, now: datetime) -> bool:
        quiet = self.quiet.get(channel)
        return quiet is not None and quiet.contains(now.astimezone(self.site.time_zone).time())

    def said(self, at: datetime, now: datetime) -> str:
        """`at` in the customer's words on the day of `now`."""
        local = at.astimezone(self.site.time_zone)
        # Midnight belongs to the evening before it: nobody understands "by midnight tomorrow" as tonight.
        day = local.date() - timedelta(days=1) if _is_midnight(local) else local.date()
        days = (day - now.astimezone(self.site.time_zone).date()).days
        pattern = {0: "today", 1: "tomorrow"}.get(days, "this_week" if 1 < days < 7 else "later")
        noon = datetime.combine(day, time(12))
        return fill(
            self.words[pattern],
            {
                "time": self._time(local),
                "weekday": self._shown(noon, "EEEE"),
                "date": self._shown(noon, self.words["date"]),
            },
        )

    def _time(self, local: datetime) -> str:
        if _is_midnight(local):
            return self.words["midnight"]
        if (local.hour, local.minute) == (12, 0):
            return self.words["noon"]
        return self._shown(local.replace(tzinfo=None), self.words["time" if local.minute else "whole_hour"])

    def _shown(self, local: datetime, pattern: str) -> str:
        return str(format_datetime(local, pattern, locale=self.site.locale))

    def _spans_after(self, now: datetime) -> Iterator[tuple[datetime, datetime]]:
        # From the day before: its last span may reach to midnight, which is an instant of today.
        first = now.astimezone(self.site.time_zone).date() - timedelta(days=1)
        for offset in range(_LONGEST_CLOSURE):
            for opens, closes in self.spans_of(first + timedelta(days=offset)):
                if closes > now:
                    yield opens, closes

    def spans_of(self, day: date) -> list[tuple[datetime, datetime]]:
        """From when to when that day is open."""
        if self._is_closed(day):
            return []
        spans = [(self._instant(day, start), self._instant(day, end)) for start, end in self.open[day.weekday()]]
        return [(opens, closes) for opens, closes in spans if opens < closes]

    def _is_closed(self, day: date) -> bool:
        if self.country and day in _holidays_in(self.country, self.subdivision, day.year):
            return True
        return any(first <= day <= last for first, last in self.closures)

    def _instant(self, day: date, minutes: int) -> datetime:
        days, minutes = divmod(minutes, 24 * 60)
        wall = datetime.combine(day + timedelta(days=days), time(minutes // 60, minutes % 60))
        return wall.replace(tzinfo=self.site.time_zone).astimezone(UTC)

    def _next_half_hour(self, at: datetime) -> datetime:
        # The wall's minutes, because some zones are off by quarter hours; added in UTC, so that no clock change is hit.
        local = at.astimezone(self.site.time_zone)
        past = timedelta(minutes=local.minute % 30, seconds=local.second, microseconds=local.microsecond)
        return at + (timedelta(minutes=30) - past if past else timedelta())


def _is_midnight(local: datetime) -> bool:
    return (local.hour, local.minute) == (0, 0)


@lru_cache(maxsize=64)
def _holidays_in(country: str, subdivision: str | None, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, subdiv=subdivision, years=year))


def from_document(document: Document, site: Site | None) -> Hours | None:
    """None when something is wrong (also with the site); what, stands in the document's problems."""
    if document.problems or site is None:
        return None
    value = document.value
    opening = tuple(_spans(document, day) for day in _DAYS)
    if not any(opening):
        document.problem(("open",), "is closed every day; open at least once a week")
    _check_holidays(document)
    _check_words(document)
    closures = tuple(_closure(document, index) for index in range(len(value.get("closures", ()))))
    within, back = (_by_severity(document, name) for name in ("answer_within", "taken_back_after"))
    if document.problems:
        return None
    of = value.get("holidays", {})
    quiet = {
        channel: QuietHours(time.fromisoformat(one["from"]), time.fromisoformat(one["to"]))
        for channel, one in value["quiet_hours"].items()
    }
    words = dict(value["words"])
    return Hours(site, opening, of.get("country"), of.get("subdivision"), closures, within, back, quiet, words)


def _spans(document: Document, day: str) -> tuple[Span, ...]:
    spans = [_span(text) for text in document.value["open"][day]]
    for index, (start, end) in enumerate(spans):
        if start >= end:
            document.problem(("open", day, index), "closes before it opens; hours past midnight go to the next day")
        if index and start < spans[index - 1][1]:
            document.problem(("open", day, index), "begins before the hours above it end; put them in order")
    return tuple(spans)


def _span(text: str) -> Span:
    start, end = ([int(part) for part in clock.split(":")] for clock in text.split("-"))
    return start[0] * 60 + start[1], end[0] * 60 + end[1]


def _closure(document: Document, index: int) -> tuple[date, date]:
    one: dict[str, Any] = document.value["closures"][index]
    try:
        first, last = date.fromisoformat(one["from"]), date.fromisoformat(one["to"])
    except ValueError:
        document.problem(("closures", index), "is not a day of the calendar; write one such as 2026-12-24")
        return date.min, date.min
    if last < first:
        document.problem(("closures", index), "ends before it begins; `to` is the last closed day")
    return first, last


def _by_severity(document: Document, name: str) -> dict[int, int]:
    minutes = {int(severity): minutes for severity, minutes in document.value[name].items()}
    for severity in (4, 3, 2):
        if minutes[severity] > minutes[severity - 1]:
            document.problem((name, str(severity)), f"must not be longer than for severity {severity - 1}")
    return minutes


def _check_holidays(document: Document) -> None:
    of = document.value.get("holidays")
    if of is None:
        return
    try:
        holidays.country_holidays(of["country"], subdiv=of.get("subdivision"))
    except NotImplementedError:
        document.problem(
            ("holidays",), f"the holidays of {' '.join(of.values())} are not known; use codes such as GB, ENG"
        )


def _check_words(document: Document) -> None:
    for name, fields in _FIELDS.items():
        sentence = document.value["words"][name]
        check_sentence(document, ("words", name), sentence, fields, ())
        for field in sorted(fields - fields_of(sentence)):
            document.problem(("words", name), f"must say {{{field}}}")
