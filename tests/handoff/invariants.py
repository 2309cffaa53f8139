"""What must hold whatever happened: looked up in the database, at the carrier, and in the log."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, select

from handoff.model.delivery import DeliveryState
from handoff.model.floor import Floor
from handoff.store import tables

SENT = {DeliveryState.SENT, DeliveryState.DELIVERED}


@dataclass(frozen=True)
class Taken:
    """A text that the carrier accepted."""

    to: str
    body: str
    at: datetime


@dataclass
class Witness:
    """What those outside saw: acknowledged outside ids, and what the carrier took, in its order."""

    acknowledged: set[str] = field(default_factory=set)
    carrier_took: list[Taken] = field(default_factory=list)


def check(conn: Connection, witness: Witness, *, now: datetime, at_rest: bool = True) -> None:
    """`at_rest`: nothing is under way any more. Raises AssertionError with what does not hold."""
    _acknowledged_is_stored_once(conn, witness.acknowledged)
    for conversation in _rows(conn, tables.conversations):
        said = _of(conn, tables.messages, conversation.id)
        _places_have_no_gap(conversation, said)
        _each_turn_is_answered_once(conn, conversation.id, said)
        _one_holder(conversation)
    _carrier_took_each_once(conn, witness.carrier_took)
    _sent_in_order(conn, witness.carrier_took)
    _nothing_to_the_opted_out(conn, witness.carrier_took)
    _timers_once(conn)
    if at_rest:
        _nothing_is_left(conn, now)


def no_words_in(log: str, words: Iterable[str]) -> None:
    """A customer's words stand in no log."""
    found = [word for word in words if word in log]
    assert not found, f"{found} stand in the log"


def _acknowledged_is_stored_once(conn: Connection, acknowledged: Collection[str]) -> None:
    stored = Counter(row.external_id for row in _rows(conn, tables.inbox))
    lost = sorted(set(acknowledged) - stored.keys())
    assert not lost, f"acknowledged and lost: {lost}"
    assert max(stored.values(), default=1) == 1, f"stored twice: {stored.most_common(3)}"


def _places_have_no_gap(conversation: Row[Any], said: list[Row[Any]]) -> None:
    places = sorted(message.seq for message in said)
    assert len(places) == len(set(places)), f"one place twice in {conversation.id}: {places}"
    # What was taken back unsent leaves its place empty; the customer's own words never do.
    assert conversation.last_seq >= max(places, default=0)


def _each_turn_is_answered_once(conn: Connection, conversation: str, said: list[Row[Any]]) -> None:
    live = [turn for turn in _of(conn, tables.turns, conversation) if turn.state in ("open", "closed")]
    assert len(live) <= 1, f"{len(live)} turns under way in {conversation}"
    texts = Counter((message.turn, message.text) for message in said if message.author == "bot" and message.turn)
    assert max(texts.values(), default=1) == 1, f"said twice: {texts.most_common(2)}"


def _one_holder(conversation: Row[Any]) -> None:
    assert (conversation.holder is not None) == (conversation.floor == Floor.HUMAN), (
        f"floor {conversation.floor}, holder {conversation.holder}"
    )


def _carrier_took_each_once(conn: Connection, took: list[Taken]) -> None:
    ours = Counter((row.to_address, row.body) for row in _rows(conn, tables.outbox))
    theirs = Counter((text.to, text.body) for text in took)
    for text, times in theirs.items():
        # Words that were taken back unsent have no row any more, and never reach the carrier.
        assert times <= ours[text], f"the carrier took {times} times what was said {ours[text]} times: {text[1][:60]!r}"
    for row in _rows(conn, tables.outbox):
        if DeliveryState(row.state) in SENT:
            assert theirs[(row.to_address, row.body)], f"{row.id} counts as {row.state}, and the carrier never saw it"


def _sent_in_order(conn: Connection, took: list[Taken]) -> None:
    """To one customer nothing overtakes what was said before it."""
    rows = sorted(_rows(conn, tables.outbox), key=lambda row: (row.place, row.part))
    for customer in {text.to for text in took}:
        left = [text.body for text in took if text.to == customer]
        said = [row.body for row in rows if row.to_address == customer and row.body in left]
        assert sorted(left) != sorted(said) or left == said, f"sent {left}, said {said}"


def _nothing_to_the_opted_out(conn: Connection, took: list[Taken]) -> None:
    stopped = {row.address: row.since for row in _rows(conn, tables.suppressions) if row.lifted_at is None}
    late = [text.body[:40] for text in took if text.to in stopped and text.at > stopped[text.to]]
    assert not late, f"left after the customer had opted out: {late}"


def _timers_once(conn: Connection) -> None:
    each = Counter((row.conversation, row.kind, row.epoch) for row in _rows(conn, tables.timers))
    assert max(each.values(), default=1) == 1, f"a timer twice: {each.most_common(2)}"


def _nothing_is_left(conn: Connection, now: datetime) -> None:
    closed = [turn.id for turn in _rows(conn, tables.turns) if turn.state == "closed"]
    assert not closed, f"turns without an answer: {closed}"
    unread = [row.message for row in _rows(conn, tables.inbox) if row.read_at is None]
    assert not unread, f"never read: {unread}"
    leased = [row.id for row in _rows(conn, tables.outbox) if row.state == DeliveryState.SENDING]
    assert not leased, f"still being sent: {leased}"
    late = [row.kind for row in _rows(conn, tables.timers) if row.state == "set" and row.due_at < now]
    assert not late, f"timers that should have fired: {late}"


def _rows(conn: Connection, table: Table) -> list[Row[Any]]:
    return list(conn.execute(select(table)))


def _of(conn: Connection, table: Table, conversation: str) -> list[Row[Any]]:
    return list(conn.execute(select(table).where(table.c.conversation == conversation)))
