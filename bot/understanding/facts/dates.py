"""Dates: found by pattern, resolved against the day the message was written, named by the words around them."""

from __future__ import annotations

import re
from datetime import date, timedelta

from understanding.facts.calendar_days import MONTHS, SEASONS, WEEKDAYS, add, add_months, holiday, safe_date
from understanding.facts.date_patterns import GATE, PATTERNS
from understanding.facts.date_roles import Direction, role_of, tells_when
from understanding.facts.found import LIKELY, PLAUSIBLE, UNLIKELY, Message
from understanding.facts.spoken import number_of
from understanding.shapes import FoundFact

_LONG = 160
_VAGUE = frozenset({"of_period", "period", "month", "month_year", "season_year", "year", "weekend"})
# Words that are a date only with a capital letter or a preposition: "may", "march", "sun", "sat", "second", "mar".
_AMBIGUOUS = re.compile(r"(?:may|march|mar|sun|sat|wed|mon|dec|jan|fall)\.?", re.IGNORECASE)


def find_dates(message: Message) -> list[FoundFact]:
    text = message.folded
    if not GATE.search(text):
        return []
    taken: list[tuple[int, int]] = []
    found: list[FoundFact] = []
    for name, pattern in PATTERNS.items():
        for match in pattern.finditer(text):
            start, end = _trim(text, *match.span())
            if any(start < t_end and t_start < end for t_start, t_end in taken) or _is_a_word(name, match):
                continue
            key, direction = role_of(text, start, end)
            day = resolve(name, match, message.today, direction, message.site.date_order)
            if day is None and (message.today is not None or name in ("iso", "numeric")):
                continue
            taken.append((start, end))
            value = day.isoformat() if day else text[start:end]
            found.append(message.fact(key, value, start, end, _confidence(name, key, text, start, end)))
    return sorted(found, key=lambda fact: fact["start"])


def _confidence(name: str, key: str, text: str, start: int, end: int) -> float:
    """In a long story a day on which nothing is said to have happened is no incident."""
    if key == "incident_date" and not tells_when(text, start, end):
        return PLAUSIBLE if len(text) < _LONG else UNLIKELY
    return PLAUSIBLE if name in _VAGUE else LIKELY


def resolve(name: str, match: re.Match[str], today: date | None, direction: Direction, order: str) -> date | None:
    groups = match.groupdict()
    absolute = _absolute(name, groups, order)
    if absolute or today is None:
        return absolute
    try:
        return _RESOLVERS[name](groups, match.group().lower(), today, direction, order)
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


def _numeric_short(groups: dict[str, str | None], _: str, today: date, direction: Direction, order: str) -> date | None:
    day = _numeric(int(groups["a"] or 0), int(groups["b"] or 0), today.year, order)
    return _near(today, day.month, day.day, direction) if day else None


def _day_month(groups: dict[str, str | None], _: str, today: date, direction: Direction, __: str) -> date | None:
    return _near(today, MONTHS[(groups["month"] or "").lower().rstrip(".")], int(groups.get("day") or 1), direction)


def _ago(groups: dict[str, str | None], _: str, today: date, direction: Direction, __: str) -> date | None:
    return add(today, -_count(groups["count"] or ""), (groups["unit"] or "").lower())


def _from_now(groups: dict[str, str | None], _: str, today: date, direction: Direction, __: str) -> date | None:
    count, unit = groups["count"] or groups["count2"] or "", groups["unit"] or groups["unit2"] or ""
    return add(today, _count(count), unit.lower())


def _count(words: str) -> int:
    first = re.split(r" or | to |-(?=\d)| and a half", words.lower())[0].strip()
    if re.match(r"\d", first):
        return int(float(re.match(r"[\d.]+", first).group()))  # type: ignore[union-attr]
    if "couple" in first:
        return 2
    if first in ("a few", "few", "several", "some"):
        return 3
    return 1 if first in ("a", "an") else number_of(first) or 1


def _named(_: dict[str, str | None], words: str, today: date, direction: Direction, __: str) -> date | None:
    if "before yest" in words:
        days = -2
    elif "after tom" in words:
        days = 2
    elif words.startswith(("yest", "yday", "last night")):
        days = -1
    elif words.startswith(("tom", "tm", "2mor")):
        days = 1
    else:
        days = 0
    return today + timedelta(days=days)


