"""What is put right when somebody puts the clock: times between two moments, not appointments."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from handoff.model.turn import TurnState
from handoff.store import timers
from handoff.store.tables import inbox, turns
from handoff.store.tables import timers as rows


def begin_anew(conn: Connection, moved: timedelta, now: datetime) -> None:
    """Quiet times go on as if the clock had always been as it is now. Each worker that notices may say so.

    Promises and follow-ups stay: they are times of the day, told to people.
    """
    telling = select(turns.c.id).where(turns.c.state == TurnState.OPEN)
    told = select(inbox.c.message, inbox.c.received_at).where(inbox.c.turn.in_(telling))
    if moved < timedelta():
        told = told.where(inbox.c.received_at > now)
        # Leases and retries of a future that was taken back.
        mine = (turns.c.state == TurnState.CLOSED) & (turns.c.lease_until > now)
        conn.execute(update(turns).where(mine).values(lease_until=now))
    for message, received_at in conn.execute(told).all():
        conn.execute(update(inbox).where(inbox.c.message == message).values(received_at=min(received_at + moved, now)))
    # Each looks at once whether its turn closes now or when.
    conn.execute(update(rows).where(rows.c.kind == timers.PAUSE, rows.c.state == "set").values(due_at=now))
