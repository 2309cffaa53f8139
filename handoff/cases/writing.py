"""What helps an agent who writes a reply: fields filled from the packet, hints, promises, what a text costs."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import Connection

from handoff.cases import apology
from handoff.cases.apology import Hint, Recovery
from handoff.cases.commitments import Commitment, commitments
from handoff.cases.draft import heard_of, pieces, quote_of
from handoff.cases.packet_shape import Packet
from handoff.model.agent import Agent
from handoff.model.channel import Channel
from handoff.model.intake import Fact
from handoff.model.message import Author
from handoff.model.money import Money
from handoff.model.refusal import Malformed
from handoff.model.sms_text import is_gsm, segments, to_sms
from handoff.model.template import FIELDS
from handoff.policy.filling import fields_of
from handoff.policy.policies import Policies
from handoff.store import cases, messages


@dataclass(frozen=True)
class TextCost:
    """`costly`: the signs that make a text dearer by not being in the plain alphabet."""

    characters: int
    segments: int
    price: Decimal
    costly: str


@dataclass(frozen=True)
class Advice:
    hints: list[Hint]
    promises: list[Commitment]
    cost: TextCost | None  # only for text messages
    unfilled: list[str]


def advise(
    conn: Connection,
    packet: Packet,
    case: int,
    agent: Agent,
    text: str,
    *,
    behind: str = "",
    policies: Policies,
    now: datetime,
) -> Advice:
    """`behind`: what is sent behind the text, and costs as much."""
    promised = commitments(text, policies, now)
    hints = apology.check(text, recovery_of(conn, packet, case, agent, policies, now), promised, policies.writing)
    sms = packet["channel"] == Channel.SMS and bool(text.strip())
    return Advice(hints, promised, text_cost(text + behind, policies) if sms else None, unfilled(text))


def recovery_of(
    conn: Connection, packet: Packet, case: int, agent: Agent, policies: Policies, now: datetime
) -> Recovery:
    heard = heard_of(packet)
    said = pieces(heard, agent=agent.name, policies=policies, now=now)
    product = next((fact["value"] for fact in packet["facts"] if fact["key"] == "product"), "")
    happened, cost = packet["quotes"]["happened"], packet["quotes"]["cost"]
    earlier = _answers(conn, case)
    return Recovery(
        kind=packet["kind"],
        happened=" ".join([happened["words"] if happened else "", packet["headline"], product]),
        cost=cost["words"] if cost else "",
        first=not earlier,
        sorry_before=any(policies.writing.sorry.search(text) for text in earlier),
        brief=heard.channel is Channel.SMS,
        agent=agent.name,
        insert_names=said.names,
        insert_stake=said.cost or said.feeling or "",
        insert_next=said.next,
        insert_signature=said.signature,
    )


def text_cost(text: str, policies: Policies) -> TextCost:
    body = to_sms(text)
    count = segments(body)
    costly = "".join(dict.fromkeys(letter for letter in body if not is_gsm(letter)))
    return TextCost(len(body), count, policies.site.sms_price * count, costly)


def template_values(packet: Packet, agent: Agent, policies: Policies, now: datetime) -> dict[str, str]:
    """The fields that this case fills; what is not known is not among them."""
    heard, remedy = heard_of(packet), packet["remedy"]
    facts = _first(packet["facts"])
    known: dict[str, str] = {
        key: facts[key] for key in ("product", "order_number", "reference_number", "place") if key in facts
    }
    money = Money.parse(facts.get("amount", ""))
    if money:
        known["amount"] = policies.site.said(money)
    if packet["deadline"]:
        known["deadline"] = _day(packet["deadline"], policies, now)
    names = [] if packet["kind"] == "staff" else facts.get("person_name", "").split()
    if names:
        known["name"] = names[0]
    happened = quote_of(heard, "happened", policies)
    if happened:
        known["happened"] = happened
    due = policies.hours.in_open_time(now, timedelta(hours=remedy["next_within_hours"]))
    return {
        **known,
        "next_step": remedy["next_step"],
        "promised": due.words,
        "reference": packet["ref"],
        "agent": agent.name,
        "team": policies.site.team,
        "company": policies.site.company,
    }


def fill_known(text: str, values: dict[str, str]) -> str:
    """A field without a value stays, so that the agent sees it."""
    return re.sub(r"\{(\w+)\}", lambda match: values.get(match[1], match[0]), text)


def unfilled(text: str) -> list[str]:
    return sorted(fields_of(text) & FIELDS)


def check_filled(text: str) -> None:
    """Raises Malformed."""
    left = unfilled(text)
    if left:
        named = " and ".join("{" + name + "}" for name in left)
        raise Malformed(f"Fill in {named} first; the customer would read it as it stands.")


def _answers(conn: Connection, case: int) -> list[str]:
    found = cases.with_number(conn, case)
    said = messages.thread(conn, found.conversation, limit=2_000)
    return [one.text for one in said if one.author is Author.AGENT and one.at >= found.opened_at]


def _first(facts: list[Fact]) -> dict[str, str]:
    return {fact["key"]: fact["value"] for fact in reversed(facts)}


def _day(day: str, policies: Policies, now: datetime) -> str:
    try:
        at = datetime.fromisoformat(day)
    except ValueError:
        return day
    return policies.site.said_day(at.date(), now.astimezone(policies.site.time_zone).year)
