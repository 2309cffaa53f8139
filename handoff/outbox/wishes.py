"""A customer's STOP or START, heeded in the transaction that stores the message it came in."""

from datetime import datetime

from sqlalchemy import Connection

from handoff.model.channel import Channel
from handoff.model.wish import Wish
from handoff.store import outbox, suppressions

OPTED_OUT = "opted_out"


def heed(
    conn: Connection, wish: Wish, channel: Channel, address: str, *, words: str, at: datetime, now: datetime
) -> None:
    """It holds for all our numbers. What waits to be sent to this address is not sent any more."""
    if wish is Wish.START:
        suppressions.unsuppress(conn, channel, address, at)
        return
    suppressions.suppress(conn, channel, address, at, words)
    if suppressions.is_suppressed(conn, channel, address):
        outbox.cancel_all_to(conn, channel, address, reason=OPTED_OUT, now=now)
