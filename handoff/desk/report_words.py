"""A report as people read it: codes in words, sums as money, minutes as a span, and its chart."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from markupsafe import Markup

from handoff.cases.earlier import title_of
from handoff.desk import charts, words
from handoff.desk.charts import Bar, Pair
from handoff.desk.facts_said import said
from handoff.desk.moments import span
from handoff.policy.policies import Policies
from handoff.reports.report import LABELS, Bars, Column, Days, Pairs, Report, Row, Shown, Value

EVERY_DAY = 14  # days up to which the table shows also those without anything

_CODES = {
    Shown.KIND: words.KINDS,
    Shown.FEELING: words.FEELINGS,
    Shown.REASON: words.HANDED_OVER,
    Shown.PROMISE: words.PROMISED_BY,
}


@dataclass(frozen=True)
class Cell:
    said: str
    is_label: bool


@dataclass(frozen=True)
class Readable:
    id: str
    title: str
    means: str
    titles: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    chart: Markup


def readable(report: Report, policies: Policies) -> Readable:
    rows = [
        tuple(
            Cell(_said(column, value, policies), column.shown in LABELS)
            for column, value in zip(report.columns, row, strict=True)
        )
        for row in report.rows
        if not isinstance(report.chart, Days) or len(report.rows) <= EVERY_DAY or any(row[1:])
    ]
    titles = tuple(column.title for column in report.columns)
    return Readable(report.id, report.title, report.means, titles, tuple(rows), _chart(report, policies))


def _said(column: Column, value: Value, policies: Policies) -> str:
    if value is None:
        return "–"
    match column.shown:
        case Shown.KIND | Shown.FEELING | Shown.REASON | Shown.PROMISE:
            return _CODES[column.shown].get(str(value)) or words.plain(str(value) or "not said")
        case Shown.REMEDY:
            return title_of(str(value), policies)
        case Shown.SEVERITY:
            return words.SEVERITIES.get(int(str(value)), str(value))
        case Shown.DAY:
            return _day(str(value))
        case Shown.MONEY:
            return said(policies.site, value)
        case Shown.SHARE:
            return f"{100 * float(value):.0f} %"
        case Shown.LEVEL:
            return f"{100 * float(value):.0f}"
        case Shown.MINUTES:
            return span(timedelta(minutes=float(value)))
        case _:
            return str(value)


def _day(given: str) -> str:
    day = date.fromisoformat(given)
    return f"{day:%a} {day.day} {day:%b}"


def _date(given: Value) -> str:
    day = date.fromisoformat(str(given))
    return f"{day.day} {day:%b}"


def _chart(report: Report, policies: Policies) -> Markup:
    title, id = report.title, f"chart-{report.id}"
    match report.chart:
        case Pairs(before, after):
            start, end = report.index(before), report.index(after)
            return charts.pairs(id, title, [_pair(report, row, start, end, policies) for row in report.rows])
        case Days(value):
            drawn = [replace(_bar(report, row, value, None, policies), label=_date(row[0])) for row in report.rows]
            return charts.columns(id, title, charts.together(drawn))
        case Bars(value, part):
            column = report.columns[report.index(value)]
            bars = [_bar(report, row, value, part, policies) for row in report.rows]
            return charts.bars(id, title, bars, top=1.0 if column.shown is Shown.SHARE else None)


def _bar(report: Report, row: Row, value: str, part: str | None, policies: Policies) -> Bar:
    at = report.index(value)
    told = _said(report.columns[at], row[at], policies)
    within = 0.0
    if part is not None and row[report.index(part)]:
        within = float(row[report.index(part)] or 0)
        told += f" ({report.columns[report.index(part)].title.lower()}: {within:g})"
    return Bar(_said(report.columns[0], row[0], policies), float(row[at] or 0), told, within)


def _pair(report: Report, row: Row, start: int, end: int, policies: Policies) -> Pair:
    before, after = (_said(report.columns[index], row[index], policies) for index in (start, end))
    return Pair(
        _said(report.columns[0], row[0], policies), float(row[start] or 0), float(row[end] or 0), f"{before} → {after}"
    )
