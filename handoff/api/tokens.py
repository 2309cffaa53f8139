"""Bearer tokens of the API: each acts under a name of its own, with a role."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from handoff.desk import agents as people
from handoff.desk.passwords import UNUSABLE
from handoff.model.agent import Agent, Role
from handoff.model.refusal import NotFound, Refusal
from handoff.store.tables import agents, api_tokens

PREFIX = "amends_"  # lets secret scanners recognise a leaked one


class TokenExists(Refusal):
    code = "token_exists"
    status = 409


@dataclass(frozen=True)
class Token:
    name: str
    role: Role
    created_at: datetime
    revoked_at: datetime | None


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def create(conn: Connection, *, name: str, role: Role, now: datetime) -> str:
    """The token; only its hash is kept. The name of a revoked one may be used again. Raises TokenExists."""
    secret = PREFIX + secrets.token_urlsafe(32)
    earlier = conn.execute(select(api_tokens).where(api_tokens.c.name == name)).one_or_none()
    if earlier is None:
        email = people.TOKEN_PREFIX + name
        agent = people.add(conn, email=email, name=name, role=role, password_hash=UNUSABLE, now=now)
        row = {"token_hash": token_hash(secret), "name": name, "role": role.value, "agent": agent.id}
        conn.execute(insert(api_tokens).values(**row, created_at=now))
        return secret
    if earlier.revoked_at is None:
        raise TokenExists(f"A token named {name} exists. Revoke it first, or choose another name.")
    fresh = {"token_hash": token_hash(secret), "role": role.value, "created_at": now, "revoked_at": None}
    conn.execute(update(api_tokens).where(api_tokens.c.name == name).values(**fresh))
    conn.execute(update(agents).where(agents.c.id == earlier.agent).values(role=role.value))
    return secret


def revoke(conn: Connection, *, name: str, now: datetime) -> None:
    """Raises NotFound."""
    living = (api_tokens.c.name == name) & api_tokens.c.revoked_at.is_(None)
    if not conn.execute(update(api_tokens).where(living).values(revoked_at=now)).rowcount:
        raise NotFound(f"There is no token named {name}.")


def everyone(conn: Connection) -> list[Token]:
    rows = conn.execute(select(api_tokens).order_by(api_tokens.c.name))
    return [Token(row.name, Role(row.role), row.created_at, row.revoked_at) for row in rows]


def bearer(conn: Connection, token: str) -> Agent | None:
    """The agent that a living token acts as, with the token's role."""
    row = conn.execute(
        select(agents.c.id, agents.c.email, agents.c.name, api_tokens.c.role)
        .join(api_tokens, api_tokens.c.agent == agents.c.id)
        .where(api_tokens.c.token_hash == token_hash(token), api_tokens.c.revoked_at.is_(None), agents.c.active)
    ).one_or_none()
    return people.agent_of(row) if row is not None else None
