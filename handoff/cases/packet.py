"""The packet is built here, inside the transaction that opens or refreshes its case: no network call, no guess."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from handoff.cases.circumstances import Circumstances, circumstances_of
from handoff.cases.decisions import decided_in, with_decisions
from handoff.cases.draft import Heard, draft_reply
from handoff.cases.earlier import Earlier, earlier_of
from handoff.cases.packet_shape import (
    Asked,
    BoundaryAdvice,
    Clocks,
    HandedOver,
    Packet,
    PromiseMade,
    QuietHours,
    Reach,
)
from handoff.cases.suggestion import suggest
from handoff.cases.timeline import timeline_of
from handoff.model.intake import Fact, Intake, Quotes, Words, fact_values
from handoff.model.message import Author, Message
from handoff.model.promise import DueTime
from handoff.model.severity import Judgement
from handoff.policy.policies import Policies
from handoff.store import facts, promises, suppressions
from handoff.store.conversations import Conversation

LONGEST_HEADLINE = 90
NO_HEADLINE = "Wants to speak with a person"


@dataclass(frozen=True)
class Story:
    """All that a packet is made from. `said`: the messages since the story's first word."""

    conversation: Conversation
    handoff: HandedOver
    intake: Intake
    said: list[Message]
    first_word: datetime
    earlier: Earlier
    circumstances: Circumstances


def story_of(
    conn: Connection,
    conversation: Conversation,
    handoff: HandedOver,
    intake: Intake,
    said: list[Message],
    *,
    policies: Policies,
    now: datetime,
    case: int | None = None,
    at_least: Judgement | None = None,
) -> Story:
    """`case`, `at_least`: the case and its judgement, where it is open already."""
    decided = decided_in(facts.decisions(conn, conversation.id))
    whole = _with_known(with_decisions(intake, decided), conversation.known, policies)
    earlier = earlier_of(conn, conversation.channel, conversation.address, whole, but=case, now=now)
    first_word = next((message.at for message in said if message.author is Author.CUSTOMER), now)
    circumstances = circumstances_of(
        whole,
        policies=policies,
        now=now,
        reason=handoff["reason"],
        channel=conversation.channel,
        second_failure=earlier.second_failure,
        first_word=first_word,
        at_least=at_least,
    )
    return Story(conversation, handoff, whole, said, first_word, earlier, circumstances)


def build_packet(
    conn: Connection,
    story: Story,
    *,
    ref: str,
    case: int,
    state: str,
    opened_at: datetime,
    due: DueTime,
    policies: Policies,
    now: datetime,
) -> Packet:
    intake, situation = story.intake, story.circumstances.situation
    quotes = _quotes(story)
    boundary = _boundary(intake, policies)
    remedy = suggest(situation, fact_values(intake), policies)
    heard = Heard(
        story.conversation.channel,
        intake["kind"],
        intake["facts"],
        intake["feelings"],
        quotes,
        boundary,
        situation.second_failure,
        remedy,
    )
    return Packet(
        ref=ref,
        state=state,
        channel=story.conversation.channel,
        opened_at=opened_at.isoformat(),
        headline=intake["headline"] or _headline(story.said),
        quotes=quotes,
        summary=intake["summary"],
        feelings=intake["feelings"],
        course=intake["course"],
        facts=intake["facts"],
        conflicts=intake["conflicts"],
        missing=intake["missing"],
        declined=intake["declined"],
        wanted=intake["wanted"],
        deadline=intake["deadline"] or fact_values(intake).get("deadline"),
        timeline=timeline_of(intake, now.astimezone(policies.site.time_zone).date()),
        kind=intake["kind"],
        kinds=intake["kinds"],
        severity=situation.severity,
        severity_reasons=list(story.circumstances.judgement.reasons),
        flags=intake["flags"],
        remedy=remedy,
        draft_reply=draft_reply(heard, agent=None, policies=policies, now=now),
        asked=_asked(story.said),
        reflection=intake["reflection"],
        interruptions=story.conversation.interruptions,
        handoff=story.handoff,
        reach=reach_of(conn, story.conversation, policies, now),
        clocks=Clocks(first_word=story.first_word.isoformat(), promised=due.words, due=due.at.isoformat()),
        previous=story.earlier.cases,
        second_failure=situation.second_failure,
        boundary=boundary,
        promises=promises_of(conn, case),
        version=1,
        changes=[],
    )


def promises_of(conn: Connection, case: int) -> list[PromiseMade]:
    return [
        PromiseMade(
            id=row.id,
            what=row.what,
            words=row.words,
            due=row.due_at.isoformat(),
            state=row.state,
            made_by=row.made_by,
            kept_at=row.kept_at.isoformat() if row.kept_at else None,
        )
        for row in promises.of_case(conn, case)
    ]


def _with_known(intake: Intake, known: dict[str, str], policies: Policies) -> Intake:
    """Facts that the channel or an agent knows for certain, beside what the story gives."""
    told = {fact["key"] for fact in intake["facts"]}
    further = [_known_fact(key, value) for key, value in sorted(known.items()) if key not in told]
    facts = [*intake["facts"], *further]
    keys = {fact["key"] for fact in facts}
    missing = intake["missing"] or policies.intake.missing(intake["kind"], keys, intake["declined"])
    return {**intake, "facts": facts, "missing": [key for key in missing if key not in keys]}


def _known_fact(key: str, value: str) -> Fact:
    return Fact(
        key=key,
        value=value,
        words=None,
        fragment=None,
        start=None,
        end=None,
        confidence=1.0,
        source="channel",
        confirmed_by=None,
    )


def _headline(said: list[Message]) -> str:
    """Of a story that nobody could read: how it begins."""
    first = next((message.text for message in said if message.author is Author.CUSTOMER and message.text.strip()), "")
    line = " ".join(first.split())
    if len(line) > LONGEST_HEADLINE:
        line = line[:LONGEST_HEADLINE].rsplit(" ", 1)[0] + " …"
    return line or NO_HEADLINE


def _quotes(story: Story) -> Quotes:
    quotes = story.intake["quotes"]
    if quotes["happened"] is not None or story.intake["complaint"] is not None:
        return quotes
    return {**quotes, "happened": _first_words(story.said)}


def _first_words(said: list[Message]) -> Words | None:
    """The longest of the customer's messages says best what happened, where nothing was read."""
    told = [message for message in said if message.author is Author.CUSTOMER and message.text.strip()]
    if not told:
        return None
    longest = max(told, key=lambda message: len(message.text))
    return Words(words=longest.text, fragment=longest.id, start=0, end=len(longest.text))


def _boundary(intake: Intake, policies: Policies) -> BoundaryAdvice:
    found = policies.boundaries.at(intake["abuse"]["level"])
    return BoundaryAdvice(
        level=found.level,
        probability=intake["abuse"]["probability"],
        means=found.means,
        act=found.act,
        do=found.do,
        say=found.say,
    )


def _asked(said: list[Message]) -> list[Asked]:
    return [
        Asked(seq=message.seq, text=message.text, at=message.at.isoformat())
        for message in said
        if message.author is Author.BOT
    ]


def reach_of(conn: Connection, conversation: Conversation, policies: Policies, now: datetime) -> Reach:
    quiet = policies.hours.quiet.get(conversation.channel)
    return Reach(
        channel=conversation.channel,
        opted_out=suppressions.is_suppressed(conn, conversation.channel, conversation.address),
        quiet_hours=QuietHours(
            start=quiet.start.strftime("%H:%M"),
            end=quiet.end.strftime("%H:%M"),
            now=policies.hours.is_quiet(conversation.channel, now),
        )
        if quiet
        else None,
    )
