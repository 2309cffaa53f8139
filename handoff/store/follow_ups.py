"""Statements about asking whether a case was made right."""

from sqlalchemy import Connection, select

from handoff.model.case import CaseState
from handoff.store.tables import case_events, cases

ASKED = "followed_up"


def asked_about(conn: Connection, conversation: str) -> int | None:
    """The number of the resolved case that the customer was last asked about."""
    query = (
        select(cases.c.id)
        .join(case_events, case_events.c.case == cases.c.id)
        .where(cases.c.conversation == conversation, case_events.c.what == ASKED, cases.c.state == CaseState.RESOLVED)
    )
    found: int | None = conn.execute(query.order_by(case_events.c.id.desc()).limit(1)).scalar_one_or_none()
    return found
