"""What is looked at again after a remedy: that it arrived, that it works."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from handoff.model.case import Case
from handoff.policy.policies import Policies
from handoff.policy.remedies import Remedy
from handoff.store import conversations, timers


def ask_without_remedy(conn: Connection, case: Case, policies: Policies, now: datetime) -> None:
    """A case that was resolved by words alone is asked about, too, where the policy says so."""
    after = policies.timers.ask_without_remedy
    if after is None or timers.waits_for_case(conn, case.conversation, timers.FOLLOW_UP, case.id):
        return
    epoch = conversations.get(conn, case.conversation).epoch
    due = policies.hours.due(now + after, timedelta())
    timers.set_timer(conn, case.conversation, timers.FOLLOW_UP, epoch, due, {"case": case.id})


def set_follow_up(
    conn: Connection, case: Case, row: Remedy, given: str, *, policies: Policies, now: datetime
) -> dict[str, Any]:
    """`given`: the id of the remedy that was given. What the event of giving remembers of it; empty without one."""
    if row.follow_up is None:
        return {}
    due = policies.hours.due(now + timedelta(days=row.follow_up.after_days), timedelta())
    epoch = conversations.get(conn, case.conversation).epoch
    data = {"case": case.id, "remedy": given, "check": row.follow_up.check}
    timers.set_timer(conn, case.conversation, timers.FOLLOW_UP, epoch, due, data)
    return {"follow_up": due.isoformat(), "check": row.follow_up.check}
