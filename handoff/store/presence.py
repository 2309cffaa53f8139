"""Statements about presence: who has which page before them, and who writes there. A sign of life holds a while."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select

from handoff.store.tables import agents, presence
from handoff.store.upsert import insert

HOLDS = timedelta(seconds=70)  # one missed sign of life does not make somebody leave
TYPING_HOLDS = timedelta(seconds=8)
FORGOTTEN = timedelta(hours=1)
DESK = "desk"  # any page that is not a case


@dataclass(frozen=True)
class Here:
    agent: str
    name: str
    typing: bool


def here(conn: Connection, agent: str, page: str, *, typing: bool, now: datetime, scale: float) -> bool:
    """Whether others see something new. `scale`: story seconds per real second; people live in real ones."""
    found = conn.execute(select(presence).where(presence.c.agent == agent, presence.c.page == page)).one_or_none()
    values = {"until": now + HOLDS * scale, "typing_until": now + TYPING_HOLDS * scale if typing else None}
    stored = insert(conn, presence).values(agent=agent, page=page, **values)
    conn.execute(stored.on_conflict_do_update(index_elements=["agent", "page"], set_=values))
    if found is None or found.until <= now:
        conn.execute(delete(presence).where(presence.c.until < now - FORGOTTEN * scale))
        return True
    return (found.typing_until is not None and found.typing_until > now) != typing


def gone(conn: Connection, agent: str, page: str) -> None:
    conn.execute(delete(presence).where(presence.c.agent == agent, presence.c.page == page))


def gone_everywhere(conn: Connection, agent: str) -> None:
    conn.execute(delete(presence).where(presence.c.agent == agent))


def others(conn: Connection, page: str, me: str, now: datetime) -> list[Here]:
    """Who else has the page before them."""
    query = (
        select(agents.c.id, agents.c.name, presence.c.typing_until)
        .join(agents, agents.c.id == presence.c.agent)
        .where(presence.c.page == page, presence.c.until > now, presence.c.agent != me)
        .order_by(agents.c.name)
    )
    return [
        Here(row.id, row.name, row.typing_until is not None and row.typing_until > now) for row in conn.execute(query)
    ]


def on_pages(conn: Connection, pages: Collection[str], me: str, now: datetime) -> dict[str, list[str]]:
    """The names of everybody else who has one of the pages before them; a list for each page, perhaps empty."""
    query = (
        select(presence.c.page, agents.c.name)
        .join(agents, agents.c.id == presence.c.agent)
        .where(presence.c.page.in_(pages), presence.c.until > now, presence.c.agent != me)
        .order_by(agents.c.name)
    )
    found: dict[str, list[str]] = {page: [] for page in pages}
    for row in conn.execute(query):
        found[row.page].append(row.name)
    return found


def is_typing(conn: Connection, agent: str, page: str, now: datetime) -> bool:
    query = select(presence.c.agent).where(
        presence.c.agent == agent, presence.c.page == page, presence.c.typing_until > now
    )
    return conn.execute(query).first() is not None


def at_the_desk(conn: Connection, now: datetime) -> set[str]:
    """The ids of everybody who has any page open."""
    return set(conn.execute(select(presence.c.agent).where(presence.c.until > now)).scalars())
