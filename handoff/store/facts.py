"""Statements about what people at the desk decided about facts: events of the cases of one story."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from handoff.store import cases
from handoff.store.tables import case_events
from handoff.store.tables import cases as all_cases

FACT = "fact"


@dataclass(frozen=True)
class Decision:
    at: datetime
    agent: str | None
    data: dict[str, Any]


def decide(conn: Connection, case: int, agent: str, data: Mapping[str, Any], *, at: datetime) -> None:
    cases.record(conn, case, FACT, at=at, actor=agent, data=data)


def decisions(conn: Connection, conversation: str) -> list[Decision]:
    """Of the story that is being told, the oldest first. A case that was given back and came again is one story."""
    query = (
        select(case_events)
        .join(all_cases, all_cases.c.id == case_events.c.case)
        .where(
            all_cases.c.conversation == conversation,
            all_cases.c.resolved_at.is_(None),
            case_events.c.what == FACT,
        )
    )
    return [Decision(row.at, row.actor, row.data) for row in conn.execute(query.order_by(case_events.c.id))]


def decisions_of_case(conn: Connection, case: int) -> list[Decision]:
    query = select(case_events).where(case_events.c.case == case, case_events.c.what == FACT)
    return [Decision(row.at, row.actor, row.data) for row in conn.execute(query.order_by(case_events.c.id))]
