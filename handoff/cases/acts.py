"""What an agent does with a case, each as one piece of work in one transaction.

The conversation's row is locked before the case is read: what two people do at once happens one after the other.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import Connection, null

from handoff.cases.following import ask_without_remedy
from handoff.cases.packet_shape import Packet
from handoff.model.agent import Agent
from handoff.model.case import AnsweredMeanwhile, Case, CaseOver, CaseState
from handoff.model.floor import Floor
from handoff.model.message import Author, Message, Utterance
from handoff.model.promise import DueTime
from handoff.model.scheduled import WordsWait
from handoff.model.turn import CloseReason
from handoff.outbox.speaking import speak
from handoff.policy.policies import Policies
from handoff.store import approvals, cases, conversations, drafts, floors, messages, promises, scheduled, timers, turns
from handoff.store.conversations import Conversation

# Who the customer is stays known when a new story begins; what the last one was about does not.
REMEMBERED = ("person_name", "email", "phone")
RETURNED = "returned"


def locked(conn: Connection, ref: str) -> tuple[Case, Conversation]:
    """Raises CaseUnknown."""
    conversation = conversations.get(conn, cases.get(conn, ref).conversation, lock=True)
    return cases.get(conn, ref), conversation


def take(conn: Connection, ref: str, agent: Agent, now: datetime, *, over_from: str | None = None) -> Case:
    """Raises CaseTaken, CaseOver."""
    case, conversation = locked(conn, ref)
    if case.take(agent, over_from=over_from):
        _make_mine(conn, case, conversation, agent, now)
    return case


def reply(
    conn: Connection,
    ref: str,
    agent: Agent,
    text: str,
    client_id: str,
    now: datetime,
    *,
    promised: Sequence[tuple[str, DueTime]] = (),
    seen: int | None = None,
    written_before: bool = False,
) -> tuple[Case, Message]:
    """`promised`: the agent's words and their time. The same `client_id` again gives the same message.

    `seen`: the last seq that the agent had before them. `written_before`: these are words that waited, so a draft of
    now stays. Raises CaseTaken, CaseOver, OptedOut, AnsweredMeanwhile.
    """
    case, conversation = locked(conn, ref)
    origin = f"agent:{agent.id}:{client_id}"
    again = any(event.what == "replied" and event.data.get("origin") == origin for event in cases.events(conn, case.id))
    if not again:
        case, conversation = about_to_write(conn, case, conversation, agent, now, seen=seen)
    (message,) = speak(
        conn,
        conversation,
        [Utterance(text)],
        author=Author.AGENT,
        origin=origin,
        now=now,
        name=agent.name,
        agent=agent.id,
    )
    if not again:
        timers.cancel(conn, conversation.id, timers.UNANSWERED)
        conversations.change(conn, conversation.id, typing_agent=None)
        cases.change(conn, case, first_reply_at=case.first_reply_at or now)
        promises.settle(conn, case.id, promises.FIRST_ANSWER, now=now, done=True)
        for what, due in promised:
            promises.make(conn, case.id, what, due, now=now, made_by=agent.id)
        scheduled.sent(conn, case.id, agent.id, client_id, now)
        if not written_before:
            drafts.remove(conn, case.id, agent.id, drafts.REPLY)
        cases.record(conn, case.id, "replied", at=now, actor=agent.id, data={"origin": origin, "message": message.id})
    return case, message


def about_to_write(
    conn: Connection, case: Case, conversation: Conversation, agent: Agent, now: datetime, *, seen: int | None
) -> tuple[Case, Conversation]:
    """Who writes has the case and the floor. Raises CaseTaken, CaseOver, AnsweredMeanwhile."""
    _check_unanswered(conn, conversation, agent, seen)
    if case.take(agent):
        _make_mine(conn, case, conversation, agent, now)
    elif conversation.floor is not Floor.HUMAN or conversation.holder != agent.id:
        floors.move(conn, conversation.id, Floor.HUMAN, holder=agent.id, now=now)
    return locked(conn, case.ref)


def note(conn: Connection, ref: str, agent: Agent, text: str, client_id: str, now: datetime) -> Case:
    """The same `client_id` again adds nothing."""
    case, _ = locked(conn, ref)
    if cases.add_note(conn, id=f"{case.id}:{agent.id}:{client_id}", case=case.id, agent=agent.id, text=text, at=now):
        drafts.remove(conn, case.id, agent.id, drafts.NOTE)
        cases.record(conn, case.id, "noted", at=now, actor=agent.id, data={"origin": f"agent:{agent.id}:{client_id}"})
    return case


def keep_promise(conn: Connection, ref: str, agent: Agent, promise: str, now: datetime) -> Case:
    """What was promised is done. The same again changes nothing. Raises PromiseUnknown."""
    case, _ = locked(conn, ref)
    if promises.keep(conn, case.id, promise, now):
        cases.change(conn, case)
        cases.record(conn, case.id, "promise_kept", at=now, actor=agent.id, data={"promise": promise})
    return case


def resolve(conn: Connection, ref: str, agent: Agent, now: datetime, *, policies: Policies | None = None) -> Case:
    """The floor goes back to the customer: what they write next begins a new story. Raises as `Case.decide`.

    `policies`: with them the customer is asked some days later whether it is right, also where no remedy was given.
    """
    case, conversation = locked(conn, ref)
    if case.state is CaseState.RESOLVED and case.holder == agent.id:
        return case
    case.decide(agent)
    _end(conn, case, agent, CaseState.RESOLVED, now)
    new_story(conn, case, conversation, now)
    if policies is not None:
        ask_without_remedy(conn, case, policies, now)
    return case


def new_story(conn: Connection, case: Case, conversation: Conversation, now: datetime) -> None:
    """What the customer writes from now on is told to the assistant, who begins anew."""
    packet = cast(Packet, cases.packet_of(conn, case.id))
    if conversation.floor is not Floor.CUSTOMER:
        floors.move(conn, conversation.id, Floor.CUSTOMER, now=now)
    known = {**conversation.known, **_remembered(packet)}
    conversations.change(conn, conversation.id, known=known, intake=null(), phase=None, expects=None)


def return_to_bot(conn: Connection, ref: str, agent: Agent, now: datetime) -> Case:
    """The assistant goes on, with a turn that says so. Raises CaseOver, CaseNotTaken, CaseTaken."""
    case, conversation = locked(conn, ref)
    if case.state is CaseState.CLOSED and case.holder == agent.id:
        return case
    case.decide(agent)
    _end(conn, case, agent, CaseState.CLOSED, now)
    epoch = conversation.epoch
    if conversation.floor is not Floor.BOT:
        epoch = floors.move(conn, conversation.id, Floor.BOT, now=now)
    unanswered = turns.live(conn, conversation.id)
    if unanswered is not None:
        turns.drop(conn, unanswered.id)
    turns.closed_turn(conn, conversation.id, epoch, now, reason=CloseReason.RETURNED, button=RETURNED)
    return case


def seen(conn: Connection, ref: str, agent: Agent, now: datetime) -> None:
    """Remembers how far this agent has read, once for each new thing."""
    case = cases.get(conn, ref)
    conversation = conversations.get(conn, case.conversation)
    so_far = {"seq": conversation.last_seq, "version": case.version}
    earlier = [
        event.data for event in cases.events(conn, case.id) if event.what == "viewed" and event.actor == agent.id
    ]
    if not earlier or earlier[-1] != so_far:
        cases.record(conn, case.id, "viewed", at=now, actor=agent.id, data=so_far)


def _make_mine(conn: Connection, case: Case, conversation: Conversation, agent: Agent, now: datetime) -> None:
    newer = cases.open_of(conn, conversation.id)
    if newer is not None and newer.id != case.id:
        raise CaseOver(f"{case.ref} is {case.state.value}, and the customer has told a new story: {newer.ref}.")
    if case.state is CaseState.RESOLVED:
        cases.record(conn, case.id, "reopened", at=now, actor=agent.id)
    cases.change(conn, case, state=CaseState.TAKEN, agent=agent.id, taken_at=now, resolved_at=None)
    hold(conn, conversation, agent.id, now)
    cases.record(conn, case.id, "taken", at=now, actor=agent.id, data={"from": case.holder} if case.holder else {})


def hold(conn: Connection, conversation: Conversation, agent: str, now: datetime) -> None:
    """The floor is this agent's, and the time runs in which the customer must hear from them."""
    epoch = floors.move(conn, conversation.id, Floor.HUMAN, holder=agent, now=now)
    conversations.change(conn, conversation.id, typing_agent=None)
    timers.set_timer(conn, conversation.id, timers.UNANSWERED, epoch, now)


