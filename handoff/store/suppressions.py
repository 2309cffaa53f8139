"""Statements about people who asked us to stop writing to them."""

from datetime import datetime

from sqlalchemy import Connection, delete, select

from handoff.model.channel import Channel
from handoff.store.tables import suppressions
from handoff.store.upsert import insert


def suppress(conn: Connection, channel: Channel, address: str, now: datetime, words: str | None) -> None:
    conn.execute(
        insert(conn, suppressions)
        .values(channel=channel, address=address, since=now, words=words)
        .on_conflict_do_nothing(index_elements=["channel", "address"])
    )


def unsuppress(conn: Connection, channel: Channel, address: str) -> None:
    conn.execute(delete(suppressions).where(suppressions.c.channel == channel, suppressions.c.address == address))


def is_suppressed(conn: Connection, channel: Channel, address: str) -> bool:
    query = select(suppressions.c.since).where(suppressions.c.channel == channel, suppressions.c.address == address)
    return conn.execute(query).first() is not None
