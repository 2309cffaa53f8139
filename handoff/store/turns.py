"""Statements about turns and the fragments in them."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select, text, update
from sqlalchemy import insert as plain_insert

from handoff.model.turn import CloseReason, Turn, TurnState
from handoff.store.prepared import Prepared, Row, changing
from handoff.store.tables import turns

# Said as the index says it: behind parameters SQLite does not see that it may use the index, and reads every turn.
LIVE = text("turns.state IN ('open', 'closed')")
_WITH_ID = Prepared(select(turns).where(turns.c.id == bindparam("of")))
_WITH_ID_LOCKED = Prepared(select(turns).where(turns.c.id == bindparam("of")).with_for_update())
_LIVE = Prepared(select(turns).where(turns.c.conversation == bindparam("of"), LIVE))
_LAST_ANSWERED = Prepared(
    select(turns)
    .where(turns.c.conversation == bindparam("of"), turns.c.state == TurnState.ANSWERED)
    .order_by(turns.c.answered_at.desc())
    .limit(1)
)
_OPEN = ("id", "conversation", "epoch", "state", "opened_at", "supersedes")
_ADD = Prepared(plain_insert(turns).values({name: bindparam(name) for name in _OPEN}).returning(turns))
_FREE = Prepared(
    select(turns.c.id)
    .where(
        turns.c.state == text("'closed'"), or_(turns.c.lease_until.is_(None), turns.c.lease_until <= bindparam("now"))
    )
    .order_by(turns.c.closed_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_CLAIM = Prepared(
    update(turns)
    .where(turns.c.id == bindparam("of"))
    .values(lease_until=bindparam("until"), attempts=turns.c.attempts + 1)
    .returning(turns)
)


def open_turn(conn: Connection, conversation: str, epoch: int, now: datetime, *, supersedes: str | None = None) -> Turn:
    values = {
        "id": uuid.uuid4().hex,
        "conversation": conversation,
        "epoch": epoch,
        "state": TurnState.OPEN,
        "opened_at": now,
        "supersedes": supersedes,
    }
    return _turn(_ADD.one(conn, **values))


def closed_turn(
    conn: Connection, conversation: str, epoch: int, now: datetime, *, reason: CloseReason, button: str
) -> Turn:
    """A turn without fragments that is to be answered at once, such as `returned`."""
    turn = open_turn(conn, conversation, epoch, now)
    close(conn, turn.id, epoch=epoch, reason=reason, button=button, now=now)
    return get(conn, turn.id)


def get(conn: Connection, id: str, *, lock: bool = False) -> Turn:
    return _turn((_WITH_ID_LOCKED if lock else _WITH_ID).one(conn, of=id))


def live(conn: Connection, conversation: str) -> Turn | None:
    """The one turn that is open, or closed and not answered yet."""
    row = _LIVE.first(conn, of=conversation)
    return None if row is None else _turn(row)


def last_answered(conn: Connection, conversation: str) -> Turn | None:
    row = _LAST_ANSWERED.first(conn, of=conversation)
    return None if row is None else _turn(row)


def close(
    conn: Connection, id: str, *, epoch: int, reason: CloseReason, now: datetime, button: str | None = None
) -> None:
    _change(conn, id, state=TurnState.CLOSED, epoch=epoch, close_reason=reason, button=button, closed_at=now)


def drop(conn: Connection, id: str) -> None:
    _change(conn, id, state=TurnState.DROPPED, lease_until=None)


def answered(conn: Connection, id: str, answer: Mapping[str, Any], now: datetime) -> None:
    _change(conn, id, state=TurnState.ANSWERED, answer=dict(answer), answered_at=now, lease_until=None, error=None)


def failed(conn: Connection, id: str, error: str, now: datetime) -> None:
    _change(conn, id, state=TurnState.FAILED, error=error, answered_at=now, lease_until=None)


def mark(conn: Connection, id: str, answer: Mapping[str, Any]) -> None:
    _change(conn, id, answer=dict(answer))


def claim(conn: Connection, now: datetime, lease_until: datetime, limit: int) -> list[Turn]:
    """Closed turns that nobody is answering, the oldest first; each counts one more attempt."""
    free = _FREE.all(conn, now=now, most=limit)
    return [_turn(_CLAIM.one(conn, of=one["id"], until=lease_until)) for one in free]


def renew(conn: Connection, id: str, lease: datetime, until: datetime) -> bool:
    """False when the lease ran out and somebody else has the turn, or it is over."""
    mine = (turns.c.id == id, turns.c.state == TurnState.CLOSED, turns.c.lease_until == lease)
    return conn.execute(update(turns).where(*mine).values(lease_until=until)).rowcount == 1


def retry_at(conn: Connection, id: str, at: datetime, *, error: str, reached: bool) -> None:
    """`reached`: whether the bot may have begun to answer; an attempt that never reached it does not count."""
    attempts = turns.c.attempts if reached else turns.c.attempts - 1
    conn.execute(
        update(turns)
        .where(turns.c.id == id, turns.c.state == TurnState.CLOSED)
        .values(lease_until=at, attempts=attempts, error=error)
    )


def free_leases(conn: Connection) -> None:
    """Only where this is the one process: what it was answering when it died is free again."""
    conn.execute(update(turns).where(turns.c.state == TurnState.CLOSED).values(lease_until=None))


def _change(conn: Connection, id: str, **columns: Any) -> None:
    changing(turns, *columns).run(conn, of=id, **{f"new_{name}": value for name, value in columns.items()})


def _turn(row: Row) -> Turn:
    return Turn(
        id=row["id"],
        conversation=row["conversation"],
        epoch=row["epoch"],
        state=TurnState(row["state"]),
        opened_at=row["opened_at"],
        closed_at=row["closed_at"],
        close_reason=None if row["close_reason"] is None else CloseReason(row["close_reason"]),
        button=row["button"],
        supersedes=row["supersedes"],
        attempts=row["attempts"],
        answered_at=row["answered_at"],
        answer=row["answer"],
    )
