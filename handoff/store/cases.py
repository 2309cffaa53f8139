"""Statements about cases, their events and notes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, RowMapping, Select, func, select, text, update
from sqlalchemy import insert as plain_insert

from handoff.model.case import OPEN, Case, CaseChanged, CaseState, CaseUnknown
from handoff.model.channel import Channel
from handoff.store import audit, queue
from handoff.store.tables import agents, case_events, cases, conversations, notes, remedies
from handoff.store.upsert import insert

# Any number that nothing else locks by; cases are numbered one after the other.
_NUMBERING = 7_262_047
VIEWED = "viewed"


@dataclass(frozen=True)
class Event:
    id: int
    at: datetime
    actor: str | None
    what: str
    data: dict[str, Any]


def next_number(conn: Connection, first: int) -> int:
    """The number of the next case. Others who open a case wait until this transaction ends, so there are no gaps."""
    if conn.dialect.name == "postgresql":
        conn.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _NUMBERING})
    highest: int | None = conn.execute(select(func.max(cases.c.id))).scalar_one()
    return first if highest is None else max(first, highest + 1)


def add(conn: Connection, **columns: Any) -> None:
    conn.execute(plain_insert(cases).values(**columns))


def get(conn: Connection, ref: str) -> Case:
    """Raises CaseUnknown."""
    row = conn.execute(_cases().where(cases.c.ref == ref)).one_or_none()
    if row is None:
        raise CaseUnknown(f"There is no case {ref[:20]!r}.")
    return _case(row)


def with_number(conn: Connection, id: int) -> Case:
    return _case(conn.execute(_cases().where(cases.c.id == id)).one())


def open_of(conn: Connection, conversation: str) -> Case | None:
    """The case of the conversation that nobody has resolved yet."""
    query = _cases().where(cases.c.conversation == conversation, cases.c.state.in_(OPEN))
    row = conn.execute(query.order_by(cases.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else _case(row)


def last_resolved(conn: Connection, conversation: str) -> datetime | None:
    found: datetime | None = conn.execute(
        select(func.max(cases.c.resolved_at)).where(cases.c.conversation == conversation)
    ).scalar_one()
    return found


def packet_of(conn: Connection, case: int) -> dict[str, Any]:
    found: dict[str, Any] = conn.execute(select(cases.c.packet).where(cases.c.id == case)).scalar_one()
    return found


def set_packet(conn: Connection, case: int, packet: Mapping[str, Any]) -> None:
    """Of a case that is being opened; later ones go through `change`."""
    conn.execute(update(cases).where(cases.c.id == case).values(packet=packet, headline=packet["headline"]))
    queue.learn(conn, case)
    queue.stand(conn, case)


def change(conn: Connection, case: Case, **columns: Any) -> int:
    """The new version. Raises CaseChanged when somebody else changed the case since it was read."""
    changed = conn.execute(
        update(cases)
        .where(cases.c.id == case.id, cases.c.version == case.version)
        .values(**columns, version=case.version + 1)
    )
    if changed.rowcount != 1:
        raise CaseChanged(f"{case.ref} has changed meanwhile. Look at it again.")
    if "packet" in columns:
        queue.learn(conn, case.id)
    queue.stand(conn, case.id)
    return case.version + 1


def earlier_of_address(
    conn: Connection, channel: Channel, address: str, *, but: int | None, limit: int = 5
) -> Sequence[RowMapping]:
    """The newest cases of one customer: id, ref, kind, headline, state, opened_at, resolved_at, packet, applied."""
    latest = (
        select(remedies.c.remedy)
        .where(remedies.c.case == cases.c.id)
        .order_by(remedies.c.at.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(
            cases.c.id,
            cases.c.ref,
            cases.c.kind,
            cases.c.headline,
            cases.c.state,
            cases.c.opened_at,
            cases.c.resolved_at,
            cases.c.packet,
            latest.label("applied"),
        )
        .join(conversations, conversations.c.id == cases.c.conversation)
        .where(conversations.c.channel == channel, conversations.c.address == address)
    )
    if but is not None:
        query = query.where(cases.c.id != but)
    return conn.execute(query.order_by(cases.c.id.desc()).limit(limit)).mappings().all()


def record(
    conn: Connection,
    case: int,
    what: str,
    *,
    at: datetime,
    actor: str | None = None,
    data: Mapping[str, Any] | None = None,
) -> None:
    conn.execute(plain_insert(case_events).values(case=case, at=at, actor=actor, what=what, data=dict(data or {})))
    if what != VIEWED:  # the desk itself says what was read, more often than there is news
        audit.changed(conn, case, what, at=at, actor=actor, data=data)


def events(conn: Connection, case: int) -> list[Event]:
    rows = conn.execute(select(case_events).where(case_events.c.case == case).order_by(case_events.c.id))
    return [Event(row.id, row.at, row.actor, row.what, row.data or {}) for row in rows]


def add_note(conn: Connection, *, id: str, case: int, agent: str, text: str, at: datetime) -> bool:
    """Whether it is new."""
    done = conn.execute(
        insert(conn, notes).values(id=id, case=case, agent=agent, text=text, at=at).on_conflict_do_nothing()
    )
    return done.rowcount == 1


def notes_of(conn: Connection, case: int) -> Sequence[RowMapping]:
    """id, text, at, name"""
    query = select(notes.c.id, notes.c.text, notes.c.at, agents.c.name).join(agents, agents.c.id == notes.c.agent)
    return conn.execute(query.where(notes.c.case == case).order_by(notes.c.at)).mappings().all()


def _cases() -> Select[Any]:
    return select(cases, agents.c.name.label("holder_name")).join(agents, agents.c.id == cases.c.agent, isouter=True)


def _case(row: Row[Any]) -> Case:
    return Case(
        id=row.id,
        ref=row.ref,
        conversation=row.conversation,
        state=CaseState(row.state),
        severity=row.severity,
        holder=row.agent,
        holder_name=row.holder_name,
        first_word_at=row.first_word_at,
        opened_at=row.opened_at,
        promised_at=row.promised_at,
        taken_at=row.taken_at,
        first_reply_at=row.first_reply_at,
        resolved_at=row.resolved_at,
        closed_at=row.closed_at,
        version=row.version,
    )
