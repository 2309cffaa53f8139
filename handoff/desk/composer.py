"""What stands in the composer: the draft or the prepared reply, advice about it, templates, questions to ask."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from handoff.cases.draft import draft_reply, heard_of
from handoff.cases.own_links import OwnLinks
from handoff.cases.packet_shape import CasePage
from handoff.cases.reopening import was_not_right
from handoff.cases.writing import advise, fill_known, template_values, unfilled
from handoff.desk.facts_said import said
from handoff.desk.later import night_of, read_at
from handoff.desk.reply_form import advised_for
from handoff.model.agent import Agent
from handoff.model.approval import ApprovalState
from handoff.phrases import Phrases, PhrasesError
from handoff.policy.policies import Policies
from handoff.store import approvals, cases, drafts, scheduled, templates


@dataclass(frozen=True)
class Filled:
    """A template with what this case knows put in; `gaps`: what it does not know."""

    title: str
    text: str
    gaps: list[str]


def values(
    conn: Connection,
    packet: CasePage,
    me: Agent,
    *,
    policies: Policies,
    questions: Phrases,
    own_links: OwnLinks,
    now: datetime,
) -> dict[str, object]:
    case = cases.get(conn, packet["ref"]).id
    night = night_of(conn, packet["conversation"], policies, now)
    now = read_at(night, now)
    kept = drafts.of(conn, case, me.id)
    agreed = [one.words for one in approvals.of_case(conn, case) if one.state is ApprovalState.APPROVED]
    told = agreed[0] if agreed else None
    prepared = draft_reply(
        heard_of(packet),
        agent=me.name,
        told=told,
        once_more=was_not_right(conn, case),
        policies=policies,
        now=now,
    )
    begun = packet["first_reply_at"] or scheduled.waiting(conn, case)
    text = kept.get(drafts.REPLY, "" if begun else prepared)
    known = template_values(packet, me, policies, now)
    return {
        **advice_values(conn, packet, me, text, policies=policies, own_links=own_links, now=now),
        "night": night,
        "draft": text,
        "is_prepared": drafts.REPLY not in kept,
        "prepared": prepared,
        "note_draft": kept.get(drafts.NOTE, ""),
        "templates": [
            _filled(one.title, one.text, known) for one in templates.everything(conn, channel=packet["channel"])
        ],
        "questions": {key: _question(questions, key, packet["ref"]) for key in packet["missing"]},
        "which": lambda first, second: questions.text("utter_ask_which", packet["ref"], first=first, second=second),
    }


def advice_values(
    conn: Connection,
    packet: CasePage,
    me: Agent,
    text: str,
    *,
    policies: Policies,
    own_links: OwnLinks,
    now: datetime,
) -> dict[str, object]:
    """Everything that `advice.html` names."""
    case = cases.get(conn, packet["ref"])
    zone, behind = policies.site.time_zone, own_links.to_come(conn, case.ref, now)
    return {
        "advice": advise(conn, packet, case.id, me, text, behind=behind, policies=policies, now=now),
        "brings_link": bool(behind),
        "advised": advised_for(text),
        "money": lambda amount: said(policies.site, amount),
        "local": lambda at: at.astimezone(zone).strftime("%Y-%m-%dT%H:%M"),
        "by": lambda at: policies.hours.said(at, now),
    }


def _filled(title: str, text: str, known: dict[str, str]) -> Filled:
    filled = fill_known(text, known)
    return Filled(title, filled, unfilled(filled))


def _question(questions: Phrases, key: str, seed: str) -> str | None:
    try:
        return questions.text(f"utter_ask_{key}", seed)
    except PhrasesError:  # a fact that a company added, without a question of its own
        return None
