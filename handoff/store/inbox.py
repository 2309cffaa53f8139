"""Statements about inbound messages: fragments, once each, with what the bot read in them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, exists, func, select, update

from handoff.model.reading import Reading
from handoff.store.columns import Instant
from handoff.store.prepared import Prepared, Row, adding
from handoff.store.tables import conversations, inbox, messages

# What every message and every reading needs.
_FIND = Prepared(
    select(inbox.c.conversation, inbox.c.message, messages.c.seq)
    .join(messages, messages.c.id == inbox.c.message)
    .where(inbox.c.provider == bindparam("provider"), inbox.c.external_id == bindparam("external_id"))
)
_ADD = adding(inbox, "message", "conversation", "provider", "external_id", "button", "turn", "received_at")
_LATEST_OF_TURN = Prepared(
    select(inbox.c.message, inbox.c.received_at, inbox.c.read_at)
    .join(messages, messages.c.id == inbox.c.message)
    .where(inbox.c.turn == bindparam("turn"))
    .order_by(messages.c.seq.desc())
    .limit(bindparam("count"))
)
_READING = Prepared(select(inbox.c.reading).where(inbox.c.message == bindparam("of")))
_UNREAD = Prepared(
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
_STORE_READING = Prepared(
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


def find(conn: Connection, provider: str, external_id: str) -> Row | None:
    """The message with this outside id, when it was accepted before: conversation, message, seq."""
    return _FIND.first(conn, provider=provider, external_id=external_id)


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
    _ADD.run(conn, **fragment)


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
    latest = _LATEST_OF_TURN.all(conn, turn=turn, count=count)[::-1]
    return [(row["received_at"], _heard_in(conn, row["message"], row["read_at"])) for row in latest]


# Each message of a story looks at all of them again: a reading is taken apart once. It holds no word of the customer.
_heard: dict[tuple[str, datetime], Reading | None] = {}
MOST_HEARD = 20_000


def _heard_in(conn: Connection, message: str, read_at: datetime | None) -> Reading | None:
    if read_at is None:
        return None
    key = (message, read_at)  # a fragment in which a card was masked is read again
    if key not in _heard:
        document = _READING.one(conn, of=message)["reading"]
        if len(_heard) >= MOST_HEARD:
            _heard.clear()
        _heard[key] = None if document is None else Reading.from_json(document)
    return _heard[key]


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
    return [Unread(*row.values()) for row in _UNREAD.all(conn, count=limit)]


def store_reading(
    conn: Connection, message: str, reading: Mapping[str, Any] | None, now: datetime, *, of_text: str
) -> bool:
    """`reading`: None when it cannot be read. False when another reader was quicker, or a card in it was masked."""
    document = None if reading is None else dict(reading)
    kept = {"of": message, "of_text": of_text, "new_reading": document, "now": now}
    return _STORE_READING.run(conn, **kept) == 1


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
