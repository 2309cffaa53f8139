"""Statements about the audit: who read and who changed what, when. Rows are only added; no customer's words in them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, select

from handoff.store.tables import agents, audit, cases, conversations

READ = "read"
# Of what an event remembers: names of things of ours, sums and states. Words of people stay where they are.
KEPT = frozenset({"remedy", "amount", "asked", "granted", "key", "how", "to", "from", "because", "reason", "role"})


@dataclass(frozen=True)
class Wanted:
    """`reads`: only reads, only changes (False), or both (None). `case`: its number."""

    start: datetime | None = None
    end: datetime | None = None
    actor: str | None = None
    case: int | None = None
    reads: bool | None = None

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        if self.start is not None:
            yield audit.c.at >= self.start
        if self.end is not None:
            yield audit.c.at < self.end
        if self.actor is not None:
            yield audit.c.actor == self.actor
        if self.case is not None:
            yield audit.c.case == self.case
        if self.reads is not None:
            yield (audit.c.what == READ) if self.reads else (audit.c.what != READ)


@dataclass(frozen=True)
class Entry:
    """`actor`: an agent's id, None for the service and the shell. `about_name`: the person that it was done to."""

    id: int
    at: datetime
    actor: str | None
    actor_name: str | None
    actor_email: str | None
    what: str
    case: int | None
    ref: str | None
    conversation: str | None
    about_name: str | None
    data: dict[str, Any] | None


def changed(
    conn: Connection, case: int, what: str, *, at: datetime, actor: str | None, data: Mapping[str, Any] | None
) -> None:
    kept = {name: value for name, value in (data or {}).items() if name in KEPT and isinstance(value, str)}
    conn.execute(insert(audit).values(at=at, actor=actor, what=what, case=case, data=kept or None))


def changed_person(
    conn: Connection, about: str, what: str, *, at: datetime, actor: str | None, data: Mapping[str, str] | None = None
) -> None:
    conn.execute(insert(audit).values(at=at, actor=actor, what=what, about=about, data=dict(data) if data else None))


def read_conversation(conn: Connection, id: str, *, at: datetime, actor: str) -> None:
    """As far as it was told at that time: `seq` is the last place."""
    seq = conn.execute(select(conversations.c.last_seq).where(conversations.c.id == id)).scalar_one_or_none()
    if seq is not None:
        conn.execute(insert(audit).values(at=at, actor=actor, what=READ, conversation=id, data={"seq": seq}))


def read_case(conn: Connection, ref: str, *, at: datetime, actor: str) -> None:
    """`ref`: one that nobody has is not recorded."""
    case, seen = _standing(conn, ref)
    if case is not None:
        conn.execute(insert(audit).values(at=at, actor=actor, what=READ, case=case, data=seen))


def has_read(conn: Connection, ref: str, actor: str) -> bool:
    """Whether the person's last recorded read showed the case as it is now."""
    case, seen = _standing(conn, ref)
    query = select(audit.c.data).where(audit.c.case == case, audit.c.actor == actor, audit.c.what == READ)
    return case is None or conn.execute(query.order_by(audit.c.id.desc()).limit(1)).scalar_one_or_none() == seen


def entries(conn: Connection, wanted: Wanted, *, before: int | None = None, limit: int) -> list[Entry]:
    """The newest first."""
    about = agents.alias("about_whom")
    query = (
        select(
            audit,
            cases.c.ref,
            agents.c.name.label("actor_name"),
            agents.c.email.label("actor_email"),
            about.c.name.label("about_name"),
        )
        .join(agents, agents.c.id == audit.c.actor, isouter=True)
        .join(about, about.c.id == audit.c.about, isouter=True)
        .join(cases, cases.c.id == audit.c.case, isouter=True)
        .where(*wanted.conditions())
    )
    if before is not None:
        query = query.where(audit.c.id < before)
    return [
        Entry(
            row.id,
            row.at,
            row.actor,
            row.actor_name,
            row.actor_email,
            row.what,
            row.case,
            row.ref,
            row.conversation,
            row.about_name,
            row.data,
        )
        for row in conn.execute(query.order_by(audit.c.id.desc()).limit(limit))
    ]


def _standing(conn: Connection, ref: str) -> tuple[int | None, dict[str, int]]:
    query = select(cases.c.id, cases.c.version, conversations.c.last_seq).join(
        conversations, conversations.c.id == cases.c.conversation
    )
    row = conn.execute(query.where(cases.c.ref == ref)).one_or_none()
    return (None, {}) if row is None else (row.id, {"seq": row.last_seq, "version": row.version})
