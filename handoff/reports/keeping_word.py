"""Whether promises were kept, how long people waited for a person and for a remedy, and, for supervisors, by whom."""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from handoff.reports.report import NO_MONEY, Asked, Bars, Column, Report, Shown, middle, share
from handoff.reports.word_kept import Kept, counted, is_due
from handoff.store.promises import FIRST_ANSWER
from handoff.store.tables import agents, case_events, cases, promises, remedies

SERVICE, PEOPLE = "first_answer", "own_words"
KEPT_COLUMNS = (
    Column("due", "Due", Shown.COUNT),
    Column("in_time", "In time", Shown.COUNT),
    Column("too_late", "Too late", Shown.COUNT),
    Column("not_done", "Not done", Shown.COUNT),
    Column("share", "Kept", Shown.SHARE),
)


def promises_kept(conn: Connection, asked: Asked) -> Report:
    """Promises whose time lies in the period and has passed, or that were kept before it; a case's first answer is
    made by the service, others by people in their own words."""
    who = promises.c.what == FIRST_ANSWER
    query = select(who, *counted(asked.now)).where(is_due(asked.period)).group_by(who)
    rows = {bool(row[0]): Kept(*row[1:]) for row in conn.execute(query)}
    return Report(
        "promises",
        "Promises kept",
        "Promises that fell due in this time: kept in time, kept too late, or not done although the time has passed.",
        (Column("promise", "Promise", Shown.PROMISE), *KEPT_COLUMNS),
        tuple(
            (name, *_kept(rows[is_first]))
            for name, is_first in ((SERVICE, True), (PEOPLE, False))
            if is_first in rows and rows[is_first].due
        ),
        Bars("share"),
    )


def waiting_times(conn: Connection, asked: Asked) -> Report:
    """Minutes by the clock, nights included, from the customer's first word to the first answer of a person and to the
    first remedy, for cases opened in the period, by urgency. Half of the customers waited no longer than the first
    figure, nine of ten no longer than the second."""
    first = _first_events(conn, asked)
    groups: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in first:
        groups[row.severity].append(row)
    rows = []
    for severity in sorted(groups, reverse=True):
        found = groups[severity]
        words, given = _minutes(found, lambda row: row.replied), _minutes(found, lambda row: row.given)
        times = middle(words), middle(words, 0.9), middle(given), middle(given, 0.9)
        rows.append((severity, len(found), len(words), times[0], times[1], len(given), times[2], times[3]))
    return Report(
        "times",
        "From the first word to a person and to a remedy",
        "Cases opened in this time by urgency. The time from the customer's first word to a person's first answer, and "
        "to the first remedy: half waited no longer than the first figure, nine of ten no longer than the second. "
        "Nights and closed days count.",
        (
            Column("severity", "Urgency", Shown.SEVERITY),
            Column("cases", "Cases", Shown.COUNT),
            Column("answered", "Answered", Shown.COUNT),
            Column("first_answer", "Answer: half", Shown.MINUTES),
            Column("first_answer_9_of_10", "nine of ten", Shown.MINUTES),
            Column("remedied", "With a remedy", Shown.COUNT),
            Column("remedy", "Remedy: half", Shown.MINUTES),
            Column("remedy_9_of_10", "nine of ten", Shown.MINUTES),
        ),
        tuple(rows),
        Bars("first_answer"),
    )


def people(conn: Connection, asked: Asked) -> Report:
    """By agent: cases first answered, resolved, money given, own promises; of the period. Supervisors only."""
    period = asked.period
    names = {row.id: row.name for row in conn.execute(select(agents.c.id, agents.c.name))}
    answers: dict[str, list[float]] = defaultdict(list)
    for row in _first_events(conn, asked):
        if row.replied is not None and row.actor is not None:
            answers[row.actor].append((row.replied - row.first_word_at).total_seconds() / 60)
    ended = (case_events.c.what == "resolved") & (case_events.c.at >= period.start) & (case_events.c.at < period.end)
    resolved = _by_person(conn, select(case_events.c.actor, func.count()).where(ended).group_by(case_events.c.actor))
    within = (remedies.c.at >= period.start) & (remedies.c.at < period.end)
    spent = _by_person(
        conn, select(remedies.c.agent, func.sum(remedies.c.amount)).where(within).group_by(remedies.c.agent)
    )
    own = select(promises.c.made_by, *counted(asked.now)).where(is_due(period), promises.c.made_by.is_not(None))
    kept = {row[0]: Kept(*row[1:]) for row in conn.execute(own.group_by(promises.c.made_by))}
    ids = sorted({*answers, *resolved, *spent, *kept} & set(names), key=lambda id: (-len(answers[id]), names[id]))
    return Report(
        "people",
        "By person",
        "For each person: cases of this time that they answered first and how long half of these customers had waited, "
        "cases they resolved, money they gave, and how they kept their own promises.",
        (
            Column("name", "Name", Shown.NAME),
            Column("answered", "Answered first", Shown.COUNT),
            Column("first_answer", "Half within", Shown.MINUTES),
            Column("resolved", "Resolved", Shown.COUNT),
            Column("cost", "Given", Shown.MONEY),
            Column("promises", "Promises due", Shown.COUNT),
            Column("kept", "Kept", Shown.SHARE),
        ),
        tuple(
            (
                names[id],
                len(answers[id]),
                middle(answers[id]),
                resolved.get(id, 0),
                spent.get(id) or NO_MONEY,
                kept[id].due if id in kept else 0,
                share(kept[id].in_time, kept[id].due) if id in kept else None,
            )
            for id in ids
        ),
        Bars("answered"),
        names_people=True,
    )


def _kept(one: Kept) -> tuple[int, int, int, int, float | None]:
    return one.due, one.in_time, one.too_late, one.not_done, share(one.in_time, one.due)


def _first_events(conn: Connection, asked: Asked) -> list[Row[Any]]:
    """Of each case opened in the period: severity, actor and time of the first reply, time of the first remedy."""
    replied = case_events.alias("replied")
    first = (
        select(func.min(replied.c.id))
        .where(replied.c.case == cases.c.id, replied.c.what == "replied")
        .correlate(cases)
        .scalar_subquery()
    )
    given = select(func.min(remedies.c.at)).where(remedies.c.case == cases.c.id).correlate(cases).scalar_subquery()
    query = (
        select(
            cases.c.severity,
            cases.c.first_word_at,
            case_events.c.actor,
            case_events.c.at.label("replied"),
            given.label("given"),
        )
        .select_from(cases)
        .join(case_events, case_events.c.id == first, isouter=True)
        .where(cases.c.opened_at >= asked.period.start, cases.c.opened_at < asked.period.end)
    )
    return list(conn.execute(query))


def _by_person(conn: Connection, query: Select[Any]) -> dict[str, Any]:
    return {row[0]: row[1] for row in conn.execute(query)}


def _minutes(rows: list[Row[Any]], until: Callable[[Row[Any]], datetime | None]) -> list[float]:
    ends = [(row.first_word_at, until(row)) for row in rows]
    return [(end - start).total_seconds() / 60 for start, end in ends if end is not None]
