"""What a supervisor watches: who waits, what is slipping, who has how much, and how well we kept our word."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from handoff.cases.queue import Counts, QueueRow, counts, queue_page
from handoff.cases.wanted import Wanted, When
from handoff.model.approval import ApprovalState
from handoff.model.case import CaseState
from handoff.model.period import Period
from handoff.model.promise import PromiseState
from handoff.reports.word_kept import Kept, kept
from handoff.store import presence
from handoff.store.tables import agents, approvals, case_events, case_queue, promises, turns

LATELY = 7  # days, today included
MOST = 8  # cases on one list


@dataclass(frozen=True)
class Load:
    """One person. `waits`: customers of theirs whose last words nobody answered; `late`: past a promised time."""

    id: str
    name: str
    role: str
    here: bool
    held: int
    waits: int
    late: int
    promises: int  # open ones in their own words
    answered: int  # replies today
    resolved: int  # cases today


@dataclass(frozen=True)
class Board:
    """`longest`: since when the first of those waits whom nobody has; the last five are about the last seven days."""

    counts: Counts
    longest: datetime | None
    asked: int  # remedies that wait for a yes
    late: tuple[QueueRow, ...]
    next: tuple[QueueRow, ...]  # what is due and not late yet
    loads: tuple[Load, ...]
    came_back: int  # cases that went back to the queue from somebody who said nothing
    answers: int  # of the assistant
    interruptions: int
    reasked: int
    kept: Kept


def board(conn: Connection, me: str, *, today: Period, now: datetime) -> Board:
    """`me`: an agent's id. `today`: one day, in the company's time zone."""
    lately = Period.of_days(LATELY, today.zone, now)
    waiting = case_queue.c.state.in_([CaseState.WAITING, CaseState.REOPENED])
    answers, interruptions, reasked = _assistant(conn, lately)
    return Board(
        counts=counts(conn, me, now=now),
        longest=conn.execute(select(func.min(case_queue.c.waits_since)).where(waiting)).scalar_one(),
        asked=_count(conn, approvals.c.state == ApprovalState.ASKED),
        late=queue_page(conn, Wanted(when=When.LATE), after=None, limit=MOST, now=now).rows,
        next=_next(conn, now),
        loads=tuple(loads(conn, today, now)),
        came_back=_count(conn, case_events.c.what == "came_back", case_events.c.at >= lately.start),
        answers=answers,
        interruptions=interruptions,
        reasked=reasked,
        kept=kept(conn, lately, now),
    )


def _next(conn: Connection, now: datetime) -> tuple[QueueRow, ...]:
    coming = Wanted(when=When.TO_COME)
    return queue_page(conn, coming, after=None, limit=MOST, now=now).rows


def loads(conn: Connection, today: Period, now: datetime) -> list[Load]:
    """Everybody who answers cases, who has most first. Programs only while they hold something."""
    held = _by(conn, select(case_queue.c.agent, func.count()).where(_taken()).group_by(case_queue.c.agent))
    waits = _by(
        conn,
        select(case_queue.c.agent, func.count())
        .where(_taken(), case_queue.c.waits_since.is_not(None))
        .group_by(case_queue.c.agent),
    )
    late = _by(
        conn,
        select(case_queue.c.agent, func.count())
        .where(_taken(), case_queue.c.due_at < now)
        .group_by(case_queue.c.agent),
    )
    own = select(promises.c.made_by, func.count()).where(
        promises.c.kept_at.is_(None), promises.c.made_by.is_not(None), promises.c.state == PromiseState.OPEN
    )
    promised = _by(conn, own.group_by(promises.c.made_by))
    answered, resolved = (_done_today(conn, what, today) for what in ("replied", "resolved"))
    here = presence.at_the_desk(conn, now)
    people = conn.execute(select(agents).where(agents.c.active, agents.c.role != "designer").order_by(agents.c.name))
    found = [
        Load(
            one.id,
            one.name,
            one.role,
            one.id in here,
            held.get(one.id, 0),
            waits.get(one.id, 0),
            late.get(one.id, 0),
            promised.get(one.id, 0),
            answered.get(one.id, 0),
            resolved.get(one.id, 0),
        )
        for one in people
        if "@" in one.email or one.id in held
    ]
    return sorted(found, key=lambda one: (-one.held, -one.answered))


def _taken() -> ColumnElement[bool]:
    return case_queue.c.state == CaseState.TAKEN


def _done_today(conn: Connection, what: str, today: Period) -> dict[str, int]:
    query = select(case_events.c.actor, func.count()).where(
        case_events.c.what == what, case_events.c.at >= today.start, case_events.c.actor.is_not(None)
    )
    return _by(conn, query.group_by(case_events.c.actor))


def _by(conn: Connection, query: Select[Any]) -> dict[str, int]:
    return {row[0]: row[1] for row in conn.execute(query)}


def _count(conn: Connection, *conditions: ColumnElement[bool]) -> int:
    return conn.execute(select(func.count()).where(*conditions)).scalar_one()


def _assistant(conn: Connection, lately: Period) -> tuple[int, int, int]:
    """Its answers, those that cut into a story, and those that asked for what it had been told."""
    answered = turns.c.answered_at >= lately.start
    row = conn.execute(
        select(
            func.count(),
            func.count().filter(turns.c.answer["interrupted"].as_boolean()),
            func.count().filter(turns.c.answer["reasked"].as_boolean()),
        ).where(answered)
    ).one()
    return row[0], row[1], row[2]
