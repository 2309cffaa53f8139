"""Which text leaves next: one at a time for each of our numbers, in the order of their conversation.

The row of a number is its pace and its turnstile: whoever holds it, in whichever process, alone takes from it.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Row, and_, exists, func, or_, select, update

from handoff.model.channel import Channel
from handoff.model.delivery import DeliveryState, Priority
from handoff.model.message import Author
from handoff.store.outbox import READY, change
from handoff.store.tables import our_numbers, outbox


@dataclass(frozen=True)
class Ready:
    id: str
    conversation: str
    channel: Channel
    origin: str
    part: int
    author: Author
    epoch: int
    priority: Priority
    to_address: str
    from_address: str
    body: str
    segments: int
    attempts: int


def free_numbers(conn: Connection, now: datetime) -> list[str]:
    """Locked until the commit; a number that another process is taking from is left out."""
    free = or_(our_numbers.c.free_at.is_(None), our_numbers.c.free_at <= now)
    waits = exists().where(outbox.c.from_address == our_numbers.c.number, READY, outbox.c.ready_at <= now)
    query = select(our_numbers.c.number).where(free, waits).order_by(our_numbers.c.number)
    return list(conn.execute(query.with_for_update(skip_locked=True, of=our_numbers)).scalars())


def first(conn: Connection, number: str, now: datetime) -> Ready | None:
    """The text that this number sends next; none while an earlier one of its conversation is on its way."""
    row = conn.execute(
        select(outbox)
        .where(outbox.c.from_address == number, READY, outbox.c.ready_at <= now, ~exists().where(_goes_before()))
        .order_by(outbox.c.priority, outbox.c.ready_at, outbox.c.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=outbox)
    ).one_or_none()
    return None if row is None else _ready(row)


_other = outbox.alias("other")


def _goes_before() -> ColumnElement[bool]:
    unsaid = and_(
        _other.c.state == DeliveryState.READY,
        _other.c.external_id.is_(None),  # one that left already and is tried again does not hold up the others
        _other.c.priority < Priority.FOLLOW_UP,
        or_(
            _other.c.place < outbox.c.place,
            and_(_other.c.place == outbox.c.place, _other.c.part < outbox.c.part),
        ),
    )
    unsure_part = and_(
        _other.c.origin == outbox.c.origin,
        _other.c.part < outbox.c.part,
        _other.c.state.not_in((DeliveryState.SENT, DeliveryState.DELIVERED)),
    )
    going = _other.c.state == DeliveryState.SENDING
    return and_(_other.c.conversation == outbox.c.conversation, or_(going, unsaid, unsure_part))


def begin(conn: Connection, ready: Ready, *, lease_until: datetime, number_free_at: datetime) -> None:
    change(conn, ready.id, state=DeliveryState.SENDING, lease_until=lease_until, attempts=ready.attempts)
    hold_number(conn, ready.from_address, number_free_at)


def hold_number(conn: Connection, number: str, until: datetime) -> None:
    """Nothing leaves from this number before then."""
    later = or_(our_numbers.c.free_at.is_(None), our_numbers.c.free_at < until)
    conn.execute(update(our_numbers).where(our_numbers.c.number == number, later).values(free_at=until))


def next_at(conn: Connection) -> datetime | None:
    """When something may leave, should nothing else happen."""
    query = (
        select(func.min(outbox.c.ready_at).label("ready_at"), our_numbers.c.free_at)
        .join(our_numbers, our_numbers.c.number == outbox.c.from_address)
        .where(READY)
        .group_by(our_numbers.c.number, our_numbers.c.free_at)
    )
    moments = [max(row.ready_at, row.free_at or row.ready_at) for row in conn.execute(query)]
    return min(moments, default=None)


def _ready(row: Row[tuple[object, ...]]) -> Ready:
    return Ready(
        id=row.id,
        conversation=row.conversation,
        channel=Channel(row.channel),
        origin=row.origin,
        part=row.part,
        author=Author(row.author),
        epoch=row.epoch,
        priority=Priority(row.priority),
        to_address=row.to_address,
        from_address=row.from_address,
        body=row.body,
        segments=row.segments,
        attempts=row.attempts + 1,
    )
