"""A customer has everything erased: words, pictures and facts go; an anonymous case stays for the figures."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection

from handoff.cases.packet_shape import Packet
from handoff.model.case import Case, CaseState
from handoff.store import cases, conversations, erasing, own_pages

ERASED = "erased"
HEADLINE = "Erased at the customer’s wish"  # what the desk shows in place of the story


def erase(conn: Connection, case: Case, now: datetime) -> list[str]:
    """Everything of the customer of this case. The references of the cases that are anonymous now."""
    conversations.get(conn, case.conversation, lock=True)
    ids = erasing.of_customer(conn, case.conversation)
    erasing.erase_conversations(conn, ids, now)
    return [_erase_case(conn, number, now) for number in erasing.cases_of(conn, ids)]


def _erase_case(conn: Connection, number: int, now: datetime) -> str:
    case = cases.with_number(conn, number)
    erasing.erase_around(conn, number)
    own_pages.renew(conn, number)
    packet = anonymous(cast(Packet, cases.packet_of(conn, number)))
    cases.change(
        conn,
        case,
        packet=packet,
        headline=HEADLINE,
        state=CaseState.CLOSED,
        closed_at=case.closed_at or now,
    )
    cases.record(conn, number, ERASED, at=now, data={"by": "customer"})
    return case.ref


def anonymous(packet: Packet) -> dict[str, Any]:
    """What can be counted: what it was about, how it felt, how urgent it was, what was given."""
    nowhere = {"quote": "", "fragment": None, "start": None, "end": None}
    return {
        **packet,
        "headline": HEADLINE,
        "quotes": {"happened": None, "cost": None, "wants": None},
        "summary": [],
        "feelings": [{**one, **nowhere} for one in packet["feelings"]],
        "course": [],
        "facts": [],
        "conflicts": [],
        "missing": [],
        "declined": [],
        "wanted": {"kind": packet["wanted"]["kind"], "words": None, "fragment": None, "start": None, "end": None},
        "deadline": None,
        "timeline": [],
        "flags": [
            {"name": one["name"], "words": "", **{k: nowhere[k] for k in ("fragment", "start", "end")}}
            for one in packet["flags"]
        ],
        "severity_reasons": [],
        "remedy": {**packet["remedy"], "because": "", "script": "", "next_step": "", "alternatives": []},
        "draft_reply": "",
        "asked": [],
        "reflection": None,
        "handoff": {"reason": packet["handoff"]["reason"], "words": None},
        "previous": [],
        "changes": [],
        "promises": [],
    }
