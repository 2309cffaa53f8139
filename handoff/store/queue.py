"""The queue's rows: where each case stands, kept true in the transaction of every change."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from handoff.model.case import OPEN, CaseState
from handoff.model.floor import Floor
from handoff.model.message import Author
from handoff.model.severity import Severity
from handoff.store import case_words, timers
from handoff.store.conversations import Conversation
from handoff.store.tables import case_queue, cases, conversations, messages, promises
from handoff.store.tables import timers as timer_rows
from handoff.store.upsert import insert

ENDED = "2"  # where the places of ended cases begin
MOST_TOLD = 500  # fragments of one story that can be looked for
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NEVER = 10**17 - 1  # microseconds


def place_of(
    *, id: int, state: str, severity: int, due_at: datetime | None, first_word_at: datetime, ended_at: datetime | None
) -> str:
    """Digits that sort: danger first, while anything is due in it; then what is due next, then the more urgent, then
    who waits longest. Who was answered and promised nothing comes after all of them.

    What has ended comes last, the latest first.
    """
    if state not in OPEN:
        return f"{ENDED}{_NEVER - _micros(ended_at or first_word_at):017d}{id:010d}"
    lead = 0 if severity == Severity.AT_ONCE and due_at is not None else 1
    due = _NEVER if due_at is None else _micros(due_at)
    return f"{lead}{due:017d}{Severity.AT_ONCE - severity}{_micros(first_word_at):017d}{id:010d}"


def stand(conn: Connection, case: int) -> None:
    """Puts the case where it belongs now."""
    row = conn.execute(select(cases).where(cases.c.id == case)).one()
    open_still = row.state in OPEN
    waits_since = _waits_since(conn, row) if open_still else None
    due_at = _due_at(conn, row) if open_still else None
    packet: Mapping[str, Any] = row.packet
    strongest = next(iter(packet.get("feelings", ())), None)
    values = {
        "place": place_of(
            id=row.id,
            state=row.state,
            severity=row.severity,
            due_at=due_at,
            first_word_at=row.first_word_at,
            ended_at=row.closed_at or row.resolved_at,
        ),
        "state": row.state,
        "agent": row.agent,
        "kind": row.kind,
        "channel": row.channel,
        "due_at": due_at,
        "waits_since": waits_since,
        "flags": flags_column(one["name"] for one in packet.get("flags", ())),
        "feeling": strongest["name"] if strongest else None,
        "intensity": strongest["intensity"] if strongest else None,
        "second_failure": bool(packet.get("second_failure")),
        "reasons": list(packet.get("severity_reasons", ())),
    }
    stored = insert(conn, case_queue).values(case=case, **values)
    conn.execute(stored.on_conflict_do_update(index_elements=["case"], set_=values))


def flags_column(names: Any) -> str:
    return "".join(f",{name}" for name in dict.fromkeys(names)) + ","


def learn(conn: Connection, case: int) -> None:
    """What can be looked for, from the packet and the story as they are now."""
    row = conn.execute(
        select(cases.c.packet, cases.c.conversation, cases.c.first_word_at, conversations.c.address)
        .join(conversations, conversations.c.id == cases.c.conversation)
        .where(cases.c.id == case)
    ).one()
    told = select(messages.c.text).where(
        messages.c.conversation == row.conversation,
        messages.c.author == Author.CUSTOMER,
        messages.c.at >= row.first_word_at,
    )
    story = conn.execute(told.order_by(messages.c.seq.desc()).limit(MOST_TOLD)).scalars()
    # A session's id is no address that anybody looks for; a phone number is.
    address = [row.address] if row.address.startswith("+") else []
    case_words.index(conn, case, [*case_words.packet_texts(row.packet), *address, *story])


def heard(conn: Connection, conversation: Conversation, now: datetime) -> None:
    """The customer wrote while a case is open: it can be found by that, and whoever took it must answer."""
    query = select(cases.c.id).where(cases.c.conversation == conversation.id, cases.c.state.in_(OPEN))
    case: int | None = conn.execute(query.order_by(cases.c.id.desc()).limit(1)).scalar_one_or_none()
    if case is None:
        return
    learn(conn, case)
    stand(conn, case)
    if conversation.floor is Floor.HUMAN:
        # Due at once: whoever hears it knows the opening hours, and sets it to when the case is taken back.
        timers.set_timer(conn, conversation.id, timers.UNANSWERED, conversation.epoch, now)


def waits_since(conn: Connection, case: int) -> datetime | None:
    """The customer's first word that nobody has answered."""
    found: datetime | None = conn.execute(
        select(case_queue.c.waits_since).where(case_queue.c.case == case)
    ).scalar_one_or_none()
    return found


def due_at(conn: Connection, case: int) -> datetime | None:
    """The time that the queue counts down to."""
    found: datetime | None = conn.execute(
        select(case_queue.c.due_at).where(case_queue.c.case == case)
    ).scalar_one_or_none()
    return found


def fill_missing(conn: Connection) -> None:
    """Cases of a database that is older than the queue's rows."""
    query = select(cases.c.id).join(case_queue, case_queue.c.case == cases.c.id, isouter=True)
    for case in conn.execute(query.where(case_queue.c.case.is_(None))).scalars().all():
        stand(conn, case)
        learn(conn, case)


def _waits_since(conn: Connection, row: Row[Any]) -> datetime | None:
    """The customer's first word after the last one of a person."""
    of_case = (messages.c.conversation == row.conversation) & (messages.c.at >= row.first_word_at)
    answered = select(func.max(messages.c.seq)).where(of_case, messages.c.author == Author.AGENT).scalar_subquery()
    query = select(messages.c.at).where(
        of_case, messages.c.author == Author.CUSTOMER, messages.c.seq > func.coalesce(answered, 0)
    )
    found: datetime | None = conn.execute(query.order_by(messages.c.seq).limit(1)).scalar_one_or_none()
    return found


def _due_at(conn: Connection, row: Row[Any]) -> datetime | None:
    """What was promised and is not done yet, also too late; else when the case is taken back from a silent agent."""
    promised = select(func.min(promises.c.due_at)).where(
        promises.c.case == row.id,
        promises.c.made_by.is_not(None),
        promises.c.kept_at.is_(None),
    )
    silent = select(func.min(timer_rows.c.due_at)).where(
        timer_rows.c.conversation == row.conversation,
        timer_rows.c.kind == timers.UNANSWERED,
        timer_rows.c.state == "set",
    )
    own: datetime | None = conn.execute(promised).scalar_one()
    answered = row.first_reply_at is not None and row.state == CaseState.TAKEN
    told = [at for at in (own, None if answered else row.promised_at) if at is not None]
    found: datetime | None = min(told) if told else conn.execute(silent).scalar_one()
    return found


def _micros(at: datetime) -> int:
    since = at - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
