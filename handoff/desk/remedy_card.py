"""A remedy as the agent weighs it: why, what it costs, who may give it, how it went before, what is said."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import Connection

from handoff.cases.packet_shape import Alternative, CasePage, FollowUp, SuggestedRemedy
from handoff.cases.precedent import Precedent, precedents
from handoff.model.agent import Agent
from handoff.model.approval import Approval, ApprovalState
from handoff.model.message import Author
from handoff.policy.filling import fill
from handoff.policy.policies import Policies
from handoff.store import approvals, cases, messages, remedies, scheduled


@dataclass(frozen=True)
class Option:
    """`told`: what the customer is told, with the next step and its time."""

    id: str
    title: str
    because: str
    costs_money: bool
    cost: str | None
    cost_words: str
    above: bool
    told: str
    precedent: str
    follow_up: FollowUp | None
    given: bool
    said: bool  # a reply tells the customer, or has told them


@dataclass(frozen=True)
class Card:
    suggested: Option
    others: list[Option]
    limit: Decimal
    left: Decimal  # of the agent's limit in this case
    asked: Approval | None  # the latest request
    waits: bool  # it is not decided yet


def card(conn: Connection, page: CasePage, me: Agent, *, policies: Policies, now: datetime) -> Card:
    case = cases.get(conn, page["ref"]).id
    remedy = page["remedy"]
    before = precedents(conn, [remedy["id"], *(other["id"] for other in remedy["alternatives"])], but=case)
    limit = policies.authority.limit(me.role)
    left = max(limit - remedies.given_so_far(conn, case), Decimal(0))
    given = {one["remedy"] for one in page["applied"]}
    replies = [one.text for one in messages.thread(conn, page["conversation"]) if one.author is Author.AGENT]
    replies += [one.text for one in scheduled.waiting(conn, case)]

    def option(one: SuggestedRemedy | Alternative) -> Option:
        return Option(
            id=one["id"],
            title=one["title"],
            because=one["because"],
            costs_money=one["costs_money"],
            cost=one["cost"],
            cost_words=one["cost_words"],
            above=one["cost"] is not None and Decimal(one["cost"]) > left,
            told=_told(one, policies, now),
            precedent=precedent_words(before[one["id"]]),
            follow_up=one["follow_up"],
            given=one["id"] in given,
            said=bool(one["script"]) and any(one["script"] in text for text in replies),
        )

    asked = next((one for one in approvals.of_case(conn, case) if one.state is not ApprovalState.WITHDRAWN), None)
    return Card(
        suggested=option(remedy),
        others=[option(other) for other in remedy["alternatives"]],
        limit=limit,
        left=left,
        asked=asked,
        waits=asked is not None and asked.state is ApprovalState.ASKED,
    )


def precedent_words(before: Precedent) -> str:
    if not before.used:
        return "Not given before."
    return f"Given {_times(before.used)} before{''.join(_received(before))}."


def _received(before: Precedent) -> Iterator[str]:
    if before.used > before.looked_at:
        yield f"; of the last {before.looked_at}"
    if before.pleased:
        yield f", {before.pleased} pleased"
    if before.settled:
        yield f", {before.settled} settled for good"
    if before.came_back:
        yield f", {before.came_back} came back"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _told(one: SuggestedRemedy | Alternative, policies: Policies, now: datetime) -> str:
    due = policies.hours.in_open_time(now, timedelta(hours=one["next_within_hours"]))
    site, replies = policies.site, policies.replies
    said = {"company": site.company, "team": site.team, "agent": site.team, **replies.without}
    step = fill(replies.next, {**said, "next_step": one["next_step"], "promised": due.words})
    return f"{one['script']} {step}".strip()
