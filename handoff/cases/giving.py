"""Giving a remedy, as far as the agent's authority reaches."""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar, cast

from sqlalchemy import Connection

from handoff.cases.acts import locked, reply
from handoff.cases.following import set_follow_up
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
    words: str | None = None,
    policies: Policies,
    now: datetime,
) -> Case:
    """`amount`: None for what the policy says. `words`: told to the customer with it. The same `client_id` again
    gives nothing more.

    Raises RemedyUnknown, RemedyGiven, AboveAuthority, Malformed, OptedOut and what `Case.decide` raises.
    """
    case, _ = locked(conn, ref)
    id = f"{case.id}:{agent.id}:{client_id}"
    if any(row.id == id for row in remedies.of_case(conn, case.id)):
        return case
    case.decide(agent)
    row = not_given_yet(conn, case, remedy_id, policies)
    sum_now = sum_of(row, amount, cast(Packet, cases.packet_of(conn, case.id)), policies)
    check_authority(agent, sum_now, remedies.given_so_far(conn, case.id), policies)
    give(conn, case, row, sum_now, id, agent.id, policies=policies, now=now)
    if words is not None:
        case, _ = reply(conn, ref, agent, words, f"remedy-{client_id}", now)
    return case


def not_given_yet(conn: Connection, case: Case, remedy_id: str, policies: Policies) -> Remedy:
    """Raises RemedyUnknown, RemedyGiven."""
    row = policies.remedies.with_id(remedy_id)
    if any(earlier.remedy == remedy_id for earlier in remedies.of_case(conn, case.id)):
        raise RemedyGiven(f"{row.title!r} was already applied to {case.ref}.")
    return row


def give(
    conn: Connection,
    case: Case,
    row: Remedy,
    amount: Decimal | None,
    id: str,
    agent: str,
    *,
    approver: Agent | None = None,
    policies: Policies,
    now: datetime,
) -> None:
    """Writes the record, sets the follow-up and raises the case's version."""
    said_yes = approver.id if approver else None
    remedies.apply(conn, id=id, case=case.id, remedy=row.id, amount=amount, agent=agent, approver=said_yes, at=now)
    cases.change(conn, case)
    follow_up = set_follow_up(conn, case, row, id, policies=policies, now=now)
    amount_text = None if amount is None else f"{amount:.2f}"
    data = {"given": id, "remedy": row.id, "amount": amount_text, **follow_up}
    cases.record(conn, case.id, "remedy", at=now, actor=agent, data=data)


def sum_of(row: Remedy, amount: Decimal | None, packet: Packet, policies: Policies) -> Decimal | None:
    """None for a remedy that costs no money. Raises Malformed."""
    if row.cost.is_nothing:
        if amount:
            raise Malformed(f"{row.title!r} gives no money; leave the amount out.")
        return None
    if amount is None:
        amount = row.cost.of(_at_stake(packet, policies))
    if amount is None:
        raise Malformed("Nobody has named the amount yet. Say how much.")
    return checked_sum(amount)


def checked_sum(amount: Decimal) -> Decimal:
    """Raises Malformed."""
    if not amount.is_finite() or amount <= 0 or amount != amount.quantize(Decimal("0.01")):
        raise Malformed("The amount must be above 0, with at most two decimals.")
    return amount


def _at_stake(packet: Packet, policies: Policies) -> Decimal | None:
    value = next((fact["value"] for fact in packet["facts"] if fact["key"] == "amount"), "")
    money = Money.parse(value)
    return money.amount if money and money.currency == policies.site.currency else None


def check_authority(agent: Agent, sum_now: Decimal | None, so_far: Decimal, policies: Policies) -> None:
    """The limit is for one case, so that two small remedies are not a way around it. Raises AboveAuthority."""
    if sum_now is None or policies.authority.allows(agent.role, sum_now + so_far):
        return
    site, total = policies.site, sum_now + so_far
    limit = site.said(site.money(policies.authority.limit(agent.role)))
    who = policies.authority.who_may(agent.role, total)
    ask = f"Ask {'an' if who.value[0] in 'aeiou' else 'a'} {who.value}." if who else "Nobody may give that much."
    raise AboveAuthority(f"{site.said(site.money(total))} for one case is above your limit of {limit}. {ask}")
