"""Replies that wait for the end of the quiet hours: as the thread and the composer show them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from handoff.cases import scheduling
from handoff.cases.commitments import commitments
from handoff.model.message import Author
from handoff.model.refusal import Malformed
from handoff.model.scheduled import Held, Scheduled
from handoff.policy.policies import Policies
from handoff.store import cases, conversations, messages, scheduled

LATER = "later"  # what the button sends that waits for the morning
AWAKE = timedelta(minutes=15)  # who wrote so lately waits for an answer, also at night
LAST = 20  # messages in which their last word is looked for

REASONS = {
    Held.HANDED_ON: "It will not go out: the case is no longer {name}’s.",
    Held.OPTED_OUT: "It will not go out: the customer wrote STOP.",
    Held.CUSTOMER_WROTE: "It will not go out by itself: the customer has written since. Read that first.",
    Held.COLLEAGUE_ANSWERED: "It will not go out: somebody else has answered since.",
    Held.TOO_LATE: "It will not go out by itself: its time passed long ago.",
}


@dataclass(frozen=True)
class Waiting:
    """`trouble`: why it would not go out."""

    words: Scheduled
    trouble: str | None


@dataclass(frozen=True)
class Night:
    """It is night for the customer until `until`; `wrote_at`: they are awake all the same."""

    until: datetime
    wrote_at: datetime | None


def night_of(conn: Connection, conversation: str, policies: Policies, now: datetime) -> Night | None:
    found = conversations.get(conn, conversation)
    until = scheduling.quiet_until(found, policies, now)
    if until is None:
        return None
    said = messages.thread(conn, conversation, after=found.last_seq - LAST)
    wrote = [one.at for one in said if one.author is Author.CUSTOMER and one.at > now - AWAKE]
    return Night(until, wrote[-1] if wrote else None)


def waiting_of(conn: Connection, ref: str, policies: Policies, now: datetime) -> list[Waiting]:
    case = cases.get(conn, ref)
    conversation = conversations.get(conn, case.conversation)

    def trouble(one: Scheduled) -> str | None:
        held = scheduling.why_held(conn, one, case, conversation, policies, now)
        return REASONS[held].format(name=one.agent.name) if held else None

    return [Waiting(one, trouble(one)) for one in scheduled.waiting(conn, case.id)]


def read_at(night: Night | None, now: datetime) -> datetime:
    """What is written at night is read in the morning, unless they are awake: "today" is that day then."""
    return night.until if night and night.wrote_at is None else now


def goes_at(night: Night | None, when: str, text: str, policies: Policies, now: datetime) -> datetime | None:
    """When the words leave; None for now. `when`: which button was pressed.

    Words that were looked at as they are read then may promise another time when they leave now, and the reverse.
    Raises Malformed.
    """
    if night is None or not when:
        return None
    goes = night.until if when == LATER else None
    for one in commitments(text, policies, read_at(night, now)):
        if one.due not in [other.due for other in commitments(text, policies, goes or now)]:
            which = "in the morning" if goes else "now"
            raise Malformed(f"Read {which}, “{one.words}” means another time. Name the day and the hour in it.")
    return goes
