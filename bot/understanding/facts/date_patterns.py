"""Where a date may stand in a text; `dates.py` says which day it is and what it means for the story."""

from __future__ import annotations

import re
from collections.abc import Mapping

from understanding.facts.calendar_days import HOLIDAYS, MONTHS, SEASONS, WEEKDAYS
from understanding.facts.spoken import NUMBER_WORDS


def _any(words: Mapping[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_MONTH = rf"(?:(?:{_any(MONTHS)})\b\.?)"
_WEEKDAY = rf"(?:(?:{_any(WEEKDAYS)})\b\.?)"
_ORD = r"(?:st|nd|rd|th)"
_YEAR = r"(?:(?:19|20)\d\d|'\d\d)"
_COUNT = (
    rf"(?:\d{{1,3}}(?:\.5)?|{NUMBER_WORDS}|an?|a couple(?: of)?|couple(?: of)?|a few|few|several|some)"
    r"(?: and a half| or (?:so|\w+)| to \d+|-\d+)?"
)
_UNIT = r"(?:minutes?|mins?|hours?|hrs?|days?|nights?|weeks?|wks?|fortnights?|months?|mnths?|mths?|years?|yrs?)"
_PART = r"(?: (?:morning|afternoon|evening|night|lunchtime|am|pm)\b)"

# The order decides where two would match at the same place: the longer story first.
PATTERNS: dict[str, re.Pattern[str]] = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "iso": r"(?<![\w/.-])(?P<year>(?:19|20)\d\d)-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?![\w/-])",
        "numeric": r"(?<![\w/.,:-])(?P<a>\d{1,2})(?P<sep>[/.-])(?P<b>\d{1,2})(?P=sep)(?P<year>(?:19|20)\d\d|"
        r"\d\d)(?![\w/-]|\.\d)",
        "day_month": rf"(?:(?:{_WEEKDAY}),? (?:the )?)?(?<![\w.,:/$£€])(?P<day>\d{{1,2}})\s?{_ORD}?\b(?:\s?day)?"
        rf"(?: of)?[ -]?(?P<month>{_MONTH})(?:[ ,-]+(?P<year>{_YEAR}|\d\d(?=\s*(?:[.,;)]|$))))?(?!\w)",
        "month_day": rf"(?:(?:{_WEEKDAY}),? )?\b(?P<month>{_MONTH})[ -]?(?:the )?(?P<day>\d{{1,2}}){_ORD}?"
        rf"(?!\w|:\d|\.\d| (?:times|days|weeks|months|years|people|emails|calls))(?:[ ,]+(?P<year>{_YEAR}))?(?!\w)",
        "month_year": rf"\b(?P<month>{_MONTH})(?: of)?[ ,-]+(?P<year>(?:19|20)\d\d|'\d\d)(?!\w)",
        "numeric_short": r"(?:(?<=\bon )|(?<=\bsince )|(?<=\bby )|(?<=\bbefore )|(?<=\bdated )|(?<=\buntil )|"
        r"(?<=\btill )|"
        r"(?<=\bfrom )|(?<=\bdue )|(?<=\bfor ))(?P<a>\d{1,2})/(?P<b>\d{1,2})(?![\w/]|\.\d)",
        "ago": rf"\b(?:(?:about|around|over|almost|nearly|roughly|like|"
        rf"maybe) )?(?P<count>{_COUNT})\s?(?P<unit>{_UNIT}) (?:ago|back|prior|earlier)\b(?! to\b|"
        rf" and forth)(?: (?:today|yesterday|on \w+day))?",
        "from_now": rf"\b(?:in (?:about |around |another |the next )?"
        rf"(?P<count>{_COUNT})\s?(?P<unit>{_UNIT})'?(?: time)?"
        rf"|(?P<count2>{_COUNT})\s?(?P<unit2>{_UNIT}) (?:from (?:now|today)|time))\b",
        "named": r"\b(?:(?:the )?day before yesterday|(?:the )?day after tomorrow|yesterday|yday|yesturday|yesterdy|"
        r"tomorrow|tomorow|tommorow|tommorrow|tmrw|tmr|tmw|tomoz|2moro|2morrow|today|tonight|tonite|last night|"
        r"this morning|this afternoon|this evening)\b" + f"{_PART}?",
        "weekday_week": rf"\b(?P<weekday>{_WEEKDAY}) (?P<which>last|next) week\b|\b(?P<which2>last|"
        rf"next) week(?: on)? (?P<weekday2>{_WEEKDAY})",
        "weekday": rf"\b(?:(?P<which>last|next|this|this coming|this past|coming|"
        rf"past)\s)?(?P<weekday>{_WEEKDAY})(?: (?:the )?(?P<day>\d{{1,2}}){_ORD}\b)?(?P<gone> (?:gone|just gone|"
        rf"past))?{_PART}?(?!\w)",
        "of_period": rf"\b(?:the )?(?P<edge>start|beginning|middle|mid|end|first week|second week|third week|last week|"
        rf"early|late|first|last day)(?: |-)(?:of )?(?:(?:the|this) )?(?:(?P<which>next|"
        rf"last) )?(?P<period>month|year|week|{_MONTH})(?!\w)",
        "ordinal": rf"(?:\b(?:on|by|before|since|until|till|from|for|dated?|due|around|"
        rf"after) )?\bthe (?P<day>\d{{1,2}}){_ORD}\b(?! (?:time|floor|of (?!this|the month|next|last)|email|"
        rf"e-mail|call|day|one|attempt|message|person|agent|order|week|month|year|complaint|century|place|"
        rf"night))(?: of (?:this|the|next|last) month)?",
        "period": r"\b(?P<which>last|next|this|previous|past|current|coming|following)\s"
        r"(?P<period>week(?:end)?|wk|month|"
        r"year|yr|fortnight|spring|summer|autumn|winter)\b(?! long| or so)",
        "holiday": rf"\b(?:(?P<which>last|next|this) )?(?P<holiday>{HOLIDAYS})\b",
        "month": rf"(?:(?<=\bin )|(?<=\bsince )|(?<=\blast )|(?<=\buntil )|(?<=\btill )|(?<=\bby )|(?<=\bfrom )|"
        rf"(?<=\bnext )|(?<=\bthis )|(?<=\bto )|(?<=\bfor )|(?<=\bof )|(?<=\bduring )|(?<=\bbefore )|"
        rf"(?<=\bearly )|(?<=\blate )|(?<=\bmid ))(?P<month>{_MONTH})(?!\w)",
        "season_year": rf"\b(?P<season>{'|'.join(SEASONS)})(?: of)? (?P<year>(?:19|20)\d\d)\b",
        "year": r"(?:(?<=\bin )|(?<=\bsince )|(?<=\bfrom )|(?<=\bof ))(?P<year>(?:19|20)\d\d)\b(?![-/,.]\d)",
        "weekend": r"\b(?:at |over |on )?the weekend\b",
    }.items()
}

# Where none of these stands, no date does: one quick look saves all the others.
GATE = re.compile(
    rf"\b(?:{_any(MONTHS)}|{_any(WEEKDAYS)})\b|\d{_ORD}\b|\d[/.-]\d|(?:19|20)\d\d|\b(?:ago|back|prior|earlier|"
    rf"yesterday|yday|"
    rf"yest\w+dy|yesturday|tom+or+ow|tmrw|tmr|tmw|tomoz|2mor\w*|today|tonight|tonite|last|this|next|previous|"
    rf"past|current|coming|following|weekend|time|"
    rf"now|in (?:\w+ ){{0,3}}(?:day|hour|hr|week|wk|month|mth|year|min)|start|beginning|end|{HOLIDAYS})",
    re.IGNORECASE,
)
