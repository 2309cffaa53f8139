"""What went wrong, how often, and what making it right has cost; why stories came to a person; cases day by day."""

from collections import Counter

from sqlalchemy import Connection, func, select

from handoff.reports.report import NO_MONEY, Asked, Bars, Column, Days, Report, Shown, share
from handoff.store.tables import case_events, case_queue, cases, remedies


def causes(conn: Connection, asked: Asked) -> Report:
    """Cases opened in the period by their first kind; second failures are those whose packet says that we failed this
    customer before; cost is the money of all remedies that were given for these cases until now."""
    spent = (
        select(remedies.c.case, func.sum(remedies.c.amount).label("amount")).group_by(remedies.c.case).subquery("spent")
    )
    query = (
        select(
            cases.c.kind,
            func.count().label("cases"),
            func.count().filter(case_queue.c.second_failure).label("again"),
            func.sum(spent.c.amount).label("cost"),
        )
        .join(case_queue, case_queue.c.case == cases.c.id)
        .join(spent, spent.c.case == cases.c.id, isouter=True)
        .where(cases.c.opened_at >= asked.period.start, cases.c.opened_at < asked.period.end)
        .group_by(cases.c.kind)
        .order_by(func.count().desc(), cases.c.kind)
    )
    found = conn.execute(query).all()
    total = sum(row.cases for row in found)
    return Report(
        "causes",
        "Causes",
        "Cases opened in this time by what went wrong. Again: we had failed this customer before. Cost: the money of "
        "all remedies given for these cases until now.",
        (
            Column("kind", "What went wrong", Shown.KIND),
            Column("cases", "Cases", Shown.COUNT),
            Column("share", "Share", Shown.SHARE),
            Column("second_failures", "Again", Shown.COUNT),
            Column("cost", "Cost", Shown.MONEY),
        ),
        tuple((row.kind, row.cases, share(row.cases, total), row.again, row.cost or NO_MONEY) for row in found),
        Bars("cases", "second_failures"),
    )


def handoffs(conn: Connection, asked: Asked) -> Report:
    """The reason that the event of opening a case remembers, of cases opened in the period."""
    reason = case_events.c.data["reason"].as_string()
    query = (
        select(reason, func.count())
        .where(
            case_events.c.what == "opened",
            case_events.c.at >= asked.period.start,
            case_events.c.at < asked.period.end,
        )
        .group_by(reason)
    )
    found = sorted(((row[0] or "", row[1]) for row in conn.execute(query)), key=lambda one: (-one[1], one[0]))
    total = sum(count for _, count in found)
    return Report(
        "handoffs",
        "Why stories came to a person",
        "Cases opened in this time by why the assistant handed them over.",
        (
            Column("reason", "Reason", Shown.REASON),
            Column("cases", "Cases", Shown.COUNT),
            Column("share", "Share", Shown.SHARE),
        ),
        tuple((name, count, share(count, total)) for name, count in found),
        Bars("cases"),
    )


def volume(conn: Connection, asked: Asked) -> Report:
    """Events by the day on which they happened, in the company's time zone."""
    period, counted = asked.period, Counter[tuple[str, str]]()
    query = select(case_events.c.what, case_events.c.at, case_events.c.case).where(
        case_events.c.what.in_(["opened", "replied", "resolved", "reopened"]),
        case_events.c.at >= period.start,
        case_events.c.at < period.end,
    )
    for what, day, _case in {(row.what, period.day_of(row.at), row.case) for row in conn.execute(query)}:
        counted[what, day.isoformat()] += 1
    return Report(
        "volume",
        "Day by day",
        "Cases opened, answered by a person, resolved and opened again on each day; a case counts once a day.",
        (
            Column("day", "Day", Shown.DAY),
            Column("opened", "Opened", Shown.COUNT),
            Column("answered", "Answered", Shown.COUNT),
            Column("resolved", "Resolved", Shown.COUNT),
            Column("reopened", "Opened again", Shown.COUNT),
        ),
        tuple(
            (day, *(counted[what, day] for what in ("opened", "replied", "resolved", "reopened")))
            for day in (one.isoformat() for one in period.each_day())
        ),
        Days("opened"),
    )
