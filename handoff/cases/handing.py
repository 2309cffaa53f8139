"""A case changes hands: back to the team, to a colleague with a note, to the assistant; or it ends without a remedy."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import Connection, select

from handoff.cases import acts
from handoff.model.agent import Agent, Role
from handoff.model.case import Case, CaseState
from handoff.model.floor import Floor
from handoff.model.refusal import Refusal
from handoff.policy.hours import Hours
from handoff.store import cases, conversations, floors, notices, timers
from handoff.store.conversations import Conversation
from handoff.store.tables import agents

UNHELD = (CaseState.WAITING, CaseState.REOPENED)


class ColleagueUnknown(Refusal):
    code: ClassVar[str] = "colleague_unknown"
    status: ClassVar[int] = 422


class Why(StrEnum):
    """What the assistant gets a conversation back for."""

    FEEDBACK = "feedback"  # it asks whether all is right now
    NEW_TOPIC = "new_topic"


def to_team(conn: Connection, ref: str, agent: Agent, *, hours: Hours, now: datetime) -> Case:
    """Raises CaseOver, CaseNotTaken, CaseTaken."""
    case, conversation = acts.locked(conn, ref)
    case.decide(agent)
    acts.nothing_waits(conn, case)
    let_go(conn, case, conversation, hours=hours, now=now)
    cases.record(conn, case.id, "handed_to_team", at=now, actor=agent.id)
    return case


def to_colleague(
    conn: Connection, ref: str, agent: Agent, to: str, words: str, client_id: str, *, now: datetime
) -> Case:
    """`to`: the colleague's id. The note stands in the case, and the colleague hears of it.

    A supervisor may also give away what nobody has. Raises ColleagueUnknown, CaseOver, CaseNotTaken, CaseTaken.
    """
    case, conversation = acts.locked(conn, ref)
    note = f"{case.id}:{agent.id}:{client_id}"
    if any(row["id"] == note for row in cases.notes_of(conn, case.id)):
        return case
    if not (agent.supervises and case.state in UNHELD):
        case.decide(agent)
    colleague = colleague_of(conn, to)
    if colleague.id == case.holder:
        raise ColleagueUnknown(f"{colleague.name} has {ref} already.")
    acts.nothing_waits(conn, case)
    cases.change(conn, case, state=CaseState.TAKEN, agent=colleague.id, taken_at=now)
    acts.hold(conn, conversation, colleague.id, now)
    cases.add_note(conn, id=note, case=case.id, agent=agent.id, text=words, at=now)
    told = {"to": colleague.id, "name": colleague.name, "from": case.holder}
    cases.record(conn, case.id, "handed_to_colleague", at=now, actor=agent.id, data=told)
    if colleague.id != agent.id:
        notices.tell(conn, [colleague.id], case.id, notices.HANDED, who=agent.name, words=words, now=now)
    return case


def to_assistant(conn: Connection, ref: str, agent: Agent, why: Why, now: datetime) -> Case:
    """For feedback the case is resolved, and the customer is asked at once. Raises as `Case.decide`."""
    if why is Why.NEW_TOPIC:
        return acts.return_to_bot(conn, ref, agent, now)
    case = acts.resolve(conn, ref, agent, now)
    epoch = conversations.get(conn, case.conversation).epoch
    timers.set_timer(conn, case.conversation, timers.FOLLOW_UP, epoch, now, {"case": case.id})
    return case


def close(conn: Connection, ref: str, agent: Agent, now: datetime) -> Case:
    """Nothing more is to be done, such as for a case told twice. Raises CaseNotTaken, CaseTaken."""
    case, conversation = acts.locked(conn, ref)
    if case.state is CaseState.CLOSED:
        return case
    if case.state is not CaseState.RESOLVED:
        case.decide(agent)
    acts.nothing_waits(conn, case)
    cases.change(conn, case, state=CaseState.CLOSED, closed_at=now)
    acts.nobody_answers(conn, case, now)
    if case.state is CaseState.TAKEN and conversation.floor is not Floor.CUSTOMER:
        acts.new_story(conn, case, conversation, now)
    cases.record(conn, case.id, "closed", at=now, actor=agent.id)
    return case


def let_go(conn: Connection, case: Case, conversation: Conversation, *, hours: Hours, now: datetime) -> None:
    """Anybody may take it. What was promised stays promised; who was answered before waits for a new time."""
    again = {} if case.first_reply_at is None else {"promised_at": hours.promise(now, case.severity).at}
    cases.change(conn, case, state=CaseState.WAITING, agent=None, taken_at=None, **again)
    if conversation.floor is not Floor.QUEUE:
        floors.move(conn, conversation.id, Floor.QUEUE, now=now)


def colleague_of(conn: Connection, id: str) -> Agent:
    """Raises ColleagueUnknown."""
    row = conn.execute(select(agents).where(agents.c.id == id, agents.c.active)).one_or_none()
    if row is None or row.role == Role.DESIGNER:
        raise ColleagueUnknown("Choose a colleague who answers cases.")
    return Agent(row.id, row.email, row.name, Role(row.role))