def _check_unanswered(conn: Connection, conversation: Conversation, agent: Agent, seen: int | None) -> None:
    """Raises AnsweredMeanwhile."""
    answer = None if seen is None else messages.last_of_colleague(conn, conversation.id, agent.id, after=seen)
    if answer is not None:
        raise AnsweredMeanwhile(answer.name or "A colleague", answer.text, answer.seq)


def nothing_waits(conn: Connection, case: Case) -> None:
    """Raises WordsWait."""
    if scheduled.waiting(conn, case.id):
        raise WordsWait("Words still wait here for the end of the quiet hours. Send them now or take them back first.")


def nobody_answers(conn: Connection, case: Case, now: datetime) -> None:
    """What was not said and not decided until now never will be."""
    promises.settle(conn, case.id, promises.FIRST_ANSWER, now=now, done=False)
    approvals.withdraw_of_case(conn, case.id, now)


def _end(conn: Connection, case: Case, agent: Agent, state: CaseState, now: datetime) -> None:
    nothing_waits(conn, case)
    ended = {CaseState.RESOLVED: ("resolved", "resolved_at"), CaseState.CLOSED: ("returned", "closed_at")}
    what, column = ended[state]
    cases.change(conn, case, state=state, **{column: now})
    nobody_answers(conn, case, now)
    cases.record(conn, case.id, what, at=now, actor=agent.id)


def _remembered(packet: Packet) -> dict[str, str]:
    # In a story about staff the name is usually that of the person complained about.
    keys = [key for key in REMEMBERED if not (key == "person_name" and packet["kind"] == "staff")]
    return {fact["key"]: fact["value"] for fact in reversed(packet["facts"]) if fact["key"] in keys}
