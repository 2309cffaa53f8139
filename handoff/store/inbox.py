"""Statements about inbound messages: fragments, once each, with what the bot read in them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, exists, func, select, update
from sqlalchemy import insert as plain_insert

from handoff.model.reading import Reading
from handoff.store.columns import Instant
from handoff.store.tables import conversations, inbox, messages

# Every message and every reading needs these: built once, as to build them costs more than to run them.
_FIND = (
    select(inbox.c.conversation, inbox.c.message, messages.c.seq)
    .join(messages, messages.c.id == inbox.c.message)
    .where(inbox.c.provider == bindparam("provider"), inbox.c.external_id == bindparam("external_id"))
)
_ADD = plain_insert(inbox)
_LATEST_OF_TURN = (
    select(inbox.c.received_at, inbox.c.reading)
    .join(messages, messages.c.id == inbox.c.message)
    .where(inbox.c.turn == bindparam("turn"))
    .order_by(messages.c.seq.desc())
    .limit(bindparam("count"))
)
_UNREAD = (
    select(
        inbox.c.message,
        inbox.c.conversation,
        messages.c.text,
        conversations.c.channel,
        conversations.c.expects,
        inbox.c.received_at,
        inbox.c.read_attempts,
    )
    .join(messages, messages.c.id == inbox.c.message)
    .join(conversations, conversations.c.id == inbox.c.conversation)
    .where(inbox.c.read_at.is_(None))
    .order_by(inbox.c.received_at)
    .limit(bindparam("count"))
)
_STORE_READING = (
    update(inbox)
    .where(
        inbox.c.message == bindparam("of"),
        inbox.c.read_at.is_(None),
        exists().where(messages.c.id == bindparam("of"), messages.c.text == bindparam("of_text")),
    )
    .values(reading=bindparam("new_reading", type_=inbox.c.reading.type), read_at=bindparam("now", type_=Instant))
)


@dataclass(frozen=True)
class Fragment:
    """`reading`: None until it was read. `document`: the reading as the bot gave it."""

    id: str
    conversation: str
    seq: int
    text: str
    has_media: bool
    button: str | None
    at: datetime
    reading: Reading | None
    document: dict[str, Any] | None

    @property
    def only_shows(self) -> bool:
        """A picture without a word: a piece of the story that a bot cannot read."""
        return self.has_media and not self.text


@dataclass(frozen=True)
class Unread:
    id: str
    conversation: str
    text: str
    channel: str
    expects: str | None
    at: datetime
    attempts: int


def find(conn: Connection, provider: str, external_id: str) -> Row[str, str, int] | None:
    """The message with this outside id, when it was accepted before: conversation, message, seq."""
    return conn.execute(_FIND, {"provider": provider, "external_id": external_id}).one_or_none()


def add(
    conn: Connection,
    *,
    message: str,
    conversation: str,
    provider: str,
    external_id: str,
    button: str | None,
    turn: str | None,
    at: datetime,
) -> None:
    """Raises IntegrityError when the outside id is known."""
    fragment = {
        "message": message,
        "conversation": conversation,
        "provider": provider,
        "external_id": external_id,
        "button": button,
        "turn": turn,
        "received_at": at,
    }
    conn.execute(_ADD, fragment)


def move_to_turn(conn: Connection, from_turn: str, to_turn: str) -> None:
    conn.execute(update(inbox).where(inbox.c.turn == from_turn).values(turn=to_turn))


def put_waiting_in_turn(conn: Connection, conversation: str, since: datetime, turn: str) -> int:
    """Fragments that came since then and are in no turn; how many they are."""
    return conn.execute(
        update(inbox)
        .where(inbox.c.conversation == conversation, inbox.c.turn.is_(None), inbox.c.received_at >= since)
        .values(turn=turn)
    ).rowcount


def count_waiting(conn: Connection, conversation: str, since: datetime) -> int:
    return conn.execute(
        select(func.count())
        .select_from(inbox)
        .where(inbox.c.conversation == conversation, inbox.c.turn.is_(None), inbox.c.received_at >= since)
    ).scalar_one()


def of_turn(conn: Connection, turn: str) -> list[Fragment]:
    return _fragments(conn, _select_fragments().where(inbox.c.turn == turn))


def latest_of_turn(conn: Connection, turn: str, count: int) -> list[tuple[datetime, Reading | None]]:
    """When at most the last `count` fragments came, in their order, and what was read in them."""
    latest = conn.execute(_LATEST_OF_TURN, {"turn": turn, "count": count}).all()[::-1]
    return [(at, None if reading is None else Reading.from_json(reading)) for at, reading in latest]


def of_conversation(conn: Connection, conversation: str) -> list[Fragment]:
    return _fragments(conn, _select_fragments().where(inbox.c.conversation == conversation))


def since(conn: Connection, conversation: str, seq: int) -> list[Fragment]:
    """What was told after the message of this place."""
    mine = (inbox.c.conversation == conversation) & (messages.c.seq > seq)
    return _fragments(conn, _select_fragments().where(mine))


def get(conn: Connection, message: str) -> Fragment:
    return _fragments(conn, _select_fragments().where(inbox.c.message == message))[0]


def turn_of(conn: Connection, message: str) -> str | None:
    found: str | None = conn.execute(select(inbox.c.turn).where(inbox.c.message == message)).scalar_one()
    return found


def unread(conn: Connection, limit: int) -> list[Unread]:
    return [Unread(*row) for row in conn.execute(_UNREAD, {"count": limit})]


def store_reading(
    conn: Connection, message: str, reading: Mapping[str, Any] | None, now: datetime, *, of_text: str
) -> bool:
    """`reading`: None when it cannot be read. False when another reader was quicker, or a card in it was masked."""
    document = None if reading is None else dict(reading)
    kept = {"of": message, "of_text": of_text, "new_reading": document, "now": now}
    return conn.execute(_STORE_READING, kept).rowcount == 1


def count_read_attempt(conn: Connection, message: str) -> None:
    conn.execute(update(inbox).where(inbox.c.message == message).values(read_attempts=inbox.c.read_attempts + 1))


def _select_fragments() -> Select[Any]:
    return (
        select(inbox.c.button, inbox.c.reading, inbox.c.received_at, messages)
        .join(messages, messages.c.id == inbox.c.message)
        .order_by(messages.c.seq)
    )


def _fragments(conn: Connection, query: Select[Any]) -> list[Fragment]:
    return [
        Fragment(
            id=row.id,
            conversation=row.conversation,
            seq=row.seq,
            text=row.text,
            has_media=bool(row.media),
            button=row.button,
            at=row.received_at,
            reading=None if row.reading is None else Reading.from_json(row.reading),
            document=row.reading,
        )
        for row in conn.execute(query)
    ]


def known(conn: Connection, provider: str, external_ids: Collection[str]) -> set[str]:
    """Those that were taken in before."""
    ours = (inbox.c.provider == provider, inbox.c.external_id.in_(external_ids))
    return set(conn.execute(select(inbox.c.external_id).where(*ours)).scalars())
