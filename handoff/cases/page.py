"""The packet as an agent sees it now: as it was prepared, with what has happened since."""

from datetime import datetime
from typing import cast

from sqlalchemy import Connection

from handoff.cases.decisions import fact_history
from handoff.cases.draft import draft_reply, heard_of
from handoff.cases.earlier import title_of
from handoff.cases.packet import promises_of, reach_of
from handoff.cases.packet_shape import Applied, CasePage, Holder, Note, Packet
from handoff.cases.reopening import was_not_right
from handoff.model.case import Case
from handoff.policy.policies import Policies
from handoff.store import cases, conversations, facts, remedies


def case_page(conn: Connection, ref: str, *, policies: Policies, now: datetime) -> CasePage:
    """Raises CaseUnknown."""
    case = cases.get(conn, ref)
    conversation = conversations.get(conn, case.conversation)
    packet = cast(Packet, cases.packet_of(conn, case.id))
    # Words such as "today" are true only on the day when they are said, so what holds a time is said anew.
    now_true: Packet = {
        **packet,
        "state": case.state,
        "version": case.version,
        "interruptions": conversation.interruptions,
        "reach": reach_of(conn, conversation, policies, now),
        "promises": promises_of(conn, case.id),
        "clocks": {**packet["clocks"], "promised": policies.hours.said(case.promised_at, now)},
        "draft_reply": _draft(conn, packet, case, policies, now),
    }
    return {
        **now_true,
        "conversation": conversation.id,
        "floor": conversation.floor,
        "holder": Holder(id=case.holder, name=case.holder_name or "") if case.holder else None,
        "first_reply_at": _iso(case.first_reply_at),
        "resolved_at": _iso(case.resolved_at),
        "applied": _applied(conn, case, policies),
        "fact_history": fact_history(facts.decisions_of_case(conn, case.id)),
        "notes": [
            Note(id=row["id"], name=row["name"], text=row["text"], at=row["at"].isoformat())
            for row in cases.notes_of(conn, case.id)
        ],
    }


def _draft(conn: Connection, packet: Packet, case: Case, policies: Policies, now: datetime) -> str:
    once_more = was_not_right(conn, case.id)
    return draft_reply(heard_of(packet), agent=case.holder_name, once_more=once_more, policies=policies, now=now)


def _applied(conn: Connection, case: Case, policies: Policies) -> list[Applied]:
    followed = {event.data.get("given"): event.data for event in cases.events(conn, case.id) if event.what == "remedy"}
    return [
        Applied(
            id=row.id,
            remedy=row.remedy,
            title=title_of(row.remedy, policies),
            amount=None if row.amount is None else f"{row.amount:.2f}",
            state=row.state,
            agent=row.agent,
            name=row.name,
            approved_by=row.approver_name,
            follow_up=followed.get(row.id, {}).get("follow_up"),
            check=followed.get(row.id, {}).get("check"),
            at=row.at.isoformat(),
        )
        for row in remedies.of_case(conn, case.id)
    ]


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
