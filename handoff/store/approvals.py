"""Statements about approvals: who asked for what, until when, and what was answered."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select, update
from sqlalchemy import insert as plain_insert

from handoff.model.approval import Approval, ApprovalState, ApprovalUnknown
from handoff.store.tables import agents, approvals, cases

MOST_CALLED = 20
# With the case's reference, headline and packet.
Listed = tuple[Approval, str, str, dict[str, Any]]


def add(
    conn: Connection,
    *,
    id: str,
    case: int,
    remedy: str,
    amount: Decimal,
    words: str,
    why: str,
    asked_by: str,
    role: str,
    asked_at: datetime,
    due_at: datetime,
) -> None:
    conn.execute(
        plain_insert(approvals).values(
            id=id,
            case=case,
            remedy=remedy,
            amount=amount,
            words=words,
            why=why,
            asked_by=asked_by,
            role=role,
            asked_at=asked_at,
            due_at=due_at,
            state=ApprovalState.ASKED,
        )
    )


def get(conn: Connection, id: str) -> Approval:
    """Raises ApprovalUnknown."""
    row = conn.execute(_with_names().where(approvals.c.id == id)).one_or_none()
    if row is None:
        raise ApprovalUnknown("There is no such request.")
    return _approval(row)


def of_case(conn: Connection, case: int) -> list[Approval]:
    """The newest first."""
    rows = conn.execute(_with_names().where(approvals.c.case == case).order_by(approvals.c.asked_at.desc()))
    return [_approval(row) for row in rows]


def answer(
    conn: Connection,
    id: str,
    state: ApprovalState,
    *,
    now: datetime,
    by: str | None = None,
    granted: Decimal | None = None,
    words: str | None = None,
    answer: str | None = None,
) -> None:
    """`words`: the changed ones; None leaves them."""
    changed = {"state": state, "decided_at": now, "decided_by": by, "granted": granted, "answer": answer}
    if words is not None:
        changed["words"] = words
    conn.execute(update(approvals).where(approvals.c.id == id).values(**changed))


def withdraw_of_case(conn: Connection, case: int, now: datetime) -> None:
    conn.execute(
        update(approvals)
        .where(approvals.c.case == case, approvals.c.state == ApprovalState.ASKED)
        .values(state=ApprovalState.WITHDRAWN, decided_at=now)
    )


def asked(conn: Connection) -> list[Listed]:
    """What is due first comes first."""
    query = _with_names().where(approvals.c.state == ApprovalState.ASKED).order_by(approvals.c.due_at, approvals.c.id)
    return _with_cases(conn, query)


def answered(conn: Connection, limit: int = 20) -> list[Listed]:
    """The newest first."""
    query = _with_names().where(approvals.c.decided_by.is_not(None)).order_by(approvals.c.decided_at.desc())
    return _with_cases(conn, query.limit(limit))


def count_asked(conn: Connection) -> int:
    query = select(func.count()).select_from(approvals).where(approvals.c.state == ApprovalState.ASKED)
    return conn.execute(query).scalar_one()


def others_asked(conn: Connection, me: str) -> list[str]:
    """The ids of what somebody else asked for, the most pressing first."""
    mine = (approvals.c.state == ApprovalState.ASKED, approvals.c.asked_by != me)
    return list(
        conn.execute(select(approvals.c.id).where(*mine).order_by(approvals.c.due_at).limit(MOST_CALLED)).scalars()
    )


def _with_names() -> Select[Any]:
    deciders = agents.alias("deciders")
    return (
        select(
            approvals,
            agents.c.name.label("asked_by_name"),
            deciders.c.name.label("decided_by_name"),
            cases.c.ref,
            cases.c.headline,
            cases.c.packet,
        )
        .join(agents, agents.c.id == approvals.c.asked_by)
        .join(cases, cases.c.id == approvals.c.case)
        .join(deciders, deciders.c.id == approvals.c.decided_by, isouter=True)
    )


def _with_cases(conn: Connection, query: Select[Any]) -> list[Listed]:
    rows: Sequence[Row[Any]] = conn.execute(query).all()
    return [(_approval(row), row.ref, row.headline, row.packet) for row in rows]


def _approval(row: Row[Any]) -> Approval:
    values = {field.name: getattr(row, field.name) for field in fields(Approval)}
    return Approval(**{**values, "state": ApprovalState(row.state)})
