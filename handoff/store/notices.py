"""Statements about notices: what one person at the desk must hear of, until they open the case."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from handoff.model.agent import Role
from handoff.store.tables import agents, cases, notices

HANDED = "handed"
CAME_BACK = "came_back"
PROMISE_SOON = "promise_soon"  # somebody's own promise is due soon
PROMISE_LATE = "promise_late"
HELD = "held"  # words that waited did not go out
MOST = 20


@dataclass(frozen=True)
class Notice:
    id: str
    what: str
    ref: str
    headline: str
    who: str | None
    words: str | None
    at: datetime


def tell(
    conn: Connection, to: Iterable[str], case: int, what: str, *, who: str | None, words: str | None, now: datetime
) -> None:
    """`to`: ids of agents. `who`: the name of the person that it is about."""
    rows = [
        {"id": uuid.uuid4().hex, "agent": agent, "case": case, "what": what, "who": who, "words": words, "at": now}
        for agent in dict.fromkeys(to)
    ]
    if rows:
        conn.execute(insert(notices), rows)


def supervisors(conn: Connection) -> list[str]:
    """People only; a program's token has no desk."""
    query = select(agents.c.id).where(
        agents.c.active, agents.c.role.in_([Role.SUPERVISOR, Role.ADMIN]), agents.c.email.contains("@")
    )
    return list(conn.execute(query).scalars())


def unseen(conn: Connection, agent: str) -> list[Notice]:
    """The newest first."""
    query = (
        select(notices, cases.c.ref, cases.c.headline)
        .join(cases, cases.c.id == notices.c.case)
        .where(notices.c.agent == agent, notices.c.seen_at.is_(None))
        .order_by(notices.c.at.desc())
        .limit(MOST)
    )
    return [Notice(row.id, row.what, row.ref, row.headline, row.who, row.words, row.at) for row in conn.execute(query)]


def about(conn: Connection, agent: str, ref: str) -> bool:
    """Whether there is anything to hear of this case."""
    return any(notice.ref == ref for notice in unseen(conn, agent))


def seen(conn: Connection, agent: str, ref: str, now: datetime) -> bool:
    """The agent has the case before them. Whether there was anything to hear."""
    case = select(cases.c.id).where(cases.c.ref == ref).scalar_subquery()
    mine = (notices.c.agent == agent) & notices.c.seen_at.is_(None) & (notices.c.case == case)
    return conn.execute(update(notices).where(mine).values(seen_at=now)).rowcount > 0
