"""A customer who tells more while waiting: the packet gets a new version that says what is new."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection

from handoff.cases.changes import changes_between
from handoff.cases.packet import build_packet, story_of
from handoff.cases.packet_shape import Packet, TimelineEntry, Version
from handoff.model.case import Case
from handoff.model.intake import Abuse, Feeling, Intake, Moment
from handoff.model.listening import is_urgent
from handoff.model.promise import DueTime
from handoff.model.read_intake import read_intake
from handoff.model.severity import DANGERS, Judgement, Severity
from handoff.policy.policies import Policies
from handoff.store import cases, conversations, inbox, messages
from handoff.store.conversations import Conversation

MOST_VERSIONS = 20


def refresh_packet(
    conn: Connection, conversation_id: str, intake: Mapping[str, Any], *, policies: Policies, now: datetime
) -> None:
    """Without an open case there is nothing to refresh. Rings no bell: the caller does after the commit."""
    conversation = conversations.get(conn, conversation_id, lock=True)
    case = cases.open_of(conn, conversation_id)
    if case is not None:
        refresh(conn, case, conversation, intake, policies=policies, now=now)


def refresh(
    conn: Connection,
    case: Case,
    conversation: Conversation,
    intake: Mapping[str, Any],
    *,
    policies: Policies,
    now: datetime,
) -> None:
    """The promise stays as it was told; the severity can only rise. Nothing understood leaves the packet as it is."""
    if not intake:
        return
    before = cast(Packet, cases.packet_of(conn, case.id))
    _renew(conn, case, conversation, before, _with_answers(read_intake(intake), before), policies=policies, now=now)


def reconsider(conn: Connection, case: Case, conversation: Conversation, *, policies: Policies, now: datetime) -> None:
    """After a person decided something: the same story, with what follows from the decision."""
    before = cast(Packet, cases.packet_of(conn, case.id))
    _renew(conn, case, conversation, before, _understood(before), policies=policies, now=now)


def _renew(
    conn: Connection,
    case: Case,
    conversation: Conversation,
    before: Packet,
    intake: Intake,
    *,
    policies: Policies,
    now: datetime,
) -> None:
    said = [m for m in messages.thread(conn, conversation.id, limit=10_000) if m.at >= case.first_word_at]
    story = story_of(
        conn,
        conversation,
        before["handoff"],
        intake,
        said,
        policies=policies,
        now=now,
        case=case.id,
        at_least=_judged(conn, conversation.id, before, policies),
    )
    after = build_packet(
        conn,
        story,
        ref=case.ref,
        case=case.id,
        state=case.state,
        opened_at=case.opened_at,
        due=DueTime(case.promised_at, before["clocks"]["promised"]),
        policies=policies,
        now=now,
    )
    changed = changes_between(before, after)
    version = case.version + 1
    news = [Version(version=version, at=now.isoformat(), changed=changed)] if changed else []
    after["version"], after["changes"] = version, [*news, *before["changes"]][:MOST_VERSIONS]
    cases.change(conn, case, packet=after, kind=after["kind"], severity=after["severity"], headline=after["headline"])
    if changed:
        cases.record(conn, case.id, "refreshed", at=now, data={"version": version, "changed": changed})


def _judged(conn: Connection, conversation: str, before: Packet, policies: Policies) -> Judgement:
    """As the case was judged before; danger that was spoken of while it waited comes first."""
    judged = Judgement(Severity(before["severity"]), tuple(before["severity_reasons"]))
    told = [one.reading for one in inbox.of_conversation(conn, conversation)]
    spoken_of = {one.intent for one in told if one is not None and is_urgent(policies.listening, one)}
    reasons = tuple(words for intent, words in DANGERS.items() if intent in spoken_of)
    return judged.at_least(Judgement(Severity.AT_ONCE, reasons)) if reasons else judged


def _with_answers(intake: Intake, before: Packet) -> Intake:
    """What the customer said yes, no or "I don't know" to is not unsaid by telling more."""
    confirmed = {one["name"]: one["confirmed"] for one in before["feelings"]}
    feelings: list[Feeling] = [
        {**one, "confirmed": confirmed.get(one["name"]) if one["confirmed"] is None else one["confirmed"]}
        for one in intake["feelings"]
    ]
    declined = list(dict.fromkeys([*before["declined"], *intake["declined"]]))
    missing = [key for key in intake["missing"] if key not in declined]
    reflection = before["reflection"] or intake["reflection"]
    return {**intake, "feelings": feelings, "declined": declined, "missing": missing, "reflection": reflection}


def _understood(packet: Packet) -> Intake:
    """What was understood, as the packet holds it."""
    boundary = packet["boundary"]
    return Intake(
        # Whatever was quoted was chosen already; only an unread story is quoted by its longest message.
        complaint=1.0,
        abuse=Abuse(level=boundary["level"], probability=boundary["probability"]),
        kind=packet["kind"],
        kinds=packet["kinds"],
        feelings=packet["feelings"],
        course=packet["course"],
        facts=packet["facts"],
        conflicts=packet["conflicts"],
        missing=packet["missing"],
        declined=packet["declined"],
        wanted=packet["wanted"],
        deadline=packet["deadline"],
        flags=packet["flags"],
        headline=packet["headline"],
        quotes=packet["quotes"],
        summary=packet["summary"],
        timeline=[_moment(entry) for entry in packet["timeline"]],
        reflection=packet["reflection"],
    )


def _moment(entry: TimelineEntry) -> Moment:
    return Moment(
        what=entry["what"],
        words=entry["words"],
        when=entry["when"],
        fragment=entry["fragment"],
        start=entry["start"],
        end=entry["end"],
    )
