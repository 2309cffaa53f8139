"""Statements about remedies that were given."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, select

from handoff.store.tables import agents, remedies
from handoff.store.upsert import insert


def apply(
    conn: Connection,
    *,
    id: str,
    case: int,
    remedy: str,
    amount: Decimal | None,
    agent: str,
    approver: str | None = None,
    at: datetime,
) -> None:
    conn.execute(
        insert(conn, remedies).values(
            id=id, case=case, remedy=remedy, amount=amount, state="applied", agent=agent, approver=approver, at=at
        )
    )


def of_case(conn: Connection, case: int) -> Sequence[Row[Any]]:
    """id, remedy, amount, state, agent, at, name, approver_name"""
    approvers = agents.alias("approvers")
    query = (
        select(remedies, agents.c.name, approvers.c.name.label("approver_name"))
        .join(agents, agents.c.id == remedies.c.agent)
        .join(approvers, approvers.c.id == remedies.c.approver, isouter=True)
    )
    return conn.execute(query.where(remedies.c.case == case).order_by(remedies.c.at)).all()


def given_so_far(conn: Connection, case: int) -> Decimal:
    amounts = conn.execute(select(remedies.c.amount).where(remedies.c.case == case, remedies.c.amount.is_not(None)))
    return sum(amounts.scalars(), Decimal(0))
