"""Statements about promises: what a customer was told, by when, and whether it was kept."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update
from sqlalchemy import insert as plain_insert

from handoff.model.promise import DueTime, PromiseState, PromiseUnknown, state_when_done
from handoff.store import queue, timers
from handoff.store.tables import cases, promises

FIRST_ANSWER = "first_answer"
_NOT_DONE = promises.c.state.in_([PromiseState.OPEN, PromiseState.BROKEN]) & promises.c.kept_at.is_(None)


def make(conn: Connection, case: int, what: str, due: DueTime, *, now: datetime, made_by: str | None = None) -> str:
    id = uuid.uuid4().hex
    conn.execute(
        plain_insert(promises).values(
            id=id,
            case=case,
            made_by=made_by,
            what=what,
            words=due.words,
            due_at=due.at,
            state=PromiseState.OPEN,
            made_at=now,
        )
    )
    # Due now: whoever hears it knows when to recall it, and sets it to the next time that matters.
    conversation = conn.execute(select(cases.c.conversation).where(cases.c.id == case)).scalar_one()
    timers.set_timer(conn, conversation, timers.PROMISE, case, now)
    queue.stand(conn, case)
    return id


def settle(conn: Connection, case: int, what: str, *, now: datetime, done: bool) -> None:
    """The promise of this sort that was not acted on yet. `done`: it is now; otherwise it can no longer be kept."""
    open_one = conn.execute(
        select(promises.c.id, promises.c.due_at).where(promises.c.case == case, promises.c.what == what, _NOT_DONE)
    ).all()
    for row in open_one:
        state = state_when_done(row.due_at, now) if done else PromiseState.BROKEN
        conn.execute(update(promises).where(promises.c.id == row.id).values(state=state, kept_at=now if done else None))
    if open_one:
        queue.stand(conn, case)


def break_(conn: Connection, id: str) -> None:
    """Its time has passed; it may still be done, too late."""
    conn.execute(update(promises).where(promises.c.id == id).values(state=PromiseState.BROKEN))


def of_case(conn: Connection, case: int) -> Sequence[Row[Any]]:
    return conn.execute(select(promises).where(promises.c.case == case).order_by(promises.c.made_at)).all()


def keep(conn: Connection, case: int, id: str, now: datetime) -> bool:
    """Whether it was open until now. Raises PromiseUnknown."""
    row = conn.execute(select(promises).where(promises.c.id == id, promises.c.case == case)).one_or_none()
    if row is None:
        raise PromiseUnknown("There is no such promise.")
    if row.kept_at is not None:
        return False
    state = state_when_done(row.due_at, now)
    conn.execute(update(promises).where(promises.c.id == id).values(state=state, kept_at=now))
    queue.stand(conn, case)
    return True
