"""The remedy that the policy suggests, as the packet shows it, with its script filled in."""

from collections.abc import Mapping
from decimal import Decimal

from handoff.cases.packet_shape import Alternative, FollowUp, SuggestedRemedy
from handoff.model.agent import Role
from handoff.model.money import Money
from handoff.model.situation import Situation
from handoff.policy.filling import fill
from handoff.policy.policies import Policies
from handoff.policy.remedies import Remedy

NO_MONEY = "no money"
NOT_KNOWN = "the amount, which nobody has named yet"


def suggest(situation: Situation, facts: Mapping[str, str], policies: Policies) -> SuggestedRemedy:
    """`facts`: the values of the story's facts, for the script."""
    row = policies.remedies.suggest(situation)
    cost = row.cost.of(situation.amount)
    names = policies.authority.limits
    return SuggestedRemedy(
        id=row.id,
        title=row.title,
        because=row.because,
        rule=row.rule,
        cost=_text(row, cost),
        costs_money=not row.cost.is_nothing,
        cost_words=_cost_words(row, cost, policies),
        limit=f"{names[Role.AGENT]:.2f}",
        limits={role.value: f"{limit:.2f}" for role, limit in names.items()},
        needs_approval=needs_approval(cost, policies),
        script=script(row, situation, facts, policies),
        next_step=fill(row.next_step, fields(row, situation, facts, policies)),
        next_within_hours=row.next_within_hours,
        follow_up=_follow_up(row),
        alternatives=[_alternative(id, situation, facts, policies) for id in row.alternatives],
    )


def needs_approval(cost: Decimal | None, policies: Policies) -> bool:
    return cost is not None and not policies.authority.allows(Role.AGENT, cost)


def script(row: Remedy, situation: Situation, facts: Mapping[str, str], policies: Policies) -> str:
    return fill(row.script, fields(row, situation, facts, policies))


def fields(row: Remedy, situation: Situation, facts: Mapping[str, str], policies: Policies) -> dict[str, str]:
    cost = row.cost.of(situation.amount)
    return {
        **facts_said(facts, policies),
        "cost": _share(row, policies) if cost is None else policies.site.said(policies.site.money(cost)),
    }


def facts_said(facts: Mapping[str, str], policies: Policies) -> dict[str, str]:
    """Never a gap: what is not known is said in other words."""
    without = policies.replies.without
    amount = Money.parse(facts.get("amount", ""))
    return {
        "product": facts.get("product") or without["product"],
        "order_number": facts.get("order_number") or without["order_number"],
        "amount": policies.site.said(amount) if amount else without["amount"],
    }


def _share(row: Remedy, policies: Policies) -> str:
    amount = policies.replies.without["amount"]
    if row.cost.share == 1:
        return amount
    return fill(
        policies.replies.share, {"percent": f"{row.cost.share * 100:f}".rstrip("0").rstrip("."), "amount": amount}
    )


def _text(row: Remedy, cost: Decimal | None) -> str | None:
    return None if cost is None or row.cost.is_nothing else f"{cost:.2f}"


def _cost_words(row: Remedy, cost: Decimal | None, policies: Policies) -> str:
    if row.cost.is_nothing:
        return NO_MONEY
    return NOT_KNOWN if cost is None else policies.site.said(policies.site.money(cost))


def _follow_up(row: Remedy) -> FollowUp | None:
    return FollowUp(after_days=row.follow_up.after_days, check=row.follow_up.check) if row.follow_up else None


def _alternative(id: str, situation: Situation, facts: Mapping[str, str], policies: Policies) -> Alternative:
    row = policies.remedies.with_id(id)
    cost = row.cost.of(situation.amount)
    return Alternative(
        id=row.id,
        title=row.title,
        because=row.because,
        cost=_text(row, cost),
        costs_money=not row.cost.is_nothing,
        cost_words=_cost_words(row, cost, policies),
        needs_approval=needs_approval(cost, policies),
        script=script(row, situation, facts, policies),
        next_step=fill(row.next_step, fields(row, situation, facts, policies)),
        next_within_hours=row.next_within_hours,
        follow_up=_follow_up(row),
    )
