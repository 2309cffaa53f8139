"""The page of one case: the packet beside the thread, and what this agent may do with it."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, select

from handoff.cases.earlier import EarlierCase, earlier_cases
from handoff.cases.packet_shape import CasePage, Holder
from handoff.desk import composer, later, thread
from handoff.desk.colleagues import Colleague, colleagues
from handoff.desk.course import Course, course_of
from handoff.desk.facts_said import fact_value, kind_of_field, written
from handoff.desk.looked import News, news
from handoff.desk.moments import Moments
from handoff.desk.remedy_card import Card, card
from handoff.model.agent import Agent, Role
from handoff.model.case import OPEN, CaseState
from handoff.model.delivery import DeliveryState
from handoff.model.labels import FACT_KEYS
from handoff.model.message import Author
from handoff.parts import Parts
from handoff.store import cases, conversations, presence, queue
from handoff.store.tables import outbox


@dataclass(frozen=True)
class May:
    """What this agent may do with this case."""

    act: bool
    take: bool
    speak: bool
    finish: bool
    assign: bool  # to a colleague, also what nobody has

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
            assign=acts and state in OPEN and (mine or agent.supervises),
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
    earlier: list[EarlierCase]
    news: News
    card: Card
    others: list[presence.Here]  # who else looks at it
    colleagues: list[Colleague]
    seq: int  # of the last message
    course: Course | None
    due_at: datetime | None  # what the queue counts down to
    own_word: str | None  # what somebody promised for that time
    waiting: list[later.Waiting]  # written, and not said before the quiet hours end


def read(conn: Connection, page: CasePage, parts: Parts, moments: Moments, me: Agent, since: str | None) -> Around:
    conversation = conversations.get(conn, page["conversation"])
    now = moments.now()
    return Around(
        typing=conversation.typing_until is not None and conversation.typing_until > now,
        lines=thread.of_case(conn, page["ref"], conversation.id, moments),
        undelivered=_undelivered(conn, conversation.id),
        earlier=earlier_cases(conn, page, conversation, parts.policies),
        news=news(conn, page, me.id, since, now),
        card=card(conn, page, me, policies=parts.policies, now=now),
        others=presence.others(conn, page["ref"], me.id, now),
        colleagues=colleagues(conn, me, now),
        seq=conversation.last_seq,
        course=course_of(page["course"]),
        waiting=later.waiting_of(conn, page["ref"], parts.policies, now),
        **_next_due(conn, page),
    )


def _next_due(conn: Connection, page: CasePage) -> dict[str, Any]:
    due_at = queue.due_at(conn, cases.get(conn, page["ref"]).id)
    own = (one["what"] for one in page["promises"] if one["made_by"] and one["due"] == _iso(due_at))
    return {"due_at": due_at, "own_word": next(own, None)}


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


async def values(parts: Parts, moments: Moments, ref: str, me: Agent, since: str | None = None) -> dict[str, object]:
    """Everything that `case-main.html` names. Raises CaseUnknown."""
    packet, now = cast(CasePage, await parts.cases.packet(ref)), moments.now()

    def look(conn: Connection) -> dict[str, object]:
        writing = composer.values(
            conn,
            packet,
            me,
            policies=parts.policies,
            questions=parts.questions,
            own_links=parts.own_links,
            now=now,
        )
        # Once everything is erased, nobody has a page any more.
        erased = conversations.is_erased(conn, packet["conversation"])
        own = None if erased else parts.own_links.address(conn, cases.get(conn, ref).id, now)
        return {"own_address": own, **vars(read(conn, packet, parts, moments, me, since)), **writing}

    site = parts.policies.site
    known = {fact["key"] for fact in packet["facts"]}
    return {
        **await parts.database.read(look),
        "packet": packet,
        "flags": sorted({one["name"] for one in packet["flags"]}),
        "customer": _customer(packet),
        "may": May.of(me, packet["state"], packet["holder"]),
        "client_ids": {name: uuid.uuid4().hex for name in ("reply", "note", "remedy", "hand")},
        "currency": site.currency,
        "at": datetime.fromisoformat,
        "value": lambda key, value: fact_value(site, key, value, now.year),
        "written": written,
        "kind_of_field": kind_of_field,
        "unknown": [key for key in FACT_KEYS if key not in known],
    }


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
