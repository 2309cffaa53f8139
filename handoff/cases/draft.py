"""The reply that is drafted for the agent, from the designers' pieces in `replies.yml`. Nobody is sent it unread."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from handoff.cases.packet_shape import BoundaryAdvice, Packet, SuggestedRemedy
from handoff.cases.suggestion import facts_said
from handoff.model.channel import Channel
from handoff.model.intake import Fact, Feeling, Quotes
from handoff.policy.filling import fill
from handoff.policy.policies import Policies

CLEAR = 0.5  # intensity from which a feeling is named to the customer
LONGEST_QUOTE = 140


@dataclass(frozen=True)
class Heard:
    """What a draft answers."""

    channel: Channel
    kind: str
    facts: list[Fact]
    feelings: list[Feeling]
    quotes: Quotes
    boundary: BoundaryAdvice
    second_failure: bool
    remedy: SuggestedRemedy


@dataclass(frozen=True)
class Pieces:
    """The sentences of a reply about this story; what there is nothing to say about is None."""

    greeting: str
    names: str
    feeling: str | None
    cost: str | None
    again: str | None
    script: str
    next: str
    signature: str
    not_right_yet: str  # instead of what stands between greeting and signature


def heard_of(packet: Packet) -> Heard:
    return Heard(
        channel=Channel(packet["channel"]),
        kind=packet["kind"],
        facts=packet["facts"],
        feelings=packet["feelings"],
        quotes=packet["quotes"],
        boundary=packet["boundary"],
        second_failure=packet["second_failure"],
        remedy=packet["remedy"],
    )


def draft_reply(
    heard: Heard,
    *,
    agent: str | None,
    told: str | None = None,
    once_more: bool = False,
    policies: Policies,
    now: datetime,
) -> str:
    """`agent`: who signs; without one it is the team. `told`: the words that were agreed for the remedy.

    `once_more`: the customer has said that it was not made right.
    """
    said = pieces(heard, agent=agent, policies=policies, now=now)
    if once_more and told is None:
        between = " " if heard.channel is Channel.SMS else "\n\n"
        return between.join([said.greeting, said.not_right_yet, said.signature])
    remedy = [said.script, said.next] if told is None else [told]
    if heard.channel is Channel.SMS:
        return " ".join([said.greeting, said.names, *remedy, said.signature])
    feelings = [one for one in (said.feeling, said.cost, said.again) if one]
    return "\n\n".join([said.greeting, said.names, *feelings, *remedy, said.signature])


def pieces(heard: Heard, *, agent: str | None, policies: Policies, now: datetime) -> Pieces:
    facts = {fact["key"]: fact["value"] for fact in reversed(heard.facts)}
    replies = policies.replies
    said = {
        **facts_said(facts, policies),
        "agent": agent or policies.site.team[:1].upper() + policies.site.team[1:],
        "team": policies.site.team,
        "company": policies.site.company,
    }
    happened, cost = quote_of(heard, "happened", policies), quote_of(heard, "cost", policies)
    return Pieces(
        greeting=_greeting(heard, facts, said, policies),
        names=_names(heard, happened, said, policies),
        feeling=_feeling(heard, said, policies),
        cost=fill(replies.cost, {**said, "cost": cost}) if cost and cost != happened else None,
        again=fill(replies.again, said) if heard.second_failure else None,
        script=heard.remedy["script"],
        next=_next(heard, said, policies, now),
        signature=fill(replies.signature, said),
        not_right_yet=fill(replies.not_right_yet, {**said, "promised": _promised(heard, policies, now)}),
    )


def _greeting(heard: Heard, facts: dict[str, str], said: dict[str, str], policies: Policies) -> str:
    # In a story about staff the name is usually that of the person complained about.
    names = [] if heard.kind == "staff" else facts.get("person_name", "").split()
    if not names:
        return fill(policies.replies.greeting, said)
    return fill(policies.replies.greeting_named, {**said, "name": names[0]})


def _names(heard: Heard, happened: str | None, said: dict[str, str], policies: Policies) -> str:
    replies = policies.replies
    if happened is None:
        return fill(replies.heard_without_words, said)
    return fill(replies.heard.get(heard.kind, replies.heard["other"]), {**said, "happened": happened})


def _feeling(heard: Heard, said: dict[str, str], policies: Policies) -> str | None:
    feelings = policies.replies.feelings
    one = next((one for one in heard.feelings if one["intensity"] >= CLEAR), None)
    if one is None or one["confirmed"] is False or one["name"] not in feelings:
        return None
    return fill(feelings[one["name"]], said)


def quote_of(heard: Heard, which: str, policies: Policies) -> str | None:
    """The customer's words, short; none where saying them back would hurt or say nothing."""
    words = heard.quotes["happened"] if which == "happened" else heard.quotes["cost"]
    if words is None or heard.boundary["act"] != "none":
        return None
    quote = " ".join(words["words"].split()).strip(" .,;:!?\"'“”")
    if policies.replies.banned_in(quote) or not quote:
        return None
    if len(quote) <= LONGEST_QUOTE:
        return quote
    return quote[:LONGEST_QUOTE].rsplit(" ", 1)[0].rstrip(" .,;:") + " …"


def _next(heard: Heard, said: dict[str, str], policies: Policies, now: datetime) -> str:
    step = heard.remedy["next_step"]
    return fill(policies.replies.next, {**said, "next_step": step, "promised": _promised(heard, policies, now)})


def _promised(heard: Heard, policies: Policies, now: datetime) -> str:
    return policies.hours.in_open_time(now, timedelta(hours=heard.remedy["next_within_hours"])).words
