"""Which day a customer means: from the words of a date to a day of the calendar."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from understanding.facts.calendar_days import MONTHS, SEASONS, WEEKDAYS, add, add_months, holiday, safe_date
from understanding.facts.date_roles import Direction
from understanding.facts.spoken import number_of


@dataclass(frozen=True)
class Said:
    """A date as it was found: the parts of its pattern, its words in small letters, and how to read them."""

    groups: dict[str, str | None]
    words: str
    today: date
    direction: Direction
    order: str


def resolve(name: str, match: re.Match[str], today: date | None, direction: Direction, order: str) -> date | None:
    groups = match.groupdict()
    absolute = _absolute(name, groups, order)
    if absolute or today is None:
        return absolute
    try:
        return _RESOLVERS[name](Said(groups, match.group().lower(), today, direction, order))
    except OverflowError:  # a message from the year 1 or 9999
        return None


def _absolute(name: str, groups: dict[str, str | None], order: str) -> date | None:
    year = _year(groups.get("year"))
    if year is None:
        return None
    if name == "numeric":
        return _numeric(int(groups["a"] or 0), int(groups["b"] or 0), year, order)
    if name == "season_year":
        return date(year, SEASONS[(groups["season"] or "").lower()], 1)
    month = groups.get("month")
    number = int(month) if month and month.isdigit() else MONTHS.get((month or "january").lower().rstrip("."), 1)
    return safe_date(year, number, int(groups.get("day") or 1))


def _year(written: str | None) -> int | None:
    if not written:
        return None
    digits = int(written.lstrip("'"))
    return digits if digits > 99 else 2000 + digits if digits < 70 else 1900 + digits


def _numeric(a: int, b: int, year: int, order: str) -> date | None:
    first, second = (a, b) if order == "DMY" else (b, a)
    return safe_date(year, second, first) or safe_date(year, first, second)


def _near(today: date, month: int, day: int, direction: Direction) -> date | None:
    """The year that was not said: the nearest one in the right direction."""
    years = {"past": (0, -1), "future": (0, 1), "near": (0,)}[direction]
    for offset in years:
        found = safe_date(today.year + offset, month, day)
        if found and (direction == "near" or (found <= today if direction == "past" else found >= today)):
            return found
    return safe_date(today.year, month, day)


def _numeric_short(said: Said) -> date | None:
    day = _numeric(int(said.groups["a"] or 0), int(said.groups["b"] or 0), said.today.year, said.order)
    return _near(said.today, day.month, day.day, said.direction) if day else None


def _day_month(said: Said) -> date | None:
    return _near(
        said.today,
        MONTHS[(said.groups["month"] or "").lower().rstrip(".")],
        int(said.groups.get("day") or 1),
        said.direction,
    )


def _ago(said: Said) -> date | None:
    return add(said.today, -_count(said.groups["count"] or ""), (said.groups["unit"] or "").lower())


def _from_now(said: Said) -> date | None:
    count, unit = said.groups["count"] or said.groups["count2"] or "", said.groups["unit"] or said.groups["unit2"] or ""
    return add(said.today, _count(count), unit.lower())


def _count(words: str) -> int:
    first = re.split(r" or | to |-(?=\d)| and a half", words.lower())[0].strip()
    figures = re.match(r"[\d.]+", first)
    if figures:
        return int(float(figures.group()))
    if "couple" in first:
        return 2
    if first in ("a few", "few", "several", "some"):
        return 3
    return 1 if first in ("a", "an") else number_of(first) or 1


def _named(said: Said) -> date | None:
    if "before yest" in said.words:
        days = -2
    elif "after tom" in said.words:
        days = 2
    elif said.words.startswith(("yest", "yday", "last night")):
        days = -1
    elif said.words.startswith(("tom", "tm", "2mor")):
        days = 1
    else:
        days = 0
    return said.today + timedelta(days=days)


def _weekday(said: Said) -> date | None:
    direction = said.direction
    wanted = WEEKDAYS[(said.groups.get("weekday") or said.groups.get("weekday2") or "").lower().rstrip(".")]
    which = (said.groups.get("which") or said.groups.get("which2") or "").lower()
    if said.groups.get("gone") or which in ("last", "past", "this past"):
        direction = "past"
    elif which in ("this", "next"):
        monday = said.today - timedelta(days=said.today.weekday())
        return monday + timedelta(days=wanted + (7 if which == "next" else 0))
    elif "coming" in which:
        direction = "future"
    if direction == "past":
        return said.today - timedelta(days=(said.today.weekday() - wanted) % 7 or 7)
    return said.today + timedelta(days=(wanted - said.today.weekday()) % 7 or 7)


def _weekday_week(said: Said) -> date | None:
    wanted = WEEKDAYS[(said.groups.get("weekday") or said.groups.get("weekday2") or "").lower().rstrip(".")]
    monday = said.today - timedelta(days=said.today.weekday())
    return monday + timedelta(days=wanted + (7 if "next week" in said.words else -7))


def _period(said: Said) -> date | None:
    step = {"last": -1, "previous": -1, "past": -1, "this": 0, "current": 0}.get(
        (said.groups["which"] or "").lower(), 1
    )
    return _start_of((said.groups["period"] or "").lower(), said.today, step)


def _start_of(period: str, today: date, step: int) -> date | None:
    monday = today - timedelta(days=today.weekday())
    if period in ("week", "wk", "fortnight"):
        return monday + timedelta(days=7 * step * (2 if period == "fortnight" else 1))
    if period == "weekend":
        return monday + timedelta(days=5 + 7 * step)
    if period == "month":
        return add_months(today.replace(day=1), step)
    if period in SEASONS:
        return safe_date(today.year + step, SEASONS[period], 1)
    return safe_date(today.year + step, 1, 1)


def _of_period(said: Said) -> date | None:
    period, edge = (said.groups["period"] or "").lower().rstrip("."), (said.groups["edge"] or "").lower()
    step = {"last": -1, "next": 1}.get((said.groups["which"] or "").lower(), 0)
    if period in MONTHS:
        first, length = _near(said.today, MONTHS[period], 1, said.direction), 30
    else:
        first, length = _start_of(period, said.today, step), {"week": 7, "month": 30, "year": 365}[period]
    if first is None:
        return None
    if edge in ("end", "late", "last week", "last day"):
        last = {"week": first + timedelta(days=4), "year": date(first.year, 12, 31)}.get(
            period, add_months(first, 1) - timedelta(days=1)
        )
        return last - timedelta(days=6) if edge == "last week" else last
    return first + timedelta(
        days={"second week": 7, "third week": 14, "middle": length // 2, "mid": length // 2}.get(edge, 0)
    )


def _holiday(said: Said) -> date | None:
    direction = said.direction
    name = said.groups["holiday"] or ""
    which = (said.groups.get("which") or "").lower()
    if which or direction == "near":
        direction = "future" if which == "next" else "past"
    if which == "this":
        return holiday(name, said.today.year)
    for year in (
        (said.today.year, said.today.year - 1) if direction == "past" else (said.today.year, said.today.year + 1)
    ):
        day = holiday(name, year)
        if day and (day <= said.today if direction == "past" else day >= said.today):
            return day
    return None


def _ordinal(said: Said) -> date | None:
    number = int(said.groups["day"] or 0)
    month = re.search(r"of (this|next|last) month", said.words)
    if month:
        first = add_months(said.today.replace(day=1), {"this": 0, "next": 1, "last": -1}[month[1]])
        return safe_date(first.year, first.month, number)
    for step in (0, -1, -2) if said.direction != "future" else (0, 1, 2):
        first = add_months(said.today.replace(day=1), step)
        day = safe_date(first.year, first.month, number)
        if day and (day <= said.today if said.direction != "future" else day >= said.today):
            return day
    return None


def _weekend(said: Said) -> date | None:
    if said.direction == "future":
        return said.today + timedelta(days=(5 - said.today.weekday()) % 7)
    return said.today - timedelta(days=(said.today.weekday() - 5) % 7 or 7)


def _never(_: Said) -> date | None:
    return None


_RESOLVERS: dict[str, Callable[[Said], date | None]] = {
    "iso": _never,
    "numeric": _never,
    "day_month": _day_month,
    "month_day": _day_month,
    "month_year": _never,
    "numeric_short": _numeric_short,
    "ago": _ago,
    "from_now": _from_now,
    "named": _named,
    "weekday_week": _weekday_week,
    "weekday": _weekday,
    "of_period": _of_period,
    "period": _period,
    "holiday": _holiday,
    "ordinal": _ordinal,
    "month": _day_month,
    "season_year": _never,
    "year": _never,
    "weekend": _weekend,
}
