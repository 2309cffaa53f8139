"""Who looks at a case and who writes in it, for colleagues; that a person writes, for the customer."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from handoff.model.agent import Agent
from handoff.model.case import CaseState
from handoff.model.floor import Floor
from handoff.store import cases, conversations, presence, timers
from handoff.store.conversations import Conversation
from handoff.store.timers import Timer


def look(
    conn: Connection, ref: str, agent: Agent, *, writes: bool, to_customer: bool, now: datetime, scale: float
) -> set[str]:
    """A sign of life from a page of the case. The topics to ring: none when nothing is new. Raises CaseUnknown.

    `to_customer`: what is written is a reply, not a note. `scale`: story seconds per real second.
    """
    case = cases.get(conn, ref)
    topics = set()
    if presence.here(conn, agent.id, ref, typing=writes, now=now, scale=scale):
        topics.add(f"presence:{ref}")
    conversation = conversations.get(conn, case.conversation)
    mine = case.state is CaseState.TAKEN and case.holder == agent.id and conversation.floor is Floor.HUMAN
    if mine and _tell_customer(conn, conversation, agent, writes and to_customer, now, scale):
        topics |= {f"typing:{conversation.id}"}
    return topics


def leave(conn: Connection, ref: str, agent: Agent) -> set[str]:
    presence.gone(conn, agent.id, ref)
    conversation = conversations.get(conn, cases.get(conn, ref).conversation)
    topics = {f"presence:{ref}"}
    if conversation.typing_agent == agent.id:
        conversations.change(conn, conversation.id, typing_agent=None)
        topics.add(f"typing:{conversation.id}")
    return topics


def typing_over(conn: Connection, timer: Timer, _now: datetime) -> Iterable[str]:
    """Nothing was written for a while, or the browser is gone."""
    conversations.change(conn, timer.conversation, typing_agent=None)
    return (f"typing:{timer.conversation}",)


def _tell_customer(
    conn: Connection, conversation: Conversation, agent: Agent, writes: bool, now: datetime, scale: float
) -> bool:
    """Whether the customer sees something new."""
    if writes:
        until = now + presence.TYPING_HOLDS * scale
        timers.set_timer(conn, conversation.id, timers.TYPING, conversation.epoch, until)
    if (conversation.typing_agent == agent.id) == writes:
        return False
    conversations.change(conn, conversation.id, typing_agent=agent.id if writes else None)
    if not writes:
        timers.cancel(conn, conversation.id, timers.TYPING)
    return True
