"""Statements about people who asked us to stop writing to them.

A wish counts from when it was made: one that is taken in late does not undo a later one.
"""

from datetime import datetime

from sqlalchemy import Connection, and_, or_, select

from handoff.model.channel import Channel
from handoff.store.tables import suppressions
from handoff.store.upsert import insert


def suppress(conn: Connection, channel: Channel, address: str, at: datetime, words: str | None) -> None:
    conn.execute(
        insert(conn, suppressions)
        .values(channel=channel, address=address, since=at, words=words)
        .on_conflict_do_update(
            index_elements=["channel", "address"],
            set_={"since": at, "words": words, "lifted_at": None},
            where=suppressions.c.lifted_at <= at,
        )
    )


def unsuppress(conn: Connection, channel: Channel, address: str, at: datetime) -> None:
    """Kept also where nothing was suppressed, for a STOP from before that is still on its way."""
    earlier = or_(suppressions.c.lifted_at.is_(None), suppressions.c.lifted_at < at)
    conn.execute(
        insert(conn, suppressions)
        .values(channel=channel, address=address, since=at, lifted_at=at)
        .on_conflict_do_update(
            index_elements=["channel", "address"],
            set_={"lifted_at": at},
            where=and_(suppressions.c.since <= at, earlier),
        )
    )


def is_suppressed(conn: Connection, channel: Channel, address: str) -> bool:
    query = select(suppressions.c.since).where(
        suppressions.c.channel == channel, suppressions.c.address == address, suppressions.c.lifted_at.is_(None)
    )
    return conn.execute(query).first() is not None
