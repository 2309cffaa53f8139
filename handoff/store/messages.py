"""Statements about messages: the log that everybody in a conversation sees."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, select

from handoff.model.delivery import of_parts
from handoff.model.message import Author, Button, Message
from handoff.store import outbox, pictures
from handoff.store.prepared import Prepared, adding
from handoff.store.tables import inbox, messages

__all__ = ["Message", "add", "last_of_bot", "last_word", "remove_of_turn", "thread", "with_ids"]


_ADD = adding(messages, *(column.name for column in messages.columns))
_AFTER = Prepared(
    select(messages)
    .where(messages.c.conversation == bindparam("of"), messages.c.seq > bindparam("after"))
    .order_by(messages.c.seq)
    .limit(bindparam("most"))
)


def add(
    conn: Connection,
    *,
    id: str,
    conversation: str,
    seq: int,
    author: Author,
    text: str,
    at: datetime,
    name: str | None = None,
    agent: str | None = None,
    buttons: Sequence[Button] = (),
    media: Sequence[str] = (),
    turn: str | None = None,
    origin: str | None = None,
) -> Message:
    message = {
        "id": id,
        "conversation": conversation,
        "seq": seq,
        "author": author,
        "name": name,
        "agent": agent,
        "text": text,
        "buttons": [asdict(button) for button in buttons] or None,
        "media": list(media) or None,
        "turn": turn,
        "origin": origin,
        "at": at,
    }
    _ADD.run(conn, **message)
    return Message(id, conversation, seq, author, name, text, tuple(buttons), tuple(media), turn, at, origin)


def thread(conn: Connection, conversation_id: str, *, after: int = 0, limit: int = 500) -> list[Message]:
    """In order, the messages with a seq above `after`."""
    rows = _AFTER.all(conn, of=conversation_id, after=after, most=limit)
    return _with_pictures(conn, _with_deliveries(conn, [Message.from_row(row) for row in rows]))


def with_ids(conn: Connection, ids: Sequence[str]) -> list[Message]:
    rows = conn.execute(select(messages).where(messages.c.id.in_(ids)).order_by(messages.c.seq))
    return [Message.from_row(row._mapping) for row in rows]


def _with_deliveries(conn: Connection, thread: list[Message]) -> list[Message]:
    origins = {message.origin for message in thread if message.origin is not None}
    if not origins:
        return thread
    fared = outbox.fared(conn, list(origins))
    return [
        replace(message, delivery=of_parts(fared[message.origin])) if message.origin in fared else message
        for message in thread
    ]


def _with_pictures(conn: Connection, thread: list[Message]) -> list[Message]:
    found = pictures.with_ids(conn, [id for message in thread for id in message.media])
    if not found:
        return thread
    return [
        replace(message, pictures=tuple(found[id] for id in message.media if id in found)) if message.media else message
        for message in thread
    ]


def last_of_bot(conn: Connection, conversation_id: str, *, before: int | None = None) -> Message | None:
    """`before`: only among messages with a smaller seq."""
    query = select(messages).where(messages.c.conversation == conversation_id, messages.c.author == Author.BOT)
    if before is not None:
        query = query.where(messages.c.seq < before)
    row = conn.execute(query.order_by(messages.c.seq.desc()).limit(1)).one_or_none()
    return None if row is None else Message.from_row(row._mapping)


def last_word(conn: Connection, conversation_id: str) -> int:
    """The seq of our latest message to the customer, whoever of us wrote it; 0 before the first."""
    mine = (messages.c.conversation == conversation_id) & (messages.c.author != Author.CUSTOMER)
    found: int | None = conn.execute(select(func.max(messages.c.seq)).where(mine)).scalar_one()
    return found or 0


def last_of_colleague(conn: Connection, conversation_id: str, me: str, *, after: int) -> Message | None:
    """The latest words of another agent than `me`, among messages with a greater seq."""
    query = select(messages).where(
        messages.c.conversation == conversation_id,
        messages.c.author == Author.AGENT,
        messages.c.agent != me,
        messages.c.seq > after,
    )
    row = conn.execute(query.order_by(messages.c.seq.desc()).limit(1)).one_or_none()
    return None if row is None else Message.from_row(row._mapping)


def remove_of_turn(conn: Connection, turn: str) -> None:
    """Takes back words of the bot that never left the house. A place in the order stays empty."""
    conn.execute(delete(messages).where(messages.c.turn == turn, messages.c.author == Author.BOT))


def of_customer(conn: Connection, conversation_id: str) -> list[Message]:
    """Every fragment of the conversation, in order."""
    rows = conn.execute(
        select(messages)
        .join(inbox, inbox.c.message == messages.c.id)
        .where(messages.c.conversation == conversation_id)
        .order_by(messages.c.seq)
    )
    return [Message.from_row(row._mapping) for row in rows]
