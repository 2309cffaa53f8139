"""A conversation as the database shows it, in the words of the reference; and whether the service has come to rest."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import yaml
from sqlalchemy import Connection, Row, select

from handoff.app import SERVICE_PHRASES
from handoff.store import suppressions
from handoff.store.tables import agents, cases, conversations, inbox, messages, outbox, timers, turns
from handoff.turns.still_waiting import ADDED, ASKED, LATE
from tests.handoff.lives import PERSON_AFTER
from tests.handoff.reference import Talk

LEFT = {"sent": "taken", "delivered": "taken", "cancelled": "kept", "expired": "kept"}
MEANT = ((r"I heard (\d+)", "heard {}"), (r"I'm back", "back"), (r"Your reference is", "handed over"))
IT_WAITS = [
    re.compile(re.sub(r"\\{\w+\\}", ".+", re.escape(variant["text"])))
    for name, variants in yaml.safe_load(SERVICE_PHRASES.read_text(encoding="utf-8"))["responses"].items()
    if name in (ADDED, ASKED, LATE)
    for variant in variants
]
STOPPED_AT_CARRIER = "21610"


@dataclass(frozen=True)
class View:
    floor: str = "customer"
    epoch: int = 0
    holder: str | None = None
    case: str | None = None
    stopped: bool = False
    turn: tuple[str, ...] | None = None
    said: tuple[tuple[str, str, str], ...] = ()  # author, words, left


def of_talk(talk: Talk) -> View:
    turn = None if talk.turn is None else tuple(line.words for line in talk.said if line.id in talk.turn)
    said = tuple((line.author, line.words, line.left) for line in talk.said)
    return View(talk.floor, talk.epoch, talk.holder, talk.case, talk.stopped, turn, said)


def conversation_of(conn: Connection, address: str) -> str | None:
    query = select(conversations.c.id).where(conversations.c.address == address)
    return conn.execute(query).scalar_one_or_none()


def of_database(conn: Connection, id: str | None) -> View:
    if id is None:
        return View()
    row = conn.execute(select(conversations).where(conversations.c.id == id)).one()
    case = select(cases.c.state).where(cases.c.conversation == id).order_by(cases.c.id.desc()).limit(1)
    live = select(turns.c.id).where(turns.c.conversation == id, turns.c.state.in_(["open", "closed"]))
    turn = conn.execute(live).scalar_one_or_none()
    told = select(messages.c.text).join(inbox, inbox.c.message == messages.c.id).where(inbox.c.turn == turn)
    thread = conn.execute(select(messages).where(messages.c.conversation == id).order_by(messages.c.seq))
    # Where a case stands may be said at any time while it waits; test_still_waiting says when.
    said = [one for one in thread if one.author != "bot" or not any(words.fullmatch(one.text) for words in IT_WAITS)]
    texts = {text.place: text for text in conn.execute(select(outbox).where(outbox.c.conversation == id))}
    return View(
        floor=row.floor,
        epoch=row.epoch,
        holder=conn.execute(select(agents.c.name).where(agents.c.id == row.holder)).scalar_one_or_none(),
        case=conn.execute(case).scalar_one_or_none(),
        stopped=suppressions.is_suppressed(conn, row.channel, row.address),
        turn=None if turn is None else tuple(conn.execute(told.order_by(messages.c.seq)).scalars()),
        said=tuple((one.author, _words(one), _left(texts.get(one.seq))) for one in said),
    )


def _words(message: Row[Any]) -> str:
    if message.author in ("customer", "agent"):
        return str(message.text).split("\n")[0]  # behind the first words of an agent stands a link
    if message.author == "system":
        return "unavailable"
    found = ((re.search(sign, message.text), meant) for sign, meant in MEANT)
    return next((meant.format(*match.groups()) for match, meant in found if match), str(message.text))


def _left(text: Row[Any] | None) -> str:
    if text is None:
        return ""
    if text.state == "failed":
        return "kept" if text.error == STOPPED_AT_CARRIER else "failed"
    return LEFT.get(text.state, text.state)


def instant(told: str) -> datetime:
    return datetime.fromisoformat(told)


def still_to_do(conn: Connection, now: datetime, *, bot_up: bool, told: Collection[str]) -> set[str]:
    """What keeps the service from being at rest. `told`: the outside ids of all that was told."""
    # In the order in which one thing leads to the next: what goes on meanwhile is seen further down.
    found = set()
    stored = inbox.c.external_id.in_(told)
    if len(conn.execute(select(inbox.c.external_id).where(stored)).all()) < len(told):
        found.add("missing")
    if bot_up and conn.execute(select(inbox.c.message).where(inbox.c.read_at.is_(None))).first():
        found.add("unread")
    due = (timers.c.state == "set") & (timers.c.due_at <= now)
    if not bot_up:
        due &= timers.c.kind != "refresh"
    if conn.execute(select(timers.c.id).where(due)).first():
        found.add("timer")
    closed = turns.c.state == "closed"
    if not bot_up:
        closed &= turns.c.closed_at <= now - timedelta(seconds=PERSON_AFTER)
    if conn.execute(select(turns.c.id).where(closed)).first():
        found.add("closed")
    under_way = ["ready", "sending", "unknown"]
    return found | set(conn.execute(select(outbox.c.state).where(outbox.c.state.in_(under_way))).scalars())
