"""The queue: what waits, in the order in which it should be taken."""

import base64
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from handoff.model.case import OPEN, CaseState
from handoff.model.message import Author
from handoff.model.refusal import Malformed
from handoff.store.tables import agents, case_events, cases, conversations, messages

MOST = 200
SEVERITIES = (4, 3, 2, 1)


@dataclass(frozen=True)
class QueueRow:
    ref: str
    state: str
    headline: str
    kind: str
    feeling: str | None  # the strongest, with its intensity 0..1
    intensity: float | None
    channel: str
    severity: int
    severity_reasons: tuple[str, ...]
    flags: tuple[str, ...]
    second_failure: bool
    conversation: str
    floor: str
    holder: str | None  # the agent's id
    holder_name: str | None
    first_word_at: datetime
    opened_at: datetime
    promised_at: datetime
    first_reply_at: datetime | None
    unread: int  # the customer's messages since the holder looked or anybody answered

    def as_json(self) -> dict[str, Any]:
        return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in vars(self).items()}


@dataclass(frozen=True)
class QueuePage:
    rows: tuple[QueueRow, ...]
    after: str | None  # asks for the next page; None at the end


@dataclass(frozen=True)
class _Place:
    """Where the last page ended."""

    state: CaseState
    severity: int
    promised_at: datetime
    id: int

    def __str__(self) -> str:
        values = [self.state, self.severity, self.promised_at.isoformat(), self.id]
        return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()

    @classmethod
    def parse(cls, text: str) -> "_Place":
        """Raises Malformed."""
        try:
            state, severity, promised_at, id = json.loads(base64.urlsafe_b64decode(text.encode()))
            return cls(CaseState(state), int(severity), datetime.fromisoformat(promised_at), int(id))
        except (ValueError, TypeError) as error:
            raise Malformed("`after` is not one that a page of the queue gave.") from error


def queue_page(conn: Connection, *, state: CaseState | None, after: str | None, limit: int) -> QueuePage:
    """Without a `state`: all that nobody has resolved, what nobody has taken first."""
    place = _Place.parse(after) if after else None
    states: Sequence[CaseState] = OPEN if state is None else (state,)
    if place is not None:
        if place.state not in states:
            raise Malformed("`after` is of a page with another state.")
        states = states[states.index(place.state) :]
    limit = min(max(limit, 1), MOST)
    found: list[Any] = []
    for one, severity in product(states, SEVERITIES):
        here = place is not None and (place.state, place.severity) == (one, severity)
        if place is not None and place.state is one and severity > place.severity:
            continue
        found += _rows(conn, one, severity, place if here else None, limit + 1 - len(found))
        if len(found) > limit:
            break
    shown = found[:limit]
    last = shown[-1] if len(found) > limit else None
    end = _Place(CaseState(last.state), last.severity, last.promised_at, last.id) if last else None
    return QueuePage(tuple(_row(row) for row in shown), str(end) if end else None)


def _rows(conn: Connection, state: CaseState, severity: int, place: _Place | None, limit: int) -> Sequence[Any]:
    """One state and one severity: a walk along the index, which needs no sorting."""
    query = (
        select(
            cases,
            conversations.c.floor,
            agents.c.name.label("holder_name"),
            _unread().label("unread"),
        )
        .join(conversations, conversations.c.id == cases.c.conversation)
        .join(agents, agents.c.id == cases.c.agent, isouter=True)
        .where(cases.c.state == state, cases.c.severity == severity)
        .order_by(cases.c.promised_at, cases.c.id)
        .limit(limit)
    )
    if place is not None:
        later = and_(cases.c.promised_at == place.promised_at, cases.c.id > place.id)
        query = query.where(or_(cases.c.promised_at > place.promised_at, later))
    return conn.execute(query).all()


def _unread() -> Any:
    answers = messages.alias("answers")
    answered = (
        select(func.coalesce(func.max(answers.c.seq), 0))
        .where(answers.c.conversation == cases.c.conversation, answers.c.author == Author.AGENT)
        .correlate(cases)
        .scalar_subquery()
    )
    viewed = (
        select(func.coalesce(func.max(case_events.c.data["seq"].as_integer()), 0))
        .where(case_events.c.case == cases.c.id, case_events.c.what == "viewed", case_events.c.actor == cases.c.agent)
        .correlate(cases)
        .scalar_subquery()
    )
    return (
        select(func.count())
        .select_from(messages)
        .where(
            messages.c.conversation == cases.c.conversation,
            messages.c.author == Author.CUSTOMER,
            messages.c.at >= cases.c.first_word_at,
            messages.c.seq > answered,
            messages.c.seq > viewed,
        )
        .correlate(cases)
        .scalar_subquery()
    )


def _row(row: Any) -> QueueRow:
    packet = row.packet
    strongest = next(iter(packet["feelings"]), None)
    return QueueRow(
        ref=row.ref,
        state=row.state,
        headline=row.headline,
        kind=row.kind,
        feeling=strongest["name"] if strongest else None,
        intensity=strongest["intensity"] if strongest else None,
        channel=row.channel,
        severity=row.severity,
        severity_reasons=tuple(packet["severity_reasons"]),
        flags=tuple(_names(packet["flags"])),
        second_failure=packet["second_failure"],
        conversation=row.conversation,
        floor=row.floor,
        holder=row.agent,
        holder_name=row.holder_name,
        first_word_at=row.first_word_at,
        opened_at=row.opened_at,
        promised_at=row.promised_at,
        first_reply_at=row.first_reply_at,
        unread=row.unread,
    )


def _names(flags: list[dict[str, Any]]) -> Iterator[str]:
    yield from dict.fromkeys(flag["name"] for flag in flags)
