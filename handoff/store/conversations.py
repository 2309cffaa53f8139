"""Statements about conversations."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Column, Connection, bindparam, select, text, update

from handoff.model.channel import Channel
from handoff.model.floor import Floor
from handoff.model.refusal import NotFound
from handoff.store.prepared import Prepared, Row, changing
from handoff.store.tables import cases, conversations
from handoff.store.upsert import insert

# What every message and every reading needs.
_WITH_ID = Prepared(select(conversations).where(conversations.c.id == bindparam("wanted")))
_WITH_ID_LOCKED = Prepared(select(conversations).where(conversations.c.id == bindparam("wanted")).with_for_update())
_FREE = Prepared(
    select(conversations.c.id).where(conversations.c.id == bindparam("wanted")).with_for_update(skip_locked=True)
)
_OPEN_AT = Prepared(
    select(conversations)
    .where(
        conversations.c.channel == bindparam("channel"),
        conversations.c.address == bindparam("address"),
        conversations.c.closed_at.is_(None),
    )
    .with_for_update()
)
_NEXT_SEQ = Prepared(
    update(conversations)
    .where(conversations.c.id == bindparam("wanted"))
    .values(last_seq=conversations.c.last_seq + bindparam("count"))
    .returning(conversations)
)


class ConversationUnknown(NotFound):
    code: ClassVar[str] = "conversation_unknown"


@dataclass(frozen=True)
class Conversation:
    id: str
    channel: Channel
    address: str
    our_number: str | None
    floor: Floor
    epoch: int
    holder: str | None
    last_seq: int
    phase: str | None
    expects: str | None
    intake: dict[str, Any] | None
    typing_until: datetime | None
    typing_agent: str | None
    known: dict[str, str]
    interruptions: int
    opened_at: datetime
    closed_at: datetime | None


def open_conversation(
    conn: Connection,
    *,
    channel: Channel,
    address: str,
    our_number: str | None = None,
    known: Mapping[str, str] | None = None,
    now: datetime,
) -> Conversation:
    """The open conversation of the address; a new one when there is none. The row is locked until the commit."""
    at = {"channel": channel, "address": address}
    found = _OPEN_AT.first(conn, **at)
    if found is not None:
        return _conversation(found)
    conn.execute(
        insert(conn, conversations)
        .values(
            id=uuid.uuid4().hex,
            channel=channel,
            address=address,
            our_number=our_number,
            floor=Floor.CUSTOMER,
            known=dict(known or {}),
            opened_at=now,
        )
        .on_conflict_do_nothing(index_elements=["channel", "address"], index_where=text("closed_at IS NULL"))
    )
    return _conversation(_OPEN_AT.one(conn, **at))


def get(conn: Connection, id: str, *, lock: bool = False) -> Conversation:
    """`lock`: keeps the row for this transaction. Raises ConversationUnknown."""
    found = (_WITH_ID_LOCKED if lock else _WITH_ID).first(conn, wanted=id)
    if found is None:
        raise ConversationUnknown("There is no such conversation.")
    return _conversation(found)


def lock_free(conn: Connection, id: str) -> bool:
    """Keeps the row for this transaction; False when somebody else has it."""
    return _FREE.first(conn, wanted=id) is not None


def is_erased(conn: Connection, id: str) -> bool:
    query = select(conversations.c.erased_at).where(conversations.c.id == id)
    return conn.execute(query).scalar_one_or_none() is not None


def change(conn: Connection, id: str, **columns: Any) -> None:
    changing(conversations, *columns).run(conn, of=id, **{f"new_{name}": value for name, value in columns.items()})


def next_seq(conn: Connection, id: str, count: int = 1) -> int:
    """The first of `count` new places. The row stays locked, so the order of places is the order of commits."""
    return next_place(conn, id, count).last_seq - count + 1


def next_place(conn: Connection, id: str, count: int = 1) -> Conversation:
    """The same; the conversation as it is with them."""
    return _conversation(_NEXT_SEQ.one(conn, wanted=id, count=count))


def count_interruption(conn: Connection, id: str) -> None:
    _count(conn, id, conversations.c.interruptions)


def count_reasked(conn: Connection, id: str) -> None:
    _count(conn, id, conversations.c.reasked)


def _count(conn: Connection, id: str, column: Column[int]) -> None:
    conn.execute(update(conversations).where(conversations.c.id == id).values({column: column + 1}))


def _conversation(row: Row) -> Conversation:
    return Conversation(
        id=row["id"],
        channel=Channel(row["channel"]),
        address=row["address"],
        our_number=row["our_number"],
        floor=Floor(row["floor"]),
        epoch=row["epoch"],
        holder=row["holder"],
        last_seq=row["last_seq"],
        phase=row["phase"],
        expects=row["expects"],
        intake=row["intake"],
        typing_until=row["typing_until"],
        typing_agent=row["typing_agent"],
        known=row["known"],
        interruptions=row["interruptions"],
        opened_at=row["opened_at"],
        closed_at=row["closed_at"],
    )


def case_refs(conn: Connection, id: str) -> list[str]:
    """The references of its cases, the latest first."""
    return list(
        conn.execute(select(cases.c.ref).where(cases.c.conversation == id).order_by(cases.c.id.desc())).scalars()
    )
