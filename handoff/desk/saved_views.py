"""The views of the queue that one person keeps under a name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, select

from handoff.model.refusal import Malformed
from handoff.store.tables import saved_views
from handoff.store.upsert import insert

MOST = 20
LONGEST = 40  # characters of a name


@dataclass(frozen=True)
class Saved:
    name: str
    query: dict[str, str]


def plain_name(given: str) -> str:
    """Raises Malformed."""
    name = " ".join(given.split())
    if not 1 <= len(name) <= LONGEST or not name.isprintable():
        raise Malformed(f"Please give the view a name of 1 to {LONGEST} characters.")
    return name


def of_agent(conn: Connection, agent: str) -> list[Saved]:
    rows: Any = conn.execute(select(saved_views).where(saved_views.c.agent == agent).order_by(saved_views.c.name))
    return [Saved(row.name, row.query) for row in rows]


def keep(conn: Connection, agent: str, name: str, query: Mapping[str, str], *, now: datetime) -> None:
    """Under a name that is kept already it replaces what was there. Raises Malformed."""
    held = conn.execute(select(func.count()).select_from(saved_views).where(saved_views.c.agent == agent)).scalar_one()
    if held >= MOST:
        raise Malformed(f"You keep {MOST} views. Remove one of them first.")
    values = {"query": dict(query), "at": now}
    row = insert(conn, saved_views).values(agent=agent, name=name, **values)
    conn.execute(row.on_conflict_do_update(index_elements=["agent", "name"], set_=values))


def drop(conn: Connection, agent: str, name: str) -> None:
    conn.execute(delete(saved_views).where(saved_views.c.agent == agent, saved_views.c.name == name))
