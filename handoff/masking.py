"""A card number that ends in a new fragment is also masked where it began, and wherever that was taken up meanwhile.

Functions of one connection, inside the work that stores the new fragment.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from handoff.model.cards import LAST_FRAGMENTS, hide, mask_split, may_go_on
from handoff.model.message import Author
from handoff.store import queue
from handoff.store.prepared import Prepared
from handoff.store.tables import case_events, cases, conversations, inbox, messages, outbox, turns

_LATEST = Prepared(
    select(messages.c.id, messages.c.text)
    .where(messages.c.conversation == bindparam("of"), messages.c.author == Author.CUSTOMER)
    .order_by(messages.c.seq.desc())
    .limit(LAST_FRAGMENTS - 1)
)


def mask_split_card(conn: Connection, conversation_id: str, text: str) -> str:
    """The new fragment's text as it may be stored."""
    if not may_go_on(text):
        return text
    latest = _LATEST.all(conn, of=conversation_id)[::-1]
    *masked, new = mask_split([*(row["text"] for row in latest), text])
    hidden = _hidden(text, new)
    for row, safe in zip(latest, masked, strict=True):
        if row["text"] != safe:
            hidden = _hidden(row["text"], safe) + hidden
            _mask_fragment(conn, row["id"], safe)
    if new != text:
        _mask_what_followed(conn, conversation_id, hidden)
    return new


def _hidden(before: str, after: str) -> str:
    return "".join(old for old, new in zip(before, after, strict=True) if old != new)


def _mask_fragment(conn: Connection, message: str, safe: str) -> None:
    conn.execute(update(messages).where(messages.c.id == message).values(text=safe))
    # It is read anew: the old reading may hold the digits as a fact.
    conn.execute(update(inbox).where(inbox.c.message == message).values(reading=None, read_at=None, read_attempts=0))


def _mask_what_followed(conn: Connection, conversation_id: str, digits: str) -> None:
    of_cases = select(cases.c.id).where(cases.c.conversation == conversation_id)
    for column, own in (
        (messages.c.text, messages.c.conversation == conversation_id),
        (outbox.c.body, outbox.c.conversation == conversation_id),
        (turns.c.answer, turns.c.conversation == conversation_id),
        (conversations.c.intake, conversations.c.id == conversation_id),
        (cases.c.packet, cases.c.conversation == conversation_id),
        (cases.c.headline, cases.c.conversation == conversation_id),
        (case_events.c.data, case_events.c.case.in_(of_cases)),
    ):
        table = column.table
        for row in conn.execute(select(table.c.id, column.label("told")).where(own)).all():
            safe = _without(row.told, digits)
            if safe != row.told:
                conn.execute(update(table).where(table.c.id == row.id).values({column.name: safe}))
    for case in conn.execute(of_cases).scalars().all():
        queue.learn(conn, case)


def _without(value: Any, digits: str) -> Any:
    match value:
        case str():
            return hide(value, digits)
        case Mapping():
            return {key: _without(one, digits) for key, one in value.items()}
        case list():
            return [_without(one, digits) for one in value]
        case _:
            return value
