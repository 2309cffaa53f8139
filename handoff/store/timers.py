"""Statements about timers: rows, so that a restart forgets none."""

import functools
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from handoff.store.tables import timers
from handoff.store.upsert import Insert, insert_of

PAUSE = "pause"
PROMISE = "promise"
REFRESH = "refresh"
UNANSWERED = "unanswered"
TYPING = "agent_typing"
FOLLOW_UP = "follow_up"
WAITING = "waiting"


@dataclass(frozen=True)
class Timer:
    id: str
    conversation: str
    kind: str
    epoch: int
    due_at: datetime
    data: dict[str, Any] | None


@functools.cache
def _set(dialect: str) -> Insert:
    made = insert_of(dialect, timers)
    values = {name: made.excluded[name] for name in ("due_at", "state", "data")}
    return made.on_conflict_do_update(index_elements=["conversation", "kind", "epoch"], set_=values)


def set_timer(
    conn: Connection,
    conversation: str,
    kind: str,
    epoch: int,
    due_at: datetime,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Sets the one timer of this kind and epoch anew, also one that had fired."""
    timer = {
        "id": uuid.uuid4().hex,
        "conversation": conversation,
        "kind": kind,
        "epoch": epoch,
        "due_at": due_at,
        "state": "set",
        "data": None if data is None else dict(data),
    }
    conn.execute(_set(conn.dialect.name), timer)


def waits_for_case(conn: Connection, conversation: str, kind: str, case: int) -> bool:
    """Whether one of them is set about this case."""
    query = select(timers.c.data).where(
        timers.c.conversation == conversation, timers.c.kind == kind, timers.c.state == "set"
    )
    return any((data or {}).get("case") == case for data in conn.execute(query).scalars())


def cancel(conn: Connection, conversation: str, kind: str, epoch: int | None = None) -> None:
    """`epoch`: only that one; None for all of the kind."""
    mine = (timers.c.conversation == conversation) & (timers.c.kind == kind) & (timers.c.state == "set")
    if epoch is not None:
        mine &= timers.c.epoch == epoch
    conn.execute(update(timers).where(mine).values(state="cancelled"))


def due(conn: Connection, kinds: Collection[str], now: datetime, limit: int) -> list[Timer]:
    """The longest due first; to be looked at again, one by one, under the lock of their conversations."""
    rows = conn.execute(
        select(timers)
        .where(timers.c.state == "set", timers.c.due_at <= now, timers.c.kind.in_(kinds))
        .order_by(timers.c.due_at)
        .limit(limit)
    )
    return [_timer(row) for row in rows]


def still_due(conn: Connection, id: str, now: datetime) -> Timer | None:
    """Locked until the commit."""
    query = select(timers).where(timers.c.id == id, timers.c.state == "set", timers.c.due_at <= now)
    row = conn.execute(query.with_for_update()).one_or_none()
    return None if row is None else _timer(row)


def move(conn: Connection, timer: Timer, to: datetime) -> None:
    """To another time, unless somebody set it anew meanwhile."""
    mine = (timers.c.id == timer.id) & (timers.c.state == "set") & (timers.c.due_at == timer.due_at)
    conn.execute(update(timers).where(mine).values(due_at=to))


def claim_due(
    conn: Connection, kinds: Collection[str], now: datetime, *, lease: timedelta, limit: int = 20
) -> list[Timer]:
    """Due timers whose work is slow, pushed `lease` into the future: should the claimer die, others find them then."""
    rows = conn.execute(
        select(timers)
        .where(timers.c.state == "set", timers.c.due_at <= now, timers.c.kind.in_(kinds))
        .order_by(timers.c.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    if rows:
        conn.execute(update(timers).where(timers.c.id.in_([row.id for row in rows])).values(due_at=now + lease))
    return [Timer(row.id, row.conversation, row.kind, row.epoch, now + lease, row.data) for row in rows]


def fired(conn: Connection, timer: Timer) -> None:
    """Done, unless somebody set it anew meanwhile."""
    conn.execute(
        update(timers)
        .where(timers.c.id == timer.id, timers.c.state == "set", timers.c.due_at == timer.due_at)
        .values(state="fired")
    )


def next_due(conn: Connection, kinds: Collection[str]) -> datetime | None:
    query = select(timers.c.due_at).where(timers.c.state == "set", timers.c.kind.in_(kinds))
    found: datetime | None = conn.execute(query.order_by(timers.c.due_at).limit(1)).scalar_one_or_none()
    return found


def count_set(conn: Connection) -> int:
    return conn.execute(select(func.count()).select_from(timers).where(timers.c.state == "set")).scalar_one()


def _timer(row: Row[Any]) -> Timer:
    return Timer(row.id, row.conversation, row.kind, row.epoch, row.due_at, row.data)
