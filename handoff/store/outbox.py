"""Statements about texts on their way out."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, exists, func, select, update
from sqlalchemy import insert as plain_insert

from handoff.model.channel import Channel
from handoff.model.delivery import DeliveryState
from handoff.model.message import Author
from handoff.store.conversations import Conversation
from handoff.store.tables import outbox


def add(
    conn: Connection,
    *,
    conversation: Conversation,
    origin: str,
    author: Author,
    body: str,
    segments: int,
    priority: int,
    now: datetime,
) -> str:
    id = uuid.uuid4().hex
    conn.execute(
        plain_insert(outbox).values(
            id=id,
            conversation=conversation.id,
            channel=conversation.channel,
            origin=origin,
            author=author,
            epoch=conversation.epoch,
            to_address=conversation.address,
            from_address=conversation.our_number,
            body=body,
            segments=segments,
            priority=priority,
            state=DeliveryState.READY,
            ready_at=now,
        )
    )
    return id


def state_of(conn: Connection, id: str) -> DeliveryState | None:
    """Locked until the commit, so that two callbacks at once are ranked one after the other."""
    found = conn.execute(select(outbox.c.state).where(outbox.c.id == id).with_for_update()).scalar_one_or_none()
    return None if found is None else DeliveryState(found)


def change(conn: Connection, id: str, **columns: Any) -> None:
    conn.execute(update(outbox).where(outbox.c.id == id).values(**columns))


@dataclass(frozen=True)
class Ready:
    id: str
    conversation: str
    channel: Channel
    author: Author
    epoch: int
    to_address: str
    from_address: str
    body: str
    segments: int
    attempts: int


def claim_first(conn: Connection, now: datetime, lease_until: datetime, busy: Collection[str]) -> Ready | None:
    """The next text to send, now `sending`; none from the `busy` numbers, none while its conversation has one going."""
    other = outbox.alias()
    under_way = exists().where(other.c.conversation == outbox.c.conversation, other.c.state == DeliveryState.SENDING)
    row = conn.execute(
        select(outbox)
        .where(
            outbox.c.state == DeliveryState.READY,
            outbox.c.ready_at <= now,
            func.coalesce(outbox.c.from_address, "").not_in(busy),
            ~under_way,
        )
        .order_by(outbox.c.priority, outbox.c.ready_at, outbox.c.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=outbox)
    ).one_or_none()
    if row is None:
        return None
    change(conn, row.id, state=DeliveryState.SENDING, lease_until=lease_until, attempts=row.attempts + 1)
    return Ready(
        id=row.id,
        conversation=row.conversation,
        channel=Channel(row.channel),
        author=Author(row.author),
        epoch=row.epoch,
        to_address=row.to_address,
        from_address=row.from_address or "",
        body=row.body,
        segments=row.segments,
        attempts=row.attempts + 1,
    )


def forget_lost(conn: Connection, now: datetime) -> int:
    """Sends whose sender died: the carrier may have them, so they are unknown and never repeated."""
    return conn.execute(
        update(outbox)
        .where(outbox.c.state == DeliveryState.SENDING, outbox.c.lease_until <= now)
        .values(state=DeliveryState.UNKNOWN, lease_until=None, error="sender_lost")
    ).rowcount


def next_ready(conn: Connection) -> datetime | None:
    query = select(outbox.c.ready_at).where(outbox.c.state == DeliveryState.READY)
    found: datetime | None = conn.execute(query.order_by(outbox.c.ready_at).limit(1)).scalar_one_or_none()
    return found


def left_at(conn: Connection, conversation: str, origin: str) -> datetime | None:
    """When the carrier took it, or the last news about it."""
    query = select(outbox.c.settled_at).where(outbox.c.origin == f"{conversation}/{origin}")
    found: datetime | None = conn.execute(query).scalar_one_or_none()
    return found


def counts(conn: Connection) -> dict[str, int]:
    rows = conn.execute(select(outbox.c.state, func.count()).group_by(outbox.c.state))
    return {row[0]: row[1] for row in rows}
