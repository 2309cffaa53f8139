"""Statements about replies that wait for the end of the customer's quiet hours."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from handoff.model.agent import Agent, Role
from handoff.model.scheduled import Held, Scheduled, ScheduledState
from handoff.store.tables import agents, cases, scheduled
from handoff.store.upsert import insert

_WAITS = scheduled.c.state == ScheduledState.WAITING


def add(
    conn: Connection,
    case: int,
    agent: Agent,
    client_id: str,
    text: str,
    *,
    promised: Sequence[tuple[str, datetime]],
    seq: int,
    at: datetime,
    now: datetime,
) -> bool:
    """False when the same `client_id` was here already."""
    row = {
        "id": uuid.uuid4().hex,
        "case": case,
        "agent": agent.id,
        "client_id": client_id,
        "text": text,
        "promised": [[words, due.isoformat()] for words, due in promised],
        "seq": seq,
        "at": at,
        "written_at": now,
        "state": ScheduledState.WAITING,
    }
    stored = insert(conn, scheduled).values(row).on_conflict_do_nothing(index_elements=["case", "agent", "client_id"])
    return conn.execute(stored.returning(scheduled.c.id)).one_or_none() is not None


def waiting(conn: Connection, case: int) -> list[Scheduled]:
    """In the order in which they go out."""
    query = (
        select(scheduled, agents.c.email, agents.c.name, agents.c.role)
        .join(agents, agents.c.id == scheduled.c.agent)
        .where(scheduled.c.case == case, _WAITS)
    )
    return [_scheduled(row) for row in conn.execute(query.order_by(scheduled.c.at, scheduled.c.written_at))]


def next_of(conn: Connection, refs: Collection[str]) -> dict[str, datetime]:
    """By reference, when the first of its waiting words goes out."""
    query = (
        select(cases.c.ref, func.min(scheduled.c.at).label("at"))
        .join(cases, cases.c.id == scheduled.c.case)
        .where(cases.c.ref.in_(refs), _WAITS)
        .group_by(cases.c.ref)
    )
    return {row.ref: row.at for row in conn.execute(query)}


def settle(conn: Connection, id: str, state: ScheduledState, now: datetime, because: Held | None = None) -> None:
    _settle(conn, scheduled.c.id == id, state, now, because)


def sent(conn: Connection, case: int, agent: str, client_id: str, now: datetime) -> None:
    """These words have just been said, at their time or before it."""
    same = (scheduled.c.case == case) & (scheduled.c.agent == agent) & (scheduled.c.client_id == client_id)
    _settle(conn, same, ScheduledState.SENT, now, None)


def _settle(conn: Connection, which: Any, state: ScheduledState, now: datetime, because: Held | None) -> None:
    values = {"state": state, "settled_at": now, "because": because}
    conn.execute(update(scheduled).where(which, _WAITS).values(values))


def _scheduled(row: Row[Any]) -> Scheduled:
    promised = tuple((words, datetime.fromisoformat(due)) for words, due in row.promised)
    return Scheduled(
        id=row.id,
        case=row.case,
        agent=Agent(row.agent, row.email, row.name, Role(row.role)),
        client_id=row.client_id,
        text=row.text,
        promised=promised,
        seq=row.seq,
        at=row.at,
        written_at=row.written_at,
        state=ScheduledState(row.state),
    )
