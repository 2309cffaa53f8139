"""The page of one case: the packet beside the thread, and what this agent may do with it."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import cast

from babel.dates import format_skeleton
from sqlalchemy import Connection, select

from handoff.cases.packet_shape import CasePage, Holder
from handoff.desk import thread
from handoff.desk.moments import Moments
from handoff.model.agent import Agent, Role
from handoff.model.case import OPEN, CaseState
from handoff.model.delivery import DeliveryState
from handoff.model.message import Author
from handoff.model.money import Money
from handoff.parts import Parts
from handoff.policy.site import Site
from handoff.store import conversations
from handoff.store.tables import outbox

DATES = ("purchase_date", "incident_date", "promised_date", "deadline")


@dataclass(frozen=True)
class May:
    """What this agent may do with this case."""

    act: bool
    take: bool
    speak: bool
    finish: bool

    @classmethod
    def of(cls, agent: Agent, state: str, holder: Holder | None) -> "May":
        acts = agent.role is not Role.DESIGNER
        taken = state == CaseState.TAKEN
        mine = taken and holder is not None and holder["id"] == agent.id
        return cls(
            act=acts,
            take=acts and state in OPEN and not mine and (not taken or agent.supervises),
            speak=acts and state != CaseState.CLOSED and (mine or not taken),
            finish=acts and taken and (mine or agent.supervises),
        )


@dataclass(frozen=True)
class Undelivered:
    at: datetime
    code: str | None


@dataclass(frozen=True)
class Around:
    """What the page shows beside the packet, read in one transaction."""

    typing: bool
    lines: list[thread.Line]
    undelivered: list[Undelivered]


def read(conn: Connection, page: CasePage, moments: Moments) -> Around:
    conversation = conversations.get(conn, page["conversation"])
    return Around(
        typing=conversation.typing_until is not None and conversation.typing_until > moments.now(),
        lines=thread.of_case(conn, page["ref"], conversation.id, moments),
        undelivered=_undelivered(conn, conversation.id),
    )


async def values(parts: Parts, moments: Moments, ref: str, me: Agent) -> dict[str, object]:
    """Everything that `case-main.html` names. Raises CaseUnknown."""
    packet = cast(CasePage, await parts.cases.packet(ref))
    around = await parts.database.read(lambda conn: read(conn, packet, moments))
    site, remedy = parts.policies.site, packet["remedy"]
    limit = parts.policies.authority.limit(me.role)
    return {
        **vars(around),
        "packet": packet,
        "flags": sorted({one["name"] for one in packet["flags"]}),
        "customer": _customer(packet),
        "may": May.of(me, packet["state"], packet["holder"]),
        "draft": "" if packet["first_reply_at"] else packet["draft_reply"],
        "client_ids": {name: uuid.uuid4().hex for name in ("reply", "note", "remedy")},
        "my_limit": limit,
        "above_limit": remedy["cost"] is not None and Decimal(remedy["cost"]) > limit,
        "currency": site.currency,
        "at": datetime.fromisoformat,
        "money": lambda amount: said(site, amount),
        "value": lambda key, value: fact_value(site, key, value, moments.now().year),
    }


def said(site: Site, amount: object) -> str:
    """`amount`: a number in the site's currency, or money such as `40.00 GBP`."""
    money = Money.parse(str(amount))
    if money is None:
        try:
            money = site.money(Decimal(str(amount)))
        except InvalidOperation:
            return str(amount)
    return site.said(money)


def fact_value(site: Site, key: str, value: str, this_year: int) -> str:
    if key == "amount":
        return said(site, value)
    if key in DATES:
        try:
            day = datetime.fromisoformat(value)
            skeleton = "MMMEd" if day.year == this_year else "yMMMEd"
            return str(format_skeleton(skeleton, day, locale=site.locale))
        except ValueError:
            return value
    return value


def _customer(packet: CasePage) -> str:
    names = [fact["value"] for fact in packet["facts"] if fact["key"] == "person_name"]
    return str(names[0]) if names else "the customer"


def _undelivered(conn: Connection, conversation: str) -> list[Undelivered]:
    query = select(outbox.c.ready_at, outbox.c.error).where(
        outbox.c.conversation == conversation,
        outbox.c.author == Author.AGENT.value,
        outbox.c.state == DeliveryState.FAILED,
    )
    return [Undelivered(row.ready_at, row.error) for row in conn.execute(query.order_by(outbox.c.ready_at))]
