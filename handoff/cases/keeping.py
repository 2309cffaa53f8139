"""A promised time comes near, or passes: the case says so, and everybody who looks at the queue hears it."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from handoff.model.case import OPEN
from handoff.model.lateness import Timers
from handoff.model.promise import PromiseState
from handoff.store import cases, promises, queue, timers
from handoff.store.timers import Timer
from handoff.timers import Handler

DUE_SOON = "promise_due_soon"
BROKEN = "promise_broken"
TOPIC = "promises"  # rings for who watches over all cases


def promise_due(rules: Timers) -> Handler:
    """One timer for all promises of a case; its epoch is the case's number."""

    def handle(conn: Connection, timer: Timer, now: datetime) -> Iterable[str]:
        case = cases.with_number(conn, timer.epoch)
        if case.state not in OPEN:
            return ()
        recalled = {event.data.get("promise") for event in cases.events(conn, case.id) if event.what == DUE_SOON}
        news, looks = False, []
        for one in promises.of_case(conn, case.id):
            if one.state != PromiseState.OPEN:
                continue
            said = {"promise": one.id, "what": one.what, "due": one.due_at.isoformat(), "made_by": one.made_by}
            remind_at = one.due_at - rules.remind_before
            if one.due_at <= now:
                promises.break_(conn, one.id)
                cases.record(conn, case.id, BROKEN, at=now, data=said)
                news = True
                continue
            looks.append(one.due_at)
            if one.id in recalled or remind_at <= one.made_at:
                continue
            if remind_at <= now:
                cases.record(conn, case.id, DUE_SOON, at=now, data=said)
                news = True
            else:
                looks.append(remind_at)
        if looks:
            timers.set_timer(conn, case.conversation, timers.PROMISE, case.id, min(looks))
        if not news:
            return ()
        queue.stand(conn, case.id)
        return ("queue", TOPIC, f"case:{case.ref}", f"conversation:{case.conversation}")

    return handle
