"""The queue: what waits, in the order in which it should be taken."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, ScalarSelect, Select, func, select

from handoff.cases.wanted import UNHELD, Wanted, When
from handoff.model.case import CaseState
from handoff.model.message import Author
from handoff.model.refusal import Malformed
from handoff.store.tables import agents, case_events, case_queue, cases, conversations, messages

MOST = 200
MOST_COUNTED = 1_000  # beyond it nobody cares for the number, and counting on would cost every page
SOON = timedelta(hours=1)  # what is due within it is due soon
PLACE = re.compile(r"\d{46}|\d{28}")


@dataclass(frozen=True)
class QueueRow:
    ref: str
    state: str
    headline: str
    kind: str
    feeling: str | None  # the strongest, with its intensity 0..1
    intensity: float | None
    channel: str
    severity: int
    severity_reasons: tuple[str, ...]
    flags: tuple[str, ...]
    second_failure: bool
    conversation: str
    floor: str
    holder: str | None  # the agent's id
    holder_name: str | None
    first_word_at: datetime
    opened_at: datetime
    promised_at: datetime
    due_at: datetime | None  # the next promise, or when the case is taken back from a silent agent
    waits_since: datetime | None  # the customer's first word that nobody has answered
    first_reply_at: datetime | None
    unread: int  # the customer's messages since the holder looked or anybody answered

    def as_json(self) -> dict[str, Any]:
        return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in vars(self).items()}


@dataclass(frozen=True)
class QueuePage:
    rows: tuple[QueueRow, ...]
    after: str | None  # asks for the next page; None at the end


@dataclass(frozen=True)
class Counts:
    """How many cases there are behind each of the queue's usual filters; MOST_COUNTED stands for so many or more."""

    waiting: int
    open: int
    mine: int
    due: int
    late: int


def queue_page(conn: Connection, wanted: Wanted, *, after: str | None, limit: int, now: datetime) -> QueuePage:
    """In the order in which they are due. `after`: of the page before. Raises Malformed."""
    limit = min(max(limit, 1), MOST)
    conditions = list(wanted.conditions(conn, now=now, soon=now + SOON))
    if after:
        if not PLACE.fullmatch(after):
            raise Malformed("`after` is not one that a page of the queue gave.")
        conditions.append(case_queue.c.place > after)
    here = select(case_queue.c.case).where(*conditions).order_by(case_queue.c.place).limit(limit + 1).subquery()
    found = conn.execute(_shown().join(here, here.c.case == case_queue.c.case).order_by(case_queue.c.place)).all()
    rows = found[:limit]
    return QueuePage(tuple(_row(row) for row in rows), rows[-1].place if len(found) > limit else None)


def counts(conn: Connection, agent: str, *, now: datetime) -> Counts:
    def many(wanted: Wanted) -> ScalarSelect[int]:
        conditions = wanted.conditions(conn, now=now, soon=now + SOON)
        found = select(case_queue.c.case).where(*conditions).limit(MOST_COUNTED).subquery()
        return select(func.count()).select_from(found).scalar_subquery()

    row = conn.execute(
        select(
            many(Wanted(states=UNHELD)),
            many(Wanted()),
            many(Wanted(states=(CaseState.TAKEN,), holder=agent)),
            many(Wanted(when=When.DUE)),
            many(Wanted(when=When.LATE)),
        )
    ).one()
    return Counts(*row)


def _shown() -> Select[Any]:
    return (
        select(
            case_queue,
            cases.c.ref,
            cases.c.headline,
            cases.c.severity,
            cases.c.conversation,
            cases.c.first_word_at,
            cases.c.opened_at,
            cases.c.promised_at,
            cases.c.first_reply_at,
            conversations.c.floor,
            agents.c.name.label("holder_name"),
            _unread().label("unread"),
        )
        .join(cases, cases.c.id == case_queue.c.case)
        .join(conversations, conversations.c.id == cases.c.conversation)
        .join(agents, agents.c.id == case_queue.c.agent, isouter=True)
    )


def _unread() -> Any:
    answers = messages.alias("answers")
    answered = (
        select(func.coalesce(func.max(answers.c.seq), 0))
        .where(answers.c.conversation == cases.c.conversation, answers.c.author == Author.AGENT)
        .correlate(cases)
        .scalar_subquery()
    )
    viewed = (
        select(func.coalesce(func.max(case_events.c.data["seq"].as_integer()), 0))
        .where(case_events.c.case == cases.c.id, case_events.c.what == "viewed", case_events.c.actor == cases.c.agent)
        .correlate(cases)
        .scalar_subquery()
    )
    return (
        select(func.count())
        .select_from(messages)
        .where(
            messages.c.conversation == cases.c.conversation,
            messages.c.author == Author.CUSTOMER,
            messages.c.at >= cases.c.first_word_at,
            messages.c.seq > answered,
            messages.c.seq > viewed,
        )
        .correlate(cases)
        .scalar_subquery()
    )


def _row(row: Any) -> QueueRow:
    return QueueRow(
        ref=row.ref,
        state=row.state,
        headline=row.headline,
        kind=row.kind,
        feeling=row.feeling,
        intensity=row.intensity,
        channel=row.channel,
        severity=row.severity,
        severity_reasons=tuple(row.reasons),
        flags=tuple(name for name in row.flags.split(",") if name),
        second_failure=row.second_failure,
        conversation=row.conversation,
        floor=row.floor,
        holder=row.agent,
        holder_name=row.holder_name,
        first_word_at=row.first_word_at,
        opened_at=row.opened_at,
        promised_at=row.promised_at,
        due_at=row.due_at,
        waits_since=row.waits_since,
        first_reply_at=row.first_reply_at,
        unread=row.unread,
    )
