"""Giving a remedy, as far as the agent's authority reaches."""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar, cast

from sqlalchemy import Connection

from handoff.cases.acts import locked
from handoff.cases.packet_shape import Packet
from handoff.model.agent import Agent
from handoff.model.case import Case
from handoff.model.money import Money
from handoff.model.refusal import Malformed, Refusal
from handoff.policy.policies import Policies
from handoff.policy.remedies import Remedy
from handoff.store import cases, remedies


class AboveAuthority(Refusal):
    code: ClassVar[str] = "above_authority"
    status: ClassVar[int] = 403


class RemedyGiven(Refusal):
    code: ClassVar[str] = "remedy_given"
    status: ClassVar[int] = 409


def apply_remedy(
    conn: Connection,
    ref: str,
    agent: Agent,
    remedy_id: str,
    amount: Decimal | None,
    client_id: str,
    *,
    policies: Policies,
    now: datetime,
) -> Case:
    """`amount`: None for what the policy says. The same `client_id` again gives nothing more.

    Raises RemedyUnknown, RemedyGiven, AboveAuthority, Malformed and what `Case.decide` raises.
    """
    case, _ = locked(conn, ref)
    id = f"{case.id}:{agent.id}:{client_id}"
    given = remedies.of_case(conn, case.id)
    if any(row.id == id for row in given):
        return case
    case.decide(agent)
    row = policies.remedies.with_id(remedy_id)
    if any(earlier.remedy == remedy_id for earlier in given):
        raise RemedyGiven(f"{row.title!r} was already applied to {ref}.")
    sum_now = _sum(row, amount, cast(Packet, cases.packet_of(conn, case.id)), policies)
    so_far = remedies.given_so_far(conn, case.id)
    _check_authority(agent, sum_now, so_far, policies)
    remedies.apply(conn, id=id, case=case.id, remedy=remedy_id, amount=sum_now, agent=agent.id, at=now)
    cases.change(conn, case)
    amount_text = None if sum_now is None else f"{sum_now:.2f}"
    cases.record(conn, case.id, "remedy", at=now, actor=agent.id, data={"remedy": remedy_id, "amount": amount_text})
    return case


def _sum(row: Remedy, amount: Decimal | None, packet: Packet, policies: Policies) -> Decimal | None:
    """None for a remedy that costs no money."""
    if row.cost.is_nothing:
        if amount:
            raise Malformed(f"{row.title!r} gives no money; leave the amount out.")
        return None
    if amount is None:
        amount = row.cost.of(_at_stake(packet, policies))
    if amount is None:
        raise Malformed("Nobody has named the amount yet. Say how much.")
    if not amount.is_finite() or amount <= 0 or amount != amount.quantize(Decimal("0.01")):
        raise Malformed("The amount must be above 0, with at most two decimals.")
    return amount


def _at_stake(packet: Packet, policies: Policies) -> Decimal | None:
    value = next((fact["value"] for fact in packet["facts"] if fact["key"] == "amount"), "")
    money = Money.parse(value)
    return money.amount if money and money.currency == policies.site.currency else None


def _check_authority(agent: Agent, sum_now: Decimal | None, so_far: Decimal, policies: Policies) -> None:
    """The limit is for one case, so that two small remedies are not a way around it."""
    if sum_now is None or policies.authority.allows(agent.role, sum_now + so_far):
        return
    site, total = policies.site, sum_now + so_far
    limit = site.said(site.money(policies.authority.limit(agent.role)))
    who = policies.authority.who_may(agent.role, total)
    ask = f"Ask {'an' if who.value[0] in 'aeiou' else 'a'} {who.value}." if who else "Nobody may give that much."
    raise AboveAuthority(f"{site.said(site.money(total))} for one case is above your limit of {limit}. {ask}")