def _weekday(groups: dict[str, str | None], _: str, today: date, direction: Direction, __: str) -> date | None:
    wanted = WEEKDAYS[(groups.get("weekday") or groups.get("weekday2") or "").lower().rstrip(".")]
    which = (groups.get("which") or groups.get("which2") or "").lower()
    if groups.get("gone") or which in ("last", "past", "this past"):
        direction = "past"
    elif which in ("this", "next"):
        monday = today - timedelta(days=today.weekday())
        return monday + timedelta(days=wanted + (7 if which == "next" else 0))
    elif "coming" in which:
        direction = "future"
    if direction == "past":
        return today - timedelta(days=(today.weekday() - wanted) % 7 or 7)
    return today + timedelta(days=(wanted - today.weekday()) % 7 or 7)


def _weekday_week(groups: dict[str, str | None], words: str, today: date, direction: Direction, __: str) -> date | None:
    wanted = WEEKDAYS[(groups.get("weekday") or groups.get("weekday2") or "").lower().rstrip(".")]
    monday = today - timedelta(days=today.weekday())
    return monday + timedelta(days=wanted + (7 if "next week" in words else -7))


def _period(groups: dict[str, str | None], _: str, today: date, direction: Direction, __: str) -> date | None:
    step = {"last": -1, "previous": -1, "past": -1, "this": 0, "current": 0}.get((groups["which"] or "").lower(), 1)
    return _start_of((groups["period"] or "").lower(), today, step)


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


def _of_period(groups: dict[str, str | None], _: str, today: date, direction: Direction, order: str) -> date | None:
    period, edge = (groups["period"] or "").lower().rstrip("."), (groups["edge"] or "").lower()
    step = {"last": -1, "next": 1}.get((groups["which"] or "").lower(), 0)
    if period in MONTHS:
        first, length = _near(today, MONTHS[period], 1, direction), 30
    else:
        first, length = _start_of(period, today, step), {"week": 7, "month": 30, "year": 365}[period]
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


def _holiday(groups: dict[str, str | None], _: str, today: date, direction: Direction, __: str) -> date | None:
    name = groups["holiday"] or ""
    which = (groups.get("which") or "").lower()
    if which or direction == "near":
        direction = "future" if which == "next" else "past"
    if which == "this":
        return holiday(name, today.year)
    for year in (today.year, today.year - 1) if direction == "past" else (today.year, today.year + 1):
        day = holiday(name, year)
        if day and (day <= today if direction == "past" else day >= today):
            return day
    return None


def _ordinal(groups: dict[str, str | None], words: str, today: date, direction: Direction, __: str) -> date | None:
    number = int(groups["day"] or 0)
    said = re.search(r"of (this|next|last) month", words)
    if said:
        first = add_months(today.replace(day=1), {"this": 0, "next": 1, "last": -1}[said[1]])
        return safe_date(first.year, first.month, number)
    for step in (0, -1, -2) if direction != "future" else (0, 1, 2):
        first = add_months(today.replace(day=1), step)
        day = safe_date(first.year, first.month, number)
        if day and (day <= today if direction != "future" else day >= today):
            return day
    return None


def _weekend(_: dict[str, str | None], __: str, today: date, direction: Direction, ___: str) -> date | None:
    if direction == "future":
        return today + timedelta(days=(5 - today.weekday()) % 7)
    return today - timedelta(days=(today.weekday() - 5) % 7 or 7)


def _never(*_: object) -> date | None:
    return None


_RESOLVERS = {
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


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Without the preposition in front and a full stop that ends the sentence."""
    lead = re.compile(r"(?:on|by|before|since|until|till|from|for|dated?|due|around|after|at|over) ", re.I).match(
        text, start, end
    )
    start = lead.end() if lead else start
    return start, end - 1 if text[end - 1] == "." else end


def _is_a_word(name: str, match: re.Match[str]) -> bool:
    """ "may", "march", "sun" and "second" in their other meaning."""
    groups = match.groupdict()
    word = groups.get("month") if name == "month" else groups.get("weekday") if name == "weekday" else None
    if not word or not _AMBIGUOUS.fullmatch(word):
        return False
    if word in ("Sat", "Sun") and re.match(
        r" (?:on|in|for|at|here|there|down|and|was|is|waiting|with)\b", match.string[match.end() :]
    ):
        return True
    return word[0].islower() and not (name == "month" and word.lower() in ("may", "march") and groups.get("month"))
