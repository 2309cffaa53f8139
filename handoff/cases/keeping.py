"""A promised time comes near, or passes: the case says so, and everybody who looks at the queue hears it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from handoff.model.case import OPEN, Case
from handoff.model.lateness import Timers
from handoff.model.promise import PromiseState
from handoff.store import cases, notices, promises, queue, timers
from handoff.store.timers import Timer
from handoff.timers import Handler

DUE_SOON = "promise_due_soon"
BROKEN = "promise_broken"
TOPIC = "promises"  # rings for who watches over all cases


def promise_due(rules: Timers) -> Handler:
    """One timer for all promises of a case; its epoch is the case's number."""

    def handle(conn: Connection, timer: Timer, now: datetime) -> Iterable[str]:
        case = cases.with_number(conn, timer.epoch)
        ended = case.state not in OPEN
        recalled = {event.data.get("promise") for event in cases.events(conn, case.id) if event.what == DUE_SOON}
        news, looks = False, []
        for one in promises.of_case(conn, case.id):
            # What a person promised holds also when the case has ended, where no queue shows it.
            if one.state != PromiseState.OPEN or (ended and one.made_by is None):
                continue
            said = {"promise": one.id, "what": one.what, "due": one.due_at.isoformat(), "made_by": one.made_by}
            remind_at = one.due_at - rules.remind_before
            if one.due_at <= now:
                promises.break_(conn, one.id)
                cases.record(conn, case.id, BROKEN, at=now, data=said)
                tell(conn, case, one, notices.PROMISE_LATE, notices.supervisors(conn) if ended else [], now)
                news = True
                continue
            looks.append(one.due_at)
            if one.id in recalled or remind_at <= one.made_at:
                continue
            if remind_at <= now:
                cases.record(conn, case.id, DUE_SOON, at=now, data=said)
                tell(conn, case, one, notices.PROMISE_SOON, [], now)
                news = True
            else:
                looks.append(remind_at)
        if looks:
            timers.set_timer(conn, case.conversation, timers.PROMISE, case.id, min(looks))
        if not news:
            return ()
        queue.stand(conn, case.id)
        return ("queue", "notices", TOPIC, f"case:{case.ref}", f"conversation:{case.conversation}")

    return handle


def tell(conn: Connection, case: Case, one: Row[Any], what: str, too: list[str], now: datetime) -> None:
    """Whoever made it hears of it; `too`: ids of others. What the service promised stands in the queue."""
    if one.made_by is not None:
        notices.tell(conn, [one.made_by, *too], case.id, what, who=None, words=one.what, now=now)
