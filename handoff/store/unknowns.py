"""Statements about texts whose sending ended without an answer."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from handoff.model.delivery import DeliveryState
from handoff.store.tables import outbox

UNKNOWN = outbox.c.state == DeliveryState.UNKNOWN


@dataclass(frozen=True)
class Unknown:
    """`began_at`: before it was first handed over; `since`: when the outcome became unknown."""

    id: str
    conversation: str
    to_address: str
    from_address: str
    body: str
    began_at: datetime
    since: datetime


def claim_due(conn: Connection, now: datetime, *, look_again: datetime, limit: int) -> list[Unknown]:
    """Each is looked up again later, should this look say nothing."""
    rows = conn.execute(
        select(outbox)
        .where(UNKNOWN, outbox.c.ready_at <= now)
        .order_by(outbox.c.ready_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    if rows:
        conn.execute(update(outbox).where(outbox.c.id.in_([row.id for row in rows])).values(ready_at=look_again))
    return [
        Unknown(
            id=row.id,
            conversation=row.conversation,
            to_address=row.to_address,
            from_address=row.from_address,
            body=row.body,
            began_at=row.spoken_at,
            since=row.settled_at or row.spoken_at,
        )
        for row in rows
    ]


def owned(conn: Connection, external_ids: Collection[str]) -> set[str]:
    """Those that are known to be texts of ours."""
    return set(conn.execute(select(outbox.c.external_id).where(outbox.c.external_id.in_(external_ids))).scalars())


def send_after_all(conn: Connection, id: str, *, reason: str, now: datetime) -> None:
    """The carrier's list shows that it never had it."""
    conn.execute(
        update(outbox)
        .where(outbox.c.id == id, UNKNOWN)
        .values(state=DeliveryState.READY, ready_at=now, settled_at=None, error=reason)
    )
