"""The rows of those who work at the desk, and the first of them."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from handoff.desk import passwords
from handoff.model.agent import Agent, Role
from handoff.model.refusal import Malformed, Refusal
from handoff.parts import Parts
from handoff.store.tables import agents

# Tokens act as an agent of their own. Such an address holds no @, so nobody can sign in with it.
TOKEN_PREFIX = "token:"
FIRST_EMAIL = "supervisor@localhost"


class AgentExists(Refusal):
    code = "agent_exists"
    status = 409


@dataclass(frozen=True)
class Known:
    """An agent with what the sign-in must check."""

    agent: Agent
    password_hash: str


def plain_email(given: str) -> str:
    """Raises Malformed."""
    email = given.strip().lower()
    if not 3 <= len(email) <= 200 or email.count("@") != 1 or email.startswith("@") or email.endswith("@"):
        raise Malformed("Please give an e-mail address such as maya@example.com.")
    return email


def plain_name(given: str) -> str:
    """Raises Malformed."""
    name = " ".join(given.split())
    if not 1 <= len(name) <= 80 or not name.isprintable():
        raise Malformed("Please give a name of 1 to 80 characters; customers will see it.")
    return name


def add(conn: Connection, *, email: str, name: str, role: Role, password_hash: str, now: datetime) -> Agent:
    """Raises AgentExists."""
    agent = Agent(str(uuid.uuid4()), email, name, role)
    row = {"id": agent.id, "email": email, "name": name, "role": role.value, "password_hash": password_hash}
    try:
        with conn.begin_nested():
            conn.execute(insert(agents).values(**row, active=True, created_at=now))
    except IntegrityError as error:
        raise AgentExists(f"Somebody with the address {email} is already here.") from error
    return agent


def find_by_email(conn: Connection, email: str) -> Known | None:
    row = conn.execute(select(agents).where(agents.c.email == email, agents.c.active)).one_or_none()
    return Known(agent_of(row), row.password_hash) if row is not None else None


def everyone(conn: Connection) -> list[Agent]:
    found = select(agents).where(agents.c.active, ~agents.c.email.startswith(TOKEN_PREFIX)).order_by(agents.c.name)
    return [agent_of(row) for row in conn.execute(found)]


def change_password(conn: Connection, agent: Agent, password_hash: str) -> None:
    conn.execute(update(agents).where(agents.c.id == agent.id).values(password_hash=password_hash))


def agent_of(row: Any) -> Agent:
    return Agent(row.id, row.email, row.name, Role(row.role))


async def ensure_first_supervisor(parts: Parts) -> None:
    """The operator's own, from the settings; else, where nobody is, one with a random password that is printed once."""
    email, password = parts.settings.admin_email, parts.settings.admin_password
    if email and password:
        await parts.database.write(lambda conn: _add_missing(conn, parts, plain_email(email), password))
    elif not await parts.database.read(everyone):
        secret = passwords.one_time()
        added = await parts.database.write(lambda conn: _add_missing(conn, parts, FIRST_EMAIL, secret))
        if added:
            print(f"The desk's first supervisor: {FIRST_EMAIL}, password {secret} (shown only this once)", flush=True)


def _add_missing(conn: Connection, parts: Parts, email: str, password: str) -> bool:
    """Several workers may start at once: the constraint decides who was first."""
    if find_by_email(conn, email) is not None:
        return False
    name = email.split("@")[0].replace(".", " ").title()
    try:
        password_hash = passwords.hashed(password)
        add(conn, email=email, name=name, role=Role.SUPERVISOR, password_hash=password_hash, now=parts.clock.now())
    except AgentExists:
        return False
    return True
