"""The reply that is drafted for the agent, from the designers' pieces in `replies.yml`. Nobody is sent it unread."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from handoff.cases.packet_shape import BoundaryAdvice, SuggestedRemedy
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


def draft_reply(heard: Heard, *, agent: str | None, policies: Policies, now: datetime) -> str:
    """`agent`: who signs; without one it is the team."""
    facts = {fact["key"]: fact["value"] for fact in reversed(heard.facts)}
    said = {
        **facts_said(facts, policies),
        "agent": agent or policies.site.team[:1].upper() + policies.site.team[1:],
        "team": policies.site.team,
        "company": policies.site.company,
    }
    opening = [_greeting(heard, facts, said, policies)]
    middle = [*_heard(heard, said, policies), heard.remedy["script"]]
    closing = [_next(heard, said, policies, now)]
    signature = fill(policies.replies.signature, said)
    if heard.channel is Channel.SMS:
        return " ".join(opening + middle + closing + [signature])
    return "\n\n".join([*opening, *middle, *closing, signature])


def _greeting(heard: Heard, facts: dict[str, str], said: dict[str, str], policies: Policies) -> str:
    # In a story about staff the name is usually that of the person complained about.
    names = [] if heard.kind == "staff" else facts.get("person_name", "").split()
    if not names:
        return fill(policies.replies.greeting, said)
    return fill(policies.replies.greeting_named, {**said, "name": names[0]})


def _heard(heard: Heard, said: dict[str, str], policies: Policies) -> Iterator[str]:
    replies = policies.replies
    happened = _quote(heard, "happened", policies)
    if happened:
        yield fill(replies.heard.get(heard.kind, replies.heard["other"]), {**said, "happened": happened})
    else:
        yield fill(replies.heard_without_words, said)
    if heard.channel is Channel.SMS:
        return
    feeling = next((one for one in heard.feelings if one["intensity"] >= CLEAR), None)
    if feeling and feeling["confirmed"] is not False and feeling["name"] in replies.feelings:
        yield fill(replies.feelings[feeling["name"]], said)
    cost = _quote(heard, "cost", policies)
    if cost and cost != happened:
        yield fill(replies.cost, {**said, "cost": cost})
    if heard.second_failure:
        yield fill(replies.again, said)


def _quote(heard: Heard, which: str, policies: Policies) -> str | None:
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
    due = policies.hours.in_open_time(now, timedelta(hours=heard.remedy["next_within_hours"]))
    return fill(policies.replies.next, {**said, "next_step": heard.remedy["next_step"], "promised": due.words})
