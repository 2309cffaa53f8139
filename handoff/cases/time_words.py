"""The patterns of times to come, as people write them in a reply."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.dates import get_day_names, get_month_names

_COUNTED = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
NUMBERS = {
    **{word: number for number, word in enumerate(_COUNTED, 1)},
    "a": 1,
    "an": 1,
    "the": 1,
    "a couple of": 2,
    "a few": 3,
}
_OTHER_MEANING = ("sat", "sun")  # short names that are words of their own
_CLOCK = (
    r"(?:(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s?(?P<half>[ap]\.?m\b\.?|o['’]?clock)?"
    r"|(?P<named>noon|midday|midnight))(?!\d|[:.]\d)"
)
_UNIT = r"(?P<unit>minute|min|hour|hr|(?:(?:working|business|opening) )?day|week)s?"
_END = r"\b(?:by |before |at )?(?:the )?end of (?:the |this )?(?P<of>day|today|tomorrow|week|month)\b"


@dataclass(frozen=True)
class TimeWords:
    """`days`: names to 0 (Monday) .. 6. `months`: names to 1 .. 12."""

    days: Mapping[str, int]
    months: Mapping[str, int]
    span: re.Pattern[str]  # within two hours
    end: re.Pattern[str]  # by the end of the week
    point: re.Pattern[str]  # by Friday 5

    @classmethod
    @lru_cache(maxsize=4)
    def of(cls, locale: Locale) -> "TimeWords":
        days, months = _names(get_day_names, locale), _names(get_month_names, locale)
        days = {name: number for name, number in days.items() if name not in _OTHER_MEANING}
        numbers = "|".join(sorted(map(re.escape, NUMBERS), key=len, reverse=True))
        span = rf"\b(?:with)?in (?:the next |about )?(?P<number>\d{{1,3}}|half an|{numbers}) {_UNIT}\b"
        point = _point("|".join(days), "|".join(months))
        return cls(days, months, *(re.compile(one, re.I) for one in (span, _END, point)))


def parts_of(match: re.Match[str]) -> dict[str, str]:
    """The named parts that were found; the patterns hold some of them twice."""
    found = {name: value for name, value in match.groupdict().items() if value}
    return {re.sub(r"^(?:first|bare)_|_again$", "", name): value.lower() for name, value in found.items()}


def _point(days: str, months: str) -> str:
    number = r"(?P<date>\d{1,2})(?:st|nd|rd|th)?"
    day = (
        r"(?:(?P<relative>today|tonight|tomorrow)|this (?P<soon>morning|afternoon|evening)"
        rf"|(?P<next>next |this |on )?(?P<weekday>{days})\b\.?"
        rf"(?:,? (?:the )?(?P<on>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<on_month>{months})\b)?"
        rf"|(?:the )?{number}(?: of)? (?P<month>{months})\b"
        rf"|(?P<month_first>{months}) {number.replace('date', 'date_after')}\b"
        r"|(?P<year>20\d\d)-(?P<month_number>\d\d)-(?P<day_number>\d\d))"
    )
    with_day = (
        rf"{day}(?: (?P<part>morning|afternoon|evening|night))?(?:(?:,? (?:at|by|before|around|about) |,? ){_CLOCK})?"
    )
    # "5 pm tomorrow" is a time, "2 tomorrow" is not.
    plain = r"(?=\d{1,2}(?:[:.]\d\d|\s?[ap]\.?m)|noon|midday|midnight)"
    opens = rf"(?:(?:at|by|before|until|around) |{plain})"
    first = rf"{opens}{_CLOCK.replace('?P<', '?P<first_')}(?: (?:on|this|next))? "
    bare = rf"(?:at|by|before|until) {_CLOCK.replace('?P<', '?P<bare_')}(?=\s*(?:$|[.,;!?\n]))"
    again = re.sub(r"\?P<(\w+)>", r"?P<\1_again>", with_day)
    return rf"\b(?:{first}{with_day}|(?:(?:by|before|until|on) )?{again}|{bare})"


def _names(names: Callable[..., Mapping[int, Any]], locale: Locale) -> dict[str, int]:
    found: dict[str, int] = {}
    for width in ("wide", "abbreviated"):
        found |= {str(name).lower().rstrip("."): number for number, name in names(width, locale=locale).items()}
    return found
