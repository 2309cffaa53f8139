"""Statements that take a customer's words out of every table, and leave rows that say only that something was there."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, null, select, update

from handoff.model.approval import ApprovalState
from handoff.model.delivery import DeliveryState
from handoff.model.floor import Floor
from handoff.model.message import Author
from handoff.model.promise import PromiseState
from handoff.model.turn import TurnState
from handoff.store import pictures
from handoff.store.tables import (
    approvals,
    case_events,
    cases,
    conversations,
    drafts,
    inbox,
    messages,
    notes,
    notices,
    outbox,
    promises,
    remedies,
    scheduled,
    suppressions,
    timers,
    turns,
    web_sessions,
)

# Of an event only what says how the work went.
KEPT_OF_EVENTS = frozenset(
    {"reason", "given", "follow_up", "remedy", "amount", "from", "seq", "version", "because", "by"}
)


def of_customer(conn: Connection, conversation: str) -> list[str]:
    """Every conversation with the same address: SMS knows a customer by the number."""
    one = conn.execute(select(conversations).where(conversations.c.id == conversation)).one()
    same = (conversations.c.channel == one.channel, conversations.c.address == one.address)
    found = conn.execute(select(conversations.c.id).where(*same).order_by(conversations.c.id).with_for_update())
    return list(found.scalars())


def cases_of(conn: Connection, ids: Sequence[str]) -> list[int]:
    return list(conn.execute(select(cases.c.id).where(cases.c.conversation.in_(ids)).order_by(cases.c.id)).scalars())


def to_forget(conn: Connection, most: int) -> list[str]:
    """Erased ones that a bot may still hold, the first first."""
    waits = (conversations.c.erased_at.is_not(None), conversations.c.forgotten_at.is_(None))
    query = select(conversations.c.id).where(*waits).order_by(conversations.c.erased_at).limit(most)
    return list(conn.execute(query).scalars())


def erase_conversations(conn: Connection, ids: Sequence[str], now: datetime) -> None:
    addresses = select(conversations.c.address).where(conversations.c.id.in_(ids))
    # That somebody wants no more texts is kept, to be heeded; the words in which they said so are not.
    conn.execute(update(suppressions).where(suppressions.c.address.in_(addresses)).values(words=None))
    pictures.erase(conn, ids, now)
    of_these = {
        table: table.c.conversation.in_(ids) for table in (messages, inbox, turns, outbox, timers, web_sessions)
    }
    # A customer's message stays as a blank row: by its outside id the carrier's list would bring it back otherwise.
    conn.execute(delete(messages).where(of_these[messages], messages.c.author != Author.CUSTOMER))
    conn.execute(update(messages).where(of_these[messages]).values(text="", name=None, buttons=null(), media=null()))
    conn.execute(update(inbox).where(of_these[inbox]).values(reading=null(), button=None, read_at=now))
    ended = {"state": TurnState.DROPPED, "lease_until": None}
    conn.execute(update(turns).where(of_these[turns]).values(answer=null(), error=None))
    live = turns.c.state.in_((TurnState.OPEN, TurnState.CLOSED))
    conn.execute(update(turns).where(of_these[turns], live).values(**ended))
    unsent = outbox.c.state.in_((DeliveryState.READY, DeliveryState.SENDING, DeliveryState.UNKNOWN))
    cancelled = {"state": DeliveryState.CANCELLED, "error": "erased", "settled_at": now, "lease_until": None}
    conn.execute(update(outbox).where(of_these[outbox], unsent).values(**cancelled))
    conn.execute(update(outbox).where(of_these[outbox]).values(body="", to_address=""))
    conn.execute(update(timers).where(of_these[timers]).values(state="cancelled", data=null()))
    conn.execute(delete(web_sessions).where(of_these[web_sessions]))
    blank: dict[str, Any] = {
        "address": "erased:" + conversations.c.id,
        "known": {},
        "intake": null(),
        "phase": None,
        "expects": None,
        "typing_until": None,
        "typing_agent": None,
        "holder": None,
        "floor": Floor.CUSTOMER,
        "epoch": conversations.c.epoch + 1,
        "closed_at": now,
        "erased_at": now,
    }
    conn.execute(update(conversations).where(conversations.c.id.in_(ids)).values(**blank))


def erase_around(conn: Connection, case: int) -> None:
    """What people and the service wrote about the case; that they did, when, and what was given stays."""
    for table in (notes, drafts, scheduled):
        conn.execute(delete(table).where(table.c.case == case))
    conn.execute(update(notices).where(notices.c.case == case).values(words=None))
    conn.execute(update(remedies).where(remedies.c.case == case).values(reason=None))
    asked = update(approvals).where(approvals.c.case == case)
    conn.execute(asked.values(words="", why="", answer=None))
    conn.execute(asked.where(approvals.c.state == ApprovalState.ASKED).values(state=ApprovalState.WITHDRAWN))
    mine = promises.c.case == case
    conn.execute(delete(promises).where(mine, promises.c.state == PromiseState.OPEN))
    conn.execute(update(promises).where(mine).values(words=""))
    conn.execute(update(promises).where(mine, promises.c.made_by.is_not(None)).values(what=""))
    for row in conn.execute(select(case_events.c.id, case_events.c.data).where(case_events.c.case == case)).all():
        kept = {name: value for name, value in (row.data or {}).items() if name in KEPT_OF_EVENTS}
        conn.execute(update(case_events).where(case_events.c.id == row.id).values(data=kept))
