"""Statements about texts on their way out. Which one leaves next is asked in `store.claiming`."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select, update
from sqlalchemy import insert as plain_insert

from handoff.model.channel import Channel
from handoff.model.delivery import Delivery, DeliveryState, Priority
from handoff.model.message import Author
from handoff.store.conversations import Conversation
from handoff.store.tables import our_numbers, outbox
from handoff.store.upsert import insert

READY = outbox.c.state == DeliveryState.READY


@dataclass(frozen=True)
class Part:
    body: str
    segments: int


def add(
    conn: Connection,
    parts: Sequence[Part],
    *,
    conversation: Conversation,
    origin: str,
    author: Author,
    place: int,
    priority: Priority,
    now: datetime,
    cancelled: str | None = None,
) -> None:
    """`place`: the seq of the first message they carry. `cancelled`: why they are kept and never sent."""
    number = conversation.our_number or ""
    conn.execute(insert(conn, our_numbers).values(number=number).on_conflict_do_nothing(index_elements=["number"]))
    state = {"state": DeliveryState.READY} if cancelled is None else _settled(DeliveryState.CANCELLED, cancelled, now)
    conn.execute(
        plain_insert(outbox),
        [
            {
                "id": uuid.uuid4().hex,
                "conversation": conversation.id,
                "channel": conversation.channel,
                "origin": origin,
                "part": index,
                "place": place,
                "author": author,
                "epoch": conversation.epoch,
                "to_address": conversation.address,
                "from_address": number,
                "body": part.body,
                "segments": part.segments,
                "priority": priority,
                "ready_at": now,
                "spoken_at": now,
                **state,
            }
            for index, part in enumerate(parts)
        ],
    )


def hurry(conn: Connection, conversation: str, priority: Priority) -> None:
    """What was said before leaves before: it must not hold up a text of this priority."""
    waits = (outbox.c.conversation == conversation, READY)
    between = outbox.c.priority.between(priority + 1, Priority.FOLLOW_UP - 1)
    conn.execute(update(outbox).where(*waits, between).values(priority=priority))


@dataclass(frozen=True)
class Standing:
    """`external_id`: the carrier's, of the latest try that it took."""

    id: str
    conversation: str
    channel: Channel
    to_address: str
    origin: str
    part: int
    state: DeliveryState
    external_id: str | None
    attempts: int


def standing(conn: Connection, id: str) -> Standing | None:
    """Locked until the commit, so that two callbacks at once are ranked one after the other."""
    found = conn.execute(select(outbox).where(outbox.c.id == id).with_for_update()).one_or_none()
    return None if found is None else standing_of(found)


def standing_of(row: Row[Any]) -> Standing:
    return Standing(
        row.id,
        row.conversation,
        Channel(row.channel),
        row.to_address,
        row.origin,
        row.part,
        DeliveryState(row.state),
        row.external_id,
        row.attempts,
    )


def change(conn: Connection, id: str, **columns: Any) -> None:
    conn.execute(update(outbox).where(outbox.c.id == id).values(**columns))


def cancel_all_to(conn: Connection, channel: Channel, address: str, *, reason: str, now: datetime) -> None:
    """What waits to be sent to this address, from whichever number."""
    to = (outbox.c.channel == channel, outbox.c.to_address == address, READY)
    conn.execute(update(outbox).where(*to).values(_settled(DeliveryState.CANCELLED, reason, now)))


def cancel_later_parts(conn: Connection, origin: str, part: int, *, reason: str, now: datetime) -> None:
    later = (outbox.c.origin == origin, outbox.c.part > part, READY)
    conn.execute(update(outbox).where(*later).values(_settled(DeliveryState.CANCELLED, reason, now)))


def expire(conn: Connection, priority: Priority, spoken_until: datetime, now: datetime) -> list[str]:
    """The conversations whose texts of this priority, spoken so long ago, were not worth sending any more."""
    late = update(outbox).where(READY, outbox.c.priority == priority, outbox.c.spoken_at <= spoken_until)
    expired = late.values(_settled(DeliveryState.EXPIRED, "too_late", now)).returning(outbox.c.conversation)
    return list(conn.execute(expired).scalars())


def forget_lost(conn: Connection, now: datetime) -> int:
    """Sends whose sender died: the carrier may have them, so they are unknown and never repeated."""
    return conn.execute(
        update(outbox)
        .where(outbox.c.state == DeliveryState.SENDING, outbox.c.lease_until <= now)
        .values(state=DeliveryState.UNKNOWN, lease_until=None, error="sender_lost", settled_at=now, ready_at=now)
    ).rowcount


def left_at(conn: Connection, conversation: str, origin: str) -> datetime | None:
    """When the carrier took it, or the last news about it."""
    query = select(func.max(outbox.c.settled_at)).where(outbox.c.origin == f"{conversation}/{origin}")
    found: datetime | None = conn.execute(query).scalar_one()
    return found


def fared(conn: Connection, origins: Sequence[str]) -> dict[str, list[Delivery]]:
    """By origin, its parts in their order."""
    query = select(outbox.c.origin, outbox.c.state, outbox.c.error).where(outbox.c.origin.in_(origins))
    found: dict[str, list[Delivery]] = {}
    for row in conn.execute(query.order_by(outbox.c.part)):
        found.setdefault(row.origin, []).append(Delivery(DeliveryState(row.state), row.error))
    return found


def counts(conn: Connection) -> dict[str, int]:
    rows = conn.execute(select(outbox.c.state, func.count()).group_by(outbox.c.state))
    return {row[0]: row[1] for row in rows}


def _settled(state: DeliveryState, reason: str, now: datetime) -> dict[str, Any]:
    return {"state": state, "error": reason, "settled_at": now, "lease_until": None}
