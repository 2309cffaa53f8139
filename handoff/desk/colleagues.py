"""Colleagues to whom a case can be handed, and whether they are at the desk now."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from handoff.desk import agents
from handoff.model.agent import Agent, Role
from handoff.store import presence


@dataclass(frozen=True)
class Colleague:
    id: str
    name: str
    is_here: bool


def colleagues(conn: Connection, me: Agent, now: datetime) -> list[Colleague]:
    """Those who answer cases, who is at the desk first."""
    here = presence.at_the_desk(conn, now)
    found = [
        Colleague(one.id, one.name, one.id in here)
        for one in agents.everyone(conn)
        if one.id != me.id and one.role is not Role.DESIGNER
    ]
    return sorted(found, key=lambda one: not one.is_here)
