"""Statements about texts on their way out."""

import uuid
from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy import insert as plain_insert

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
