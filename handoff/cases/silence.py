"""Somebody took a case and the customer hears nothing: it goes back to the queue, and the supervisors hear of it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection

from handoff.cases.handing import let_go
from handoff.model.case import Case, CaseState
from handoff.policy.hours import Hours
from handoff.store import cases, conversations, inbox, notices, presence, queue, scheduled, timers
from handoff.store.inbox import Fragment
from handoff.store.timers import Timer
from handoff.timers import Handler

CAME_BACK = "came_back"
LIKELY = 0.5  # probability
THANKS = ("thanks", "praise", "goodbye")  # intents of a word that asks for no answer
WRITING = timedelta(minutes=2)  # who is writing at this moment gets so much longer


def unanswered(hours: Hours) -> Handler:
    """The timer rings when a case is taken and when the customer writes; only here is it known until when."""

    def handle(conn: Connection, timer: Timer, now: datetime) -> Iterable[str]:
        case = cases.open_of(conn, timer.conversation)
        if case is None or case.state is not CaseState.TAKEN or case.holder is None:
            return ()
        silent_since = queue.waits_since(conn, case.id)
        if silent_since is None:
            return ()
        due = hours.taken_back(max(silent_since, case.taken_at or silent_since), case.severity)
        goes = next((one.at for one in scheduled.waiting(conn, case.id) if one.agent.id == case.holder), None)
        if goes is not None:
            due = max(due, goes + WRITING)  # the answer is written, and waits for the customer's morning
        if due <= now and presence.is_typing(conn, case.holder, case.ref, now):
            due = now + WRITING
        if due <= now and case.first_reply_at is not None and only_thanks(conn, case.conversation, silent_since):
            queue.stand(conn, case.id)
            return ("queue",)
        if due > now:
            timers.set_timer(conn, timer.conversation, timers.UNANSWERED, timer.epoch, due)
            queue.stand(conn, case.id)
            return ("queue",)
        _take_back(conn, case, hours, now)
        return ("queue", "notices", f"case:{case.ref}", f"conversation:{case.conversation}")

    return handle


def only_thanks(conn: Connection, conversation: str, since: datetime) -> bool:
    """Who was answered and only says thanks waits for nothing."""
    told = [one for one in inbox.of_conversation(conn, conversation) if one.at >= since]
    return bool(told) and all(_says_thanks(one) for one in told)


def _says_thanks(fragment: Fragment) -> bool:
    reading, document = fragment.reading, fragment.document
    return reading is not None and document is not None and reading.intent in THANKS and document["complaint"] < LIKELY


def _take_back(conn: Connection, case: Case, hours: Hours, now: datetime) -> None:
    let_go(conn, case, conversations.get(conn, case.conversation), hours=hours, now=now)
    cases.record(conn, case.id, CAME_BACK, at=now, data={"from": case.holder, "name": case.holder_name})
    hear = [*notices.supervisors(conn), *([case.holder] if case.holder else [])]
    notices.tell(conn, hear, case.id, notices.CAME_BACK, who=case.holder_name, words=None, now=now)
