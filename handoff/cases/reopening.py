"""A case that was not made right after all goes back to the queue, with a new promised time."""

from datetime import datetime
from typing import cast

from sqlalchemy import Connection

from handoff.cases.packet_shape import Packet
from handoff.model.case import Case, CaseState
from handoff.model.follow_up import NOT_YET
from handoff.policy.policies import Policies
from handoff.store import cases, promises


def was_not_right(conn: Connection, case: int) -> bool:
    """Whether the customer has said so after a remedy."""
    return any(one.what == "reopened" and one.data.get("because") == NOT_YET for one in cases.events(conn, case))


def reopen(conn: Connection, case: Case, because: str, *, policies: Policies, now: datetime) -> None:
    """The floor is the caller's to move. Anybody may take it; who had it stands in the event."""
    due = policies.hours.promise(now, case.severity)
    packet = cast(Packet, cases.packet_of(conn, case.id))
    clocks = {**packet["clocks"], "promised": due.words, "due": due.at.isoformat()}
    cases.change(
        conn,
        case,
        state=CaseState.REOPENED,
        agent=None,
        resolved_at=None,
        first_reply_at=None,
        promised_at=due.at,
        packet={**packet, "clocks": clocks},
    )
    promises.make(conn, case.id, promises.FIRST_ANSWER, due, now=now)
    told = {
        "because": because,
        "held_by": case.holder,
        "resolved_at": case.resolved_at and case.resolved_at.isoformat(),
    }
    cases.record(conn, case.id, "reopened", at=now, data=told)
