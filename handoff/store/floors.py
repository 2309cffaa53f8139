"""The move of the floor, with everything that must stop when it moves."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, update

from handoff.model.delivery import DeliveryState
from handoff.model.floor import Floor, FloorMoved, check_move
from handoff.model.message import Author
from handoff.model.turn import TurnState
from handoff.store import conversations, timers
from handoff.store.prepared import Prepared
from handoff.store.tables import outbox, turns
from handoff.store.turns import LIVE

_CANCEL_UNSTARTED = Prepared(
    update(outbox)
    .where(
        outbox.c.conversation == bindparam("of"),
        outbox.c.state == DeliveryState.READY,
        outbox.c.author == Author.BOT,
    )
    .values(state=DeliveryState.CANCELLED, settled_at=bindparam("now"), error="floor_moved")
)


def move(
    conn: Connection,
    conversation_id: str,
    to: Floor,
    *,
    expected_epoch: int | None = None,
    holder: str | None = None,
    now: datetime,
) -> int:
    """The new epoch. `holder`: the agent, when the floor goes to a human. Raises FloorMoved."""
    current = conversations.get(conn, conversation_id, lock=True)
    if expected_epoch is not None and current.epoch != expected_epoch:
        raise FloorMoved("Somebody else took the floor meanwhile.")
    check_move(current.floor, to)
    epoch = current.epoch + 1
    conversations.change(conn, conversation_id, floor=to, epoch=epoch, holder=holder if to is Floor.HUMAN else None)
    timers.cancel(conn, conversation_id, timers.PAUSE)
    timers.cancel(conn, conversation_id, timers.UNANSWERED)
    cancel_unstarted(conn, conversation_id, now)
    if to in (Floor.QUEUE, Floor.HUMAN) and _drop_turns(conn, conversation_id):
        # What was told and not answered must reach the person who has the floor now.
        timers.set_timer(conn, conversation_id, timers.REFRESH, epoch, now)
    return epoch


def cancel_unstarted(conn: Connection, conversation_id: str, now: datetime) -> int:
    """How many of the bot's texts had not begun to be sent, and now never are."""
    return _CANCEL_UNSTARTED.run(conn, of=conversation_id, now=now)


def _drop_turns(conn: Connection, conversation_id: str) -> int:
    return conn.execute(
        update(turns)
        .where(turns.c.conversation == conversation_id, LIVE)
        .values(state=TurnState.DROPPED, lease_until=None)
    ).rowcount
