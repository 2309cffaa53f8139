"""Who is signed in: a random token in the cookie, its hash in a row."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from handoff.desk.agents import agent_of
from handoff.model.agent import Agent
from handoff.model.choices import Choices
from handoff.store.tables import agents, desk_choices, desk_sessions

LASTS = timedelta(hours=12)


@dataclass(frozen=True)
class Session:
    agent: Agent
    csrf: str
    choices: Choices


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def begin(conn: Connection, agent: Agent, *, now: datetime, instead_of: str = "") -> str:
    """The token for the cookie. Rows that ended are swept away on the same occasion."""
    token = secrets.token_urlsafe(32)
    end(conn, instead_of)
    conn.execute(delete(desk_sessions).where(desk_sessions.c.expires_at <= now))
    conn.execute(
        insert(desk_sessions).values(
            token_hash=token_hash(token),
            agent=agent.id,
            csrf=secrets.token_urlsafe(24),
            created_at=now,
            expires_at=now + LASTS,
        )
    )
    return token


def find(conn: Connection, token: str, *, now: datetime) -> Session | None:
    row = conn.execute(
        select(agents, desk_sessions.c.csrf, desk_choices.c.choices)
        .join(desk_sessions, desk_sessions.c.agent == agents.c.id)
        .join(desk_choices, desk_choices.c.agent == agents.c.id, isouter=True)
        .where(desk_sessions.c.token_hash == token_hash(token), desk_sessions.c.expires_at > now, agents.c.active)
    ).one_or_none()
    return Session(agent_of(row), row.csrf, Choices.parse(row.choices or {})) if row is not None else None


def end(conn: Connection, token: str) -> None:
    conn.execute(delete(desk_sessions).where(desk_sessions.c.token_hash == token_hash(token)))


def end_others(conn: Connection, agent: Agent, token: str) -> None:
    """After a change of password every other browser must sign in again."""
    others = (desk_sessions.c.agent == agent.id) & (desk_sessions.c.token_hash != token_hash(token))
    conn.execute(delete(desk_sessions).where(others))
