"""What a customer may know about the floor: who has it, under which name, and whether an answer is awaited."""

from typing import TypedDict

from sqlalchemy import Connection, bindparam, select

from handoff.channels.web.sessions import SessionUnknown
from handoff.model.floor import Floor
from handoff.model.follow_up import PHASE
from handoff.store.prepared import Prepared
from handoff.store.tables import agents, conversations

ASKING = ("reflecting", PHASE)


# Every open stream asks with every news of its conversation.
_HELD = Prepared(
    select(
        conversations.c.floor,
        conversations.c.expects,
        conversations.c.phase,
        conversations.c.erased_at,
        conversations.c.typing_agent,
        agents.c.name,
    )
    .select_from(conversations.outerjoin(agents, agents.c.id == conversations.c.holder))
    .where(conversations.c.id == bindparam("of"))
)


class FloorEvent(TypedDict, total=False):
    floor: str
    name: str  # the person who is here
    typing: bool  # that person is writing
    page: str  # where the customer's own page of the case is, once there is one
    asked: bool  # the bot asked something and waits for the answer; left out when it did not


def floor_event(conn: Connection, conversation_id: str) -> FloorEvent:
    """Raises SessionUnknown once the customer has had everything erased."""
    held = _HELD.one(conn, of=conversation_id)
    if held["erased_at"] is not None:
        raise SessionUnknown("This conversation was erased; open a new one.")
    event = FloorEvent(floor=held["floor"])
    if held["floor"] == Floor.HUMAN:
        if held["name"]:
            event["name"] = held["name"]
        event["typing"] = held["typing_agent"] is not None
    if held["floor"] == Floor.CUSTOMER and (held["expects"] is not None or held["phase"] in ASKING):
        event["asked"] = True
    return event
