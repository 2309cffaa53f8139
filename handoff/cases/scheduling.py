"""A reply that goes out when the customer's quiet hours end: written now, looked at again before it leaves."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection

from handoff.cases import acts
from handoff.cases.commitments import Commitment
from handoff.cases.own_links import OwnLinks
from handoff.cases.silence import only_thanks
from handoff.model.agent import Agent
from handoff.model.case import Case, CaseState
from handoff.model.delivery import Priority
from handoff.model.message import Author
from handoff.model.promise import DueTime
from handoff.model.refusal import Forbidden
from handoff.model.scheduled import Held, NothingWaits, Scheduled, ScheduledState
from handoff.outbox.speaking import OptedOut
from handoff.policy.policies import Policies
from handoff.policy.quiet import may_write_at
from handoff.store import cases, conversations, drafts, messages, notices, scheduled, suppressions, timers
from handoff.store.conversations import Conversation
from handoff.store.timers import Timer
from handoff.timers import Handler


def quiet_until(conversation: Conversation, policies: Policies, now: datetime) -> datetime | None:
    """None where a text may leave at this moment."""
    at = may_write_at(policies.hours, conversation.channel, conversation.address, now)
    return at if at > now else None


def schedule(
    conn: Connection,
    ref: str,
    agent: Agent,
    text: str,
    client_id: str,
    at: datetime,
    *,
    promised: Sequence[Commitment] = (),
    seen: int | None = None,
    now: datetime,
) -> Case:
    """As a reply, said at `at`. The same `client_id` again changes nothing. Raises as `acts.reply`."""
    case, conversation = acts.locked(conn, ref)
    if is_suppressed(conn, conversation):
        raise OptedOut("This customer asked us to stop writing to this number; no text can be sent.")
    case, conversation = acts.about_to_write(conn, case, conversation, agent, now, seen=seen)
    told = [(one.words, one.due) for one in promised]
    seq = conversation.last_seq
    if scheduled.add(conn, case.id, agent, client_id, text, promised=told, seq=seq, at=at, now=now):
        conversations.change(conn, conversation.id, typing_agent=None)
        drafts.remove(conn, case.id, agent.id, drafts.REPLY)
        # Looked at anew with these words in mind: a case whose answer is written is not taken back.
        timers.set_timer(conn, conversation.id, timers.UNANSWERED, conversation.epoch, now)
        set_next(conn, case)
        origin = {"origin": f"agent:{agent.id}:{client_id}", "at": at.isoformat()}
        cases.record(conn, case.id, "scheduled", at=now, actor=agent.id, data=origin)
    return case


def is_suppressed(conn: Connection, conversation: Conversation) -> bool:
    return suppressions.is_suppressed(conn, conversation.channel, conversation.address)


def set_next(conn: Connection, case: Case) -> None:
    left = scheduled.waiting(conn, case.id)
    if left:
        timers.set_timer(conn, case.conversation, timers.SCHEDULED, case.id, left[0].at)
    else:
        timers.cancel(conn, case.conversation, timers.SCHEDULED, case.id)


def send_now(
    conn: Connection, ref: str, agent: Agent, id: str, *, policies: Policies, own_links: OwnLinks | None, now: datetime
) -> Case:
    """Only by who wrote it. Raises NothingWaits, Forbidden and as `acts.reply`."""
    case, _ = acts.locked(conn, ref)
    one = _waiting(conn, case, id)
    if one.agent.id != agent.id:
        raise Forbidden(f"These are {one.agent.name}'s words. Take them back, or write your own.")
    _say(conn, case, one, policies, own_links, now)
    set_next(conn, case)
    return case


def take_back(conn: Connection, ref: str, agent: Agent, id: str, now: datetime) -> tuple[Case, Scheduled]:
    """By who wrote it, who has the case now, or a supervisor. Raises NothingWaits, Forbidden."""
    case, _ = acts.locked(conn, ref)
    one = _waiting(conn, case, id)
    if agent.id not in (one.agent.id, case.holder) and not agent.supervises:
        raise Forbidden(f"These are {one.agent.name}'s words. Who has the case, or a supervisor, may take them back.")
    scheduled.settle(conn, one.id, ScheduledState.TAKEN_BACK, now)
    _keep_as_draft(conn, one, agent.id, now)
    set_next(conn, case)
    cases.record(conn, case.id, "taken_back", at=now, actor=agent.id)
    return case, one


def why_held(
    conn: Connection, one: Scheduled, case: Case, conversation: Conversation, policies: Policies, now: datetime
) -> Held | None:
    """What would keep these words from going out, if it were their time now."""
    if case.state is not CaseState.TAKEN or case.holder != one.agent.id:
        return Held.HANDED_ON
    if is_suppressed(conn, conversation):
        return Held.OPTED_OUT
    if messages.last_of_colleague(conn, conversation.id, one.agent.id, after=one.seq) is not None:
        return Held.COLLEAGUE_ANSWERED
    told = [said for said in messages.thread(conn, conversation.id, after=one.seq) if said.author is Author.CUSTOMER]
    if told and not only_thanks(conn, conversation.id, told[0].at):
        return Held.CUSTOMER_WROTE
    if now - one.at > policies.texting.worth_sending[Priority.HUMAN]:
        return Held.TOO_LATE
    return None


def time_to_send(policies: Policies, own_links: OwnLinks) -> Handler:
    def handle(conn: Connection, timer: Timer, now: datetime) -> Iterable[str]:
        case = cases.with_number(conn, timer.epoch)
        for one in scheduled.waiting(conn, case.id):
            if one.at <= now:
                _send_or_hold(conn, one, policies, own_links, now)
        set_next(conn, case)
        return ("outbox", "queue", "notices", f"case:{case.ref}", f"conversation:{case.conversation}")

    return handle


def _send_or_hold(conn: Connection, one: Scheduled, policies: Policies, own_links: OwnLinks, now: datetime) -> None:
    case = cases.with_number(conn, one.case)
    because = why_held(conn, one, case, conversations.get(conn, case.conversation), policies, now)
    if because is None:
        _say(conn, case, one, policies, own_links, now)
        return
    scheduled.settle(conn, one.id, ScheduledState.HELD, now, because)
    _keep_as_draft(conn, one, one.agent.id, now)
    cases.record(conn, case.id, "held_back", at=now, data={"name": one.agent.name, "because": because.value})
    notices.tell(conn, [one.agent.id], case.id, notices.HELD, who=one.agent.name, words=one.text, now=now)


def _say(
    conn: Connection, case: Case, one: Scheduled, policies: Policies, own_links: OwnLinks | None, now: datetime
) -> None:
    text = one.text if own_links is None else own_links.with_link(conn, case.ref, one.text, now)
    told = [(words, DueTime(due, policies.hours.said(due, now))) for words, due in one.promised]
    acts.reply(conn, case.ref, one.agent, text, one.client_id, now, promised=told, written_before=True)


def _waiting(conn: Connection, case: Case, id: str) -> Scheduled:
    found = next((one for one in scheduled.waiting(conn, case.id) if one.id == id), None)
    if found is None:
        raise NothingWaits("These words wait no more: they went out, or somebody took them back.")
    return found


def _keep_as_draft(conn: Connection, one: Scheduled, agent: str, now: datetime) -> None:
    """What nobody sent is not lost; what somebody writes at this moment comes first."""
    if not drafts.of(conn, one.case, agent).get(drafts.REPLY, "").strip():
        drafts.keep(conn, one.case, agent, drafts.REPLY, one.text, now)
