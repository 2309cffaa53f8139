"""Statements about timers: rows, so that a restart forgets none."""

import functools
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, func, or_, select, text, update

from handoff.store.prepared import Prepared, Row
from handoff.store.tables import timers
from handoff.store.upsert import Insert, insert_of

PAUSE = "pause"
PROMISE = "promise"
REFRESH = "refresh"
UNANSWERED = "unanswered"
TYPING = "agent_typing"
FOLLOW_UP = "follow_up"
WAITING = "waiting"
SCHEDULED = "scheduled"


@dataclass(frozen=True)
class Timer:
    id: str
    conversation: str
    kind: str
    epoch: int
    due_at: datetime
    data: dict[str, Any] | None


def _setting(dialect: str) -> Insert:
    made = insert_of(dialect, timers)
    values = {name: made.excluded[name] for name in ("due_at", "state", "data")}
    return made.on_conflict_do_update(index_elements=["conversation", "kind", "epoch"], set_=values)


_SET = Prepared(_setting)
_SET_STATE = timers.c.state == text("'set'")  # said as the index says it
_cancel = (
    update(timers)
    .where(timers.c.conversation == bindparam("of"), timers.c.kind == bindparam("of_kind"), _SET_STATE)
    .values(state="cancelled")
)
_CANCEL = Prepared(_cancel)
_CANCEL_ONE = Prepared(_cancel.where(timers.c.epoch == bindparam("of_epoch")))
_STILL_DUE = Prepared(
    select(timers)
    .where(timers.c.id == bindparam("of"), _SET_STATE, timers.c.due_at <= bindparam("now"))
    .with_for_update()
)
_FIRED = Prepared(
    update(timers)
    .where(timers.c.id == bindparam("of"), _SET_STATE, timers.c.due_at == bindparam("was_due"))
    .values(state="fired")
)


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
    _SET.run(conn, **timer)


def waits_for_case(conn: Connection, conversation: str, kind: str, case: int) -> bool:
    """Whether one of them is set about this case."""
    query = select(timers.c.data).where(
        timers.c.conversation == conversation, timers.c.kind == kind, timers.c.state == "set"
    )
    return any((data or {}).get("case") == case for data in conn.execute(query).scalars())


def cancel(conn: Connection, conversation: str, kind: str, epoch: int | None = None) -> None:
    """`epoch`: only that one; None for all of the kind."""
    if epoch is None:
        _CANCEL.run(conn, of=conversation, of_kind=kind)
    else:
        _CANCEL_ONE.run(conn, of=conversation, of_kind=kind, of_epoch=epoch)


def due(conn: Connection, kinds: Collection[str], now: datetime, limit: int) -> list[Timer]:
    """The longest due first; to be looked at again, one by one, under the lock of their conversations."""
    return [_timer(row) for row in _due(tuple(kinds)).all(conn, now=now, most=limit)]


def still_due(conn: Connection, id: str, now: datetime) -> Timer | None:
    """Locked until the commit."""
    row = _STILL_DUE.first(conn, of=id, now=now)
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
        .where(_SET_STATE, timers.c.due_at <= now, timers.c.kind.in_(kinds))
        .order_by(timers.c.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    if rows:
        conn.execute(update(timers).where(timers.c.id.in_([row.id for row in rows])).values(due_at=now + lease))
    return [Timer(row.id, row.conversation, row.kind, row.epoch, now + lease, row.data) for row in rows]


def fired(conn: Connection, timer: Timer) -> None:
    """Done, unless somebody set it anew meanwhile."""
    _FIRED.run(conn, of=timer.id, was_due=timer.due_at)


def next_due(conn: Connection, kinds: Collection[str]) -> datetime | None:
    found = _next_due(tuple(kinds)).first(conn)
    return None if found is None else found["due_at"]


def count_set(conn: Connection) -> int:
    return conn.execute(select(func.count()).select_from(timers).where(timers.c.state == "set")).scalar_one()


@functools.cache
def _due(kinds: tuple[str, ...]) -> Prepared:
    due = select(timers).where(_SET_STATE, timers.c.due_at <= bindparam("now"), _is_one_of(kinds))
    return Prepared(due.order_by(timers.c.due_at).limit(bindparam("most")))


@functools.cache
def _next_due(kinds: tuple[str, ...]) -> Prepared:
    return Prepared(select(timers.c.due_at).where(_SET_STATE, _is_one_of(kinds)).order_by(timers.c.due_at).limit(1))


def _is_one_of(kinds: tuple[str, ...]) -> ColumnElement[bool]:
    return or_(*(timers.c.kind == kind for kind in kinds))


def _timer(row: Row) -> Timer:
    return Timer(row["id"], row["conversation"], row["kind"], row["epoch"], row["due_at"], row["data"])
