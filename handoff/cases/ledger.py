"""Facts are corrected, added, confirmed and taken out by people; who, when and from what is kept."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection

from handoff.cases.acts import locked
from handoff.cases.decisions import fact_of
from handoff.cases.packet_shape import Packet
from handoff.cases.refreshing import reconsider
from handoff.model.agent import Agent
from handoff.model.case import OPEN, Case, CaseOver
from handoff.model.intake import Fact
from handoff.model.refusal import Malformed
from handoff.policy.policies import Policies
from handoff.store import cases, conversations, facts


def decide_fact(
    conn: Connection, ref: str, agent: Agent, key: str, value: str | None, *, policies: Policies, now: datetime
) -> Case:
    """`value`: as the contract has it; None when what is known is wrong and nothing better is known.

    The same decision again changes nothing. Raises CaseOver, Malformed.
    """
    case, conversation = locked(conn, ref)
    if case.state not in OPEN:
        raise CaseOver(f"{case.ref} is {case.state.value}.")
    packet = cast(Packet, cases.packet_of(conn, case.id))
    told = _told(packet, key)
    if value is None and not told:
        raise Malformed("Nothing is known about this yet.")
    if _is_settled(told, value):
        return case
    facts.decide(conn, case.id, agent.id, _decision(packet, told, agent, key, value), at=now)
    known = {known_key: said for known_key, said in conversation.known.items() if known_key != key}
    conversations.change(conn, conversation.id, known=known if value is None else known | {key: value})
    reconsider(conn, case, conversations.get(conn, conversation.id), policies=policies, now=now)
    return case


def _is_settled(told: list[Fact], value: str | None) -> bool:
    return len(told) == 1 and told[0]["value"] == value and told[0]["confirmed_by"] is not None


def _told(packet: Packet, key: str) -> list[Fact]:
    """What is known, the value that counts first; also the other answers of a conflict."""
    found = [fact for fact in packet["facts"] if fact["key"] == key]
    values = {fact["value"] for fact in found}
    for conflict in packet["conflicts"]:
        if conflict["key"] == key:
            found += [fact_of(key, one) for one in conflict["values"] if one["value"] not in values]
    return found


def _decision(packet: Packet, told: list[Fact], agent: Agent, key: str, value: str | None) -> dict[str, Any]:
    same = next((fact for fact in told if fact["value"] == value), None)
    decided: Fact | None = None
    if same is not None:
        decided = {**same, "confidence": 1.0, "confirmed_by": agent.name}
    elif value is not None:
        decided = Fact(
            key=key,
            value=value,
            words=None,
            fragment=None,
            start=None,
            end=None,
            confidence=1.0,
            source="agent",
            confirmed_by=agent.name,
        )
    in_conflict = any(conflict["key"] == key for conflict in packet["conflicts"])
    return {
        "key": key,
        "how": _how(told, same, value, in_conflict),
        "fact": decided,
        "over": [fact["value"] for fact in told if fact["value"] != value],
        "by": agent.name,
    }


def _how(told: list[Fact], same: Fact | None, value: str | None, in_conflict: bool) -> str:
    if value is None:
        return "removed"
    if same is None:
        return "corrected" if told else "added"
    return "picked" if in_conflict or same is not told[0] else "confirmed"
