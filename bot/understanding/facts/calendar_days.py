"""Days that a customer names without a date: holidays, weekdays, months."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from dateutil.easter import easter

WEEKDAYS = {
    "mon": 0, "tue": 1, "tues": 1, "wed": 2, "weds": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5, "sun": 6,
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
    "wensday": 2, "wednsday": 2, "wendesday": 2, "tuseday": 1, "thrusday": 3, "firday": 4, "saterday": 5,
}  # fmt: skip
MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10,
    "nov": 11, "dec": 12, "january": 1, "february": 2, "march": 3, "april": 4, "june": 6, "july": 7, "august": 8,
    "september": 9, "october": 10, "november": 11, "december": 12, "febuary": 2, "septmber": 9, "janurary": 1,
}  # fmt: skip
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}


def holiday(name: str, year: int) -> date | None:
    key = name.lower().replace("'", "").replace(" day", "").strip()
    fixed = {
        "christmas": (12, 25),
        "xmas": (12, 25), "christmas eve": (12, 24), "xmas eve": (12, 24), "boxing": (12, 26),
        "new years eve": (12, 31), "new year": (1, 1), "new years": (1, 1), "valentines": (2, 14),
        "halloween": (10, 31),
        "independence": (7, 4),
        "st patricks": (3, 17),
    }.get(key)  # fmt: skip
    if fixed:
        return date(year, *fixed)
    thanksgiving = nth_weekday(year, 11, 3, 4)
    sunday = easter(year)
    return {
        "thanksgiving": thanksgiving,
        "black friday": thanksgiving + timedelta(days=1),
        "cyber monday": thanksgiving + timedelta(days=4),
        "easter": sunday,
        "easter sunday": sunday,
        "good friday": sunday - timedelta(days=2),
        "easter monday": sunday + timedelta(days=1),
    }.get(key)


HOLIDAYS = (
    r"(?:christmas|xmas)(?: eve| day)?|boxing day|new year'?s?(?: eve| day)?|valentine'?s(?: day)?|halloween|"
    r"thanksgiving|"
    r"black friday|cyber monday|easter(?: sunday| monday)?|good friday"
)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def safe_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9998:
        return day
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add(day: date, count: int, unit: str) -> date | None:
    """`unit`: the start of minute, hour, day, night, week, fortnight, month, year."""
    if count > 36_500 or count < -36_500:
        return None
    if unit.startswith(("mo", "y")):
        return add_months(day, count * (12 if unit.startswith("y") else 1))
    days = {"w": 7, "f": 14, "d": 1, "n": 1}.get(unit[:1], 0)
    try:
        return day + timedelta(days=count * days)
    except OverflowError:
        return None
