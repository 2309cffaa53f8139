"""What a carrier reports about a text, in any order and as often as it likes."""

from datetime import datetime

from sqlalchemy import Connection

from handoff.model.delivery import DeliveryState, advances
from handoff.store import outbox


def settle(
    conn: Connection,
    outbox_id: str,
    state: DeliveryState,
    *,
    external_id: str | None = None,
    code: int | None = None,
    now: datetime,
) -> None:
    """News about an unknown text, or older than what is known, changes nothing."""
    current = outbox.state_of(conn, outbox_id)
    if current is None or not advances(current, state):
        return
    outbox.change(
        conn,
        outbox_id,
        state=state,
        settled_at=now,
        lease_until=None,
        **({} if external_id is None else {"external_id": external_id}),
        **({} if code is None else {"error": str(code)}),
    )
