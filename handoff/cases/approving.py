"""A remedy above the agent's authority: asked for with the words and a clock, decided by somebody else."""

from datetime import datetime
from decimal import Decimal
from typing import cast

from sqlalchemy import Connection

from handoff.cases.acts import locked
from handoff.cases.giving import AboveAuthority, check_authority, checked_sum, give, not_given_yet, sum_of
from handoff.cases.packet_shape import Packet
from handoff.model.agent import Agent
from handoff.model.approval import AlreadyAsked, Approval, ApprovalState
from handoff.model.case import OPEN, Case, CaseOver
from handoff.model.refusal import Malformed
from handoff.policy.policies import Policies
from handoff.store import approvals, cases, remedies


def ask(
    conn: Connection,
    ref: str,
    agent: Agent,
    remedy_id: str,
    amount: Decimal | None,
    client_id: str,
    *,
    words: str,
    why: str,
    policies: Policies,
    now: datetime,
) -> Case:
    """The same `client_id` again asks nothing more. Raises AlreadyAsked, AboveAuthority (nobody may), Malformed, and
    as `apply_remedy`."""
    case, _ = locked(conn, ref)
    id = f"{case.id}:{agent.id}:{client_id}"
    earlier = approvals.of_case(conn, case.id)
    if any(one.id == id for one in earlier):
        return case
    case.decide(agent)
    if any(one.state is ApprovalState.ASKED for one in earlier):
        raise AlreadyAsked(f"Somebody is asked about {ref} already. Take that back first.")
    row = not_given_yet(conn, case, remedy_id, policies)
    sum_now = sum_of(row, amount, cast(Packet, cases.packet_of(conn, case.id)), policies)
    total = (sum_now or Decimal(0)) + remedies.given_so_far(conn, case.id)
    if sum_now is None or policies.authority.allows(agent.role, total):
        raise Malformed("You may decide this yourself: apply it.")
    role = policies.authority.who_may(agent.role, total)
    if role is None:
        raise AboveAuthority("Nobody may give that much. Name a smaller amount.")
    approvals.add(
        conn,
        id=id,
        case=case.id,
        remedy=row.id,
        amount=sum_now,
        words=words,
        why=why,
        asked_by=agent.id,
        role=role.value,
        asked_at=now,
        due_at=policies.hours.due(now, policies.authority.decide_within),
    )
    cases.change(conn, case)
    data = {"approval": id, "remedy": row.id, "amount": f"{sum_now:.2f}"}
    cases.record(conn, case.id, "asked", at=now, actor=agent.id, data=data)
    return case


def approve(
    conn: Connection,
    id: str,
    agent: Agent,
    amount: Decimal | None,
    *,
    words: str | None = None,
    answer: str = "",
    policies: Policies,
    now: datetime,
) -> Case:
    """`amount`: another one than was asked for; None says yes as it stands. The remedy is given by who asked.

    Raises ApprovalUnknown, ApprovalDecided, OwnRequest, Forbidden, AboveAuthority, RemedyGiven, CaseOver, Malformed.
    """
    case, asked = _open(conn, id, agent)
    row = not_given_yet(conn, case, asked.remedy, policies)
    granted = checked_sum(asked.amount if amount is None else amount)
    check_authority(agent, granted, remedies.given_so_far(conn, case.id), policies)
    approvals.answer(
        conn, id, ApprovalState.APPROVED, now=now, by=agent.id, granted=granted, words=words, answer=answer or None
    )
    data = {"approval": id, "asked": f"{asked.amount:.2f}", "granted": f"{granted:.2f}", "answer": answer}
    cases.record(conn, case.id, "approved", at=now, actor=agent.id, data=data)
    give(conn, case, row, granted, id, asked.asked_by, approver=agent, policies=policies, now=now)
    return case


def decline(conn: Connection, id: str, agent: Agent, answer: str, *, now: datetime) -> Case:
    """Raises as `approve`, and Malformed without a reason."""
    case, _ = _open(conn, id, agent)
    if not answer:
        raise Malformed("Say why, so that your colleague knows what to do instead.")
    approvals.answer(conn, id, ApprovalState.DECLINED, now=now, by=agent.id, answer=answer)
    cases.change(conn, case)
    cases.record(conn, case.id, "declined", at=now, actor=agent.id, data={"approval": id, "answer": answer})
    return case


def withdraw(conn: Connection, id: str, agent: Agent, *, now: datetime) -> Case:
    """Raises ApprovalUnknown, ApprovalDecided, Forbidden."""
    case, asked = _of(conn, id)
    asked.withdraw(agent)
    approvals.answer(conn, id, ApprovalState.WITHDRAWN, now=now)
    cases.change(conn, case)
    cases.record(conn, case.id, "withdrawn", at=now, actor=agent.id, data={"approval": id})
    return case


def _open(conn: Connection, id: str, agent: Agent) -> tuple[Case, Approval]:
    case, asked = _of(conn, id)
    asked.decide(agent)
    if case.state not in OPEN:
        raise CaseOver(f"{case.ref} is {case.state.value}.")
    return case, asked


def _of(conn: Connection, id: str) -> tuple[Case, Approval]:
    """Looked at again under the lock: two supervisors may decide at once."""
    found = cases.with_number(conn, approvals.get(conn, id).case)
    case, _ = locked(conn, found.ref)
    return case, approvals.get(conn, id)
