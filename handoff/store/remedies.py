"""Statements about remedies that were given."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, select

from handoff.store.tables import agents, remedies
from handoff.store.upsert import insert


def apply(
    conn: Connection, *, id: str, case: int, remedy: str, amount: Decimal | None, agent: str, at: datetime
) -> None:
    conn.execute(
        insert(conn, remedies).values(
            id=id,
            case=case,
            remedy=remedy,
            amount=None if amount is None else float(amount),
            state="applied",
            agent=agent,
            at=at,
        )
    )


def of_case(conn: Connection, case: int) -> Sequence[Row[Any]]:
    """id, remedy, amount, state, agent, at, name; `amount` as stored, see `money_of`."""
    query = select(remedies, agents.c.name).join(agents, agents.c.id == remedies.c.agent)
    return conn.execute(query.where(remedies.c.case == case).order_by(remedies.c.at)).all()


def money_of(amount: float | None) -> Decimal | None:
    """Whole cents survive the column's binary fraction."""
    return None if amount is None else Decimal(str(amount)).quantize(Decimal("0.01"))
