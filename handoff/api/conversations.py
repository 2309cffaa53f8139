"""A conversation as programs see it: what was said and understood, who has the floor, which case came of it."""

from typing import Any

from sqlalchemy import Connection, select

from handoff.model.message import Author
from handoff.store import messages
from handoff.store.conversations import ConversationUnknown
from handoff.store.tables import cases, conversations, turns
from handoff.store.tables import messages as said

MOST_MESSAGES = 2_000
MOST_FOUND = 20


def found(conn: Connection, channel: str, address: str) -> list[dict[str, Any]]:
    """The conversations of one address, the newest first."""
    query = select(conversations).where(conversations.c.channel == channel, conversations.c.address == address)
    rows = conn.execute(query.order_by(conversations.c.opened_at.desc()).limit(MOST_FOUND))
    return [{"id": row.id, "channel": row.channel, "floor": row.floor, "phase": row.phase} for row in rows]


def shown(conn: Connection, id: str) -> dict[str, Any]:
    """Raises ConversationUnknown."""
    row = conn.execute(select(conversations).where(conversations.c.id == id)).one_or_none()
    if row is None:
        raise ConversationUnknown("There is no such conversation.")
    case = select(cases.c.ref).where(cases.c.conversation == id).order_by(cases.c.id.desc()).limit(1)
    return {
        "id": row.id,
        "channel": row.channel,
        "floor": row.floor,
        "phase": row.phase,
        "interruptions": row.interruptions,
        "reasked": row.reasked,
        "asked": _asked(conn, id),
        "case": conn.execute(case).scalar_one_or_none(),
        "intake": row.intake,
        "messages": [one.as_event() for one in messages.thread(conn, id, limit=MOST_MESSAGES)],
    }


def _asked(conn: Connection, id: str) -> list[str]:
    """The facts that the bot asked for, one for each question that was said."""
    spoken = select(said.c.turn).where(said.c.conversation == id, said.c.author == Author.BOT.value)
    answers = (
        select(turns.c.answer).where(turns.c.conversation == id, turns.c.id.in_(spoken)).order_by(turns.c.closed_at)
    )
    return [answer["expects"] for answer in conn.execute(answers).scalars() if answer and answer["expects"]]
