"""How often a remedy was given before and how it was received, from what customers wrote and did afterwards."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select

from handoff.model.case import CaseState
from handoff.store.tables import case_events, cases, conversations, inbox, messages, remedies

LOOKED_AT = 100  # of the newest uses; older ones say little about today
PLEASED = ("thanks", "praise")
MADE_RIGHT = "made_right"  # an event of a case: the customer was asked and said so


@dataclass(frozen=True)
class Precedent:
    """Of the newest `looked_at` uses: `pleased` were answered by thanks or a yes to "was it made right?", after
    `came_back` it was not right yet."""

    used: int = 0
    looked_at: int = 0
    settled: int = 0
    pleased: int = 0
    came_back: int = 0


def precedents(conn: Connection, ids: Collection[str], *, but: int) -> dict[str, Precedent]:
    """By the remedy's id. `but`: the case that is being looked at."""
    return {id: _precedent(conn, id, but) for id in ids}


def _precedent(conn: Connection, id: str, but: int) -> Precedent:
    earlier = and_(remedies.c.remedy == id, remedies.c.case != but)
    used = conn.execute(select(func.count()).select_from(remedies).where(earlier)).scalar_one()
    if not used:
        return Precedent()
    newest = (
        select(remedies.c.at, cases.c.id, cases.c.state, cases.c.conversation, conversations.c.channel)
        .add_columns(conversations.c.address)
        .join(cases, cases.c.id == remedies.c.case)
        .join(conversations, conversations.c.id == cases.c.conversation)
        .where(earlier)
        .order_by(remedies.c.at.desc())
        .limit(LOOKED_AT)
        .subquery("newest")
    )
    back = came_back(newest.c)
    settled = and_(newest.c.state.in_([CaseState.RESOLVED, CaseState.CLOSED]), ~back)
    found = conn.execute(
        select(
            func.count().label("looked_at"),
            func.count().filter(settled).label("settled"),
            func.count().filter(pleased(newest.c)).label("pleased"),
            func.count().filter(back).label("came_back"),
        ).select_from(newest)
    ).one()
    return Precedent(used, found.looked_at, found.settled, found.pleased, found.came_back)


def pleased(given: Any) -> ColumnElement[bool]:
    """`given`: columns of a remedy and its case: id, at, conversation, channel, address."""
    said_so = select(case_events.c.id).where(case_events.c.case == given.id, case_events.c.what == MADE_RIGHT)
    words = select(inbox.c.message).join(messages, messages.c.id == inbox.c.message)
    thanks = words.where(
        inbox.c.conversation == given.conversation,
        messages.c.at > given.at,
        inbox.c.reading["intent"]["name"].as_string().in_(PLEASED),
    )
    return or_(exists(said_so), exists(thanks))


def came_back(given: Any) -> ColumnElement[bool]:
    """The case was opened again, or the same customer told another one."""
    again = select(case_events.c.id).where(
        case_events.c.case == given.id, case_events.c.what == "reopened", case_events.c.at > given.at
    )
    others = cases.alias("others")
    theirs = conversations.alias("theirs")
    another = (
        select(others.c.id)
        .join(theirs, theirs.c.id == others.c.conversation)
        .where(
            theirs.c.channel == given.channel,
            theirs.c.address == given.address,
            others.c.id > given.id,
            others.c.opened_at > given.at,
        )
    )
    return or_(exists(again), exists(another))
