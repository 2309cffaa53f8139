"""Conversations that are still being told: who, how they seem to feel, who has the floor. To read, not to interrupt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sqlalchemy import Connection, select

from handoff.desk import thread
from handoff.desk.guard import is_fragment
from handoff.desk.moments import Moments
from handoff.desk.pages import Pages
from handoff.model.floor import Floor
from handoff.parts import Parts
from handoff.store.conversations import get
from handoff.store.tables import cases, conversations, inbox, messages

LIVE_FOR = timedelta(minutes=30)  # after its last word a conversation is no longer live
MOST = 20
MOST_RECENT = 2_000  # messages of all conversations


@dataclass(frozen=True)
class Felt:
    name: str
    intensity: float


@dataclass(frozen=True)
class Told:
    """One conversation without a case."""

    id: str
    channel: str
    floor: str
    started_at: datetime
    last_words: str
    count: int
    feeling: Felt | None
    typing: bool


def live_now(conn: Connection, now: datetime) -> list[Told]:
    """Those who began first come first."""
    # Two steps: a planner without statistics would begin with all conversations that were ever left open.
    last = select(messages.c.conversation, messages.c.at).where(messages.c.at > now - LIVE_FOR)
    words = conn.execute(last.order_by(messages.c.at.desc()).limit(MOST_RECENT)).all()
    recent = {row.conversation: row.at for row in reversed(words)}
    query = select(conversations).where(
        conversations.c.id.in_(list(recent)),
        conversations.c.closed_at.is_(None),
        conversations.c.floor.in_([Floor.CUSTOMER.value, Floor.BOT.value]),
    )
    rows = sorted(conn.execute(query), key=lambda row: recent[row.id], reverse=True)[:MOST]
    told = _fragments(conn, [row.id for row in rows])
    found = [
        Told(
            id=row.id,
            channel=row.channel,
            floor=row.floor,
            started_at=told[row.id][0].at,
            last_words=told[row.id][-1].text,
            count=len(told[row.id]),
            feeling=_strongest(fragment.reading for fragment in told[row.id]),
            typing=row.typing_until is not None and row.typing_until > now,
        )
        for row in rows
        if row.id in told
    ]
    return sorted(found, key=lambda one: one.started_at)


def _fragments(conn: Connection, ids: Sequence[str]) -> dict[str, list[Any]]:
    query = (
        select(messages.c.conversation, messages.c.text, messages.c.at, inbox.c.reading)
        .join(inbox, inbox.c.message == messages.c.id)
        .where(messages.c.conversation.in_(ids))
        .order_by(messages.c.conversation, messages.c.seq)
    )
    told: dict[str, list[Any]] = {}
    for row in conn.execute(query):
        told.setdefault(row.conversation, []).append(row)
    return told


def _strongest(readings: Any) -> Felt | None:
    felt = [Felt(one["name"], one["intensity"]) for reading in readings if reading for one in reading["feelings"]]
    return max(felt, key=lambda one: one.intensity, default=None)


def add_routes(blueprint: Blueprint, parts: Parts, pages: Pages) -> None:
    @blueprint.get("/conversations/<id>")
    async def conversation(request: Request, id: str) -> HTTPResponse:
        values = await parts.database.read(lambda conn: _read(conn, id, pages.moments))
        template = "conversation-main.html" if is_fragment(request) else "conversation.html"
        return pages.show(request, template, values)


def _read(conn: Connection, id: str, moments: Moments) -> dict[str, object]:
    """Raises ConversationUnknown."""
    found = get(conn, id)
    case = select(cases.c.ref).where(cases.c.conversation == id).order_by(cases.c.id.desc()).limit(1)
    return {
        "conversation": found,
        "case": conn.execute(case).scalar_one_or_none(),
        "typing": found.typing_until is not None and found.typing_until > moments.now(),
        "lines": thread.of_conversation(conn, id, moments),
    }
