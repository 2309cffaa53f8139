"""Statements about drafts: what an agent has begun to write about a case."""

from datetime import datetime

from sqlalchemy import Connection, delete, select

from handoff.store.tables import drafts
from handoff.store.upsert import insert

REPLY, NOTE = "reply", "note"
KINDS = (REPLY, NOTE)


def keep(conn: Connection, case: int, agent: str, kind: str, text: str, at: datetime) -> None:
    values = {"text": text, "at": at}
    conn.execute(
        insert(conn, drafts)
        .values(case=case, agent=agent, kind=kind, **values)
        .on_conflict_do_update(index_elements=["case", "agent", "kind"], set_=values)
    )


def remove(conn: Connection, case: int, agent: str, kind: str) -> None:
    conn.execute(delete(drafts).where(drafts.c.case == case, drafts.c.agent == agent, drafts.c.kind == kind))


def of(conn: Connection, case: int, agent: str) -> dict[str, str]:
    """By kind."""
    rows = conn.execute(select(drafts.c.kind, drafts.c.text).where(drafts.c.case == case, drafts.c.agent == agent))
    return {row.kind: row.text for row in rows}
