"""A case is opened in the same transaction that stores the words which announce it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from handoff.cases.packet import Story, build_packet, story_of
from handoff.cases.packet_shape import HandedOver
from handoff.cases.refreshing import refresh
from handoff.model.case import Case, CaseState
from handoff.model.message import Message
from handoff.model.promise import DueTime
from handoff.model.read_intake import read_intake
from handoff.policy.policies import Policies
from handoff.store import cases, messages, promises
from handoff.store.conversations import Conversation


@dataclass(frozen=True)
class Handoff:
    """`intake`: as the bot gave it; empty when the assistant could not be asked."""

    reason: str
    words: str | None
    intake: dict[str, Any]


@dataclass(frozen=True)
class Opened:
    ref: str
    person: str  # the agent's name, or the team's while nobody has taken it
    promised: str  # "by 4:30 pm today"


def open_case(
    conn: Connection, conversation: Conversation, handoff: Handoff, *, policies: Policies, now: datetime
) -> Opened:
    """The floor is the caller's to move. A conversation has one open case: a second handoff adds to it."""
    already = cases.open_of(conn, conversation.id)
    if already is not None:
        refresh(conn, already, conversation, handoff.intake, policies=policies, now=now)
        return _told(already, policies, now)
    story = story_of(
        conn,
        conversation,
        HandedOver(reason=handoff.reason, words=handoff.words),
        read_intake(handoff.intake),
        story_messages(conn, conversation),
        policies=policies,
        now=now,
    )
    due = policies.hours.promise(now, story.circumstances.situation.severity)
    ref = _add(conn, story, due, policies=policies, now=now)
    return Opened(ref, policies.site.team, due.words)


def story_messages(conn: Connection, conversation: Conversation) -> list[Message]:
    """What was said since the last case of this conversation was resolved; a returned case is still the same story."""
    ended = cases.last_resolved(conn, conversation.id)
    said = messages.thread(conn, conversation.id, limit=10_000)
    return said if ended is None else [message for message in said if message.at > ended]


def _add(conn: Connection, story: Story, due: DueTime, *, policies: Policies, now: datetime) -> str:
    number = cases.next_number(conn, policies.site.first_reference)
    ref = f"{policies.site.reference_prefix}{number}"
    cases.add(
        conn,
        id=number,
        ref=ref,
        conversation=story.conversation.id,
        state=CaseState.WAITING,
        channel=story.conversation.channel,
        kind=story.intake["kind"],
        severity=story.circumstances.situation.severity,
        headline="",
        first_word_at=story.first_word,
        opened_at=now,
        promised_at=due.at,
        version=1,
        packet={},
    )
    promises.make(conn, number, promises.FIRST_ANSWER, due, now=now)
    packet = build_packet(
        conn,
        story,
        ref=ref,
        case=number,
        state=CaseState.WAITING,
        opened_at=now,
        due=due,
        policies=policies,
        now=now,
    )
    cases.set_packet(conn, number, packet)
    cases.record(conn, number, "opened", at=now, data={"reason": story.handoff["reason"]})
    return ref


def _told(case: Case, policies: Policies, now: datetime) -> Opened:
    return Opened(case.ref, case.holder_name or policies.site.team, policies.hours.said(case.promised_at, now))
