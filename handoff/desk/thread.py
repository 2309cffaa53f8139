"""What was said and done about a case, in one order: messages, private notes and who did what."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import Connection, select

from handoff.desk.moments import Moments
from handoff.model.delivery import Delivery
from handoff.model.message import Author, Message
from handoff.model.picture import Picture
from handoff.store import conversations, messages
from handoff.store.tables import agents, case_events, cases, notes

MOST = 2_000  # messages on one page
PAUSE = timedelta(minutes=2)
DONE = {
    "opened": "The case was opened",
    "taken": "{name} took the case",
    "resolved": "{name} resolved it",
    "returned": "{name} gave it back to the assistant",
    "reopened": "The case was reopened",
    "closed": "The case was closed",
    "remedy": "{name} applied a remedy",
    "asked": "{name} asked a supervisor",
    "approved": "{name} said yes",
    "declined": "{name} said no",
    "withdrawn": "{name} took the request back",
    "promise_kept": "{name} kept a promise",
    "erased": "The customer had their words, pictures and facts erased",
    "link_renewed": "{name} ended the links to the customer’s own page",
    "promise_due_soon": "A promised time is near",
    "promise_broken": "A promised time has passed",
    "followed_up": "The assistant asked whether it was made right",
    "made_right": "The customer said that it was made right",
    "follow_up_skipped": "Nobody was asked whether it was made right",
    "said_it_waits": "The assistant said that the case waits, and by when somebody comes",
    "handed_to_team": "{name} handed it to the team",
    "handed_to_colleague": "{name} handed it to {other}",
    "scheduled": "{name} wrote a reply that waits for the end of the quiet hours",
    "taken_back": "{name} took the waiting words back",
    "held_back": "The waiting words of {other} did not go out",
    "came_back": "{other} had not answered in time: it went back to the queue",
}


@dataclass(frozen=True)
class Line:
    """`kind`: customer, bot, agent or system for what was said; note; event."""

    id: str
    kind: str
    name: str
    text: str
    at: datetime
    pictures: tuple[Picture, ...] = ()
    new_day: bool = False
    delivery: Delivery | None = None
    follows: bool = False  # goes on where the line before stopped: who and when need not be said again


def of_conversation(conn: Connection, conversation: str, moments: Moments) -> list[Line]:
    return _with_days(_said(conn, conversation), moments)


def of_case(conn: Connection, ref: str, conversation: str, moments: Moments) -> list[Line]:
    case = conn.execute(select(cases.c.id).where(cases.c.ref == ref)).scalar_one()
    lines = [*_said(conn, conversation), *_noted(conn, case), *_done(conn, case)]
    # A stable sort: what was said keeps the order of the log, whatever the clock did.
    return _with_days(sorted(lines, key=lambda line: line.at), moments)


def _said(conn: Connection, conversation: str) -> list[Line]:
    if conversations.is_erased(conn, conversation):
        return []
    return [_line(message) for message in messages.thread(conn, conversation, limit=MOST)]


def _line(message: Message) -> Line:
    names = {Author.CUSTOMER: "Customer", Author.BOT: "Assistant", Author.AGENT: "Agent", Author.SYSTEM: "System"}
    name = message.name or names[message.author]
    return Line(
        message.id, message.author.value, name, message.text, message.at, message.pictures, delivery=message.delivery
    )


def _noted(conn: Connection, case: int) -> Iterator[Line]:
    query = select(notes, agents.c.name).join(agents, agents.c.id == notes.c.agent).where(notes.c.case == case)
    for row in conn.execute(query.order_by(notes.c.at)):
        yield Line(row.id, "note", row.name, row.text, row.at)


def _done(conn: Connection, case: int) -> Iterator[Line]:
    query = select(case_events, agents.c.name).join(agents, agents.c.id == case_events.c.actor, isouter=True)
    for row in conn.execute(query.where(case_events.c.case == case).order_by(case_events.c.id)):
        if row.what in DONE:
            other = (row.data or {}).get("name") or "A colleague"
            said = DONE[row.what].format(name=row.name or "Amends", other=other)
            yield Line(f"e{row.id}", "event", row.name or "", said, row.at)


def _with_days(lines: list[Line], moments: Moments) -> list[Line]:
    if not lines:
        return []
    return [replace(lines[0], new_day=True), *(_after(before, line, moments) for before, line in pairwise(lines))]


def _after(before: Line, line: Line, moments: Moments) -> Line:
    new_day = moments.day(before.at) != moments.day(line.at)
    same = (before.kind, before.name) == (line.kind, line.name) and line.at - before.at < PAUSE
    return replace(line, new_day=new_day, follows=same and not new_day)
