"""What the service says and does while the bot is away: hold once, then hand the story to a person."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from handoff.cases.opening import Handoff, open_case
from handoff.cases.reopening import reopen
from handoff.model.floor import Floor
from handoff.model.follow_up import PHASE
from handoff.model.message import Author, Utterance
from handoff.outbox.speaking import speak
from handoff.phrases import Phrases
from handoff.policy.policies import Policies
from handoff.store import cases, conversations, floors, follow_ups, inbox, timers, turns
from handoff.turns.saying import may_answer
from handoff.turns.without_bot import intake_of

REASON = "assistant_unavailable"
HOLDING = "utter_service_holding"
UNAVAILABLE = "utter_service_unavailable"


def hold(conn: Connection, turn_id: str, *, phrases: Phrases, now: datetime) -> set[str]:
    """Says that we are still here, once until the bot has spoken again; the topics to ring."""
    held = may_answer(conn, turn_id)
    if held is None:
        return set()
    conversation, _ = held
    last = turns.last_answered(conn, conversation.id)
    since = last.id if last else "the_start"
    words = Utterance(phrases.text(HOLDING, f"{conversation.id} {since}"))
    speak(conn, conversation, [words], author=Author.SYSTEM, origin=f"system:holding:{since}", now=now)
    return {f"conversation:{conversation.id}", "outbox"}


def give_to_person(
    conn: Connection, turn_id: str, error: str, *, policies: Policies, phrases: Phrases, now: datetime
) -> set[str]:
    """The case, the promise and the sentence that says so; the topics to ring."""
    held = may_answer(conn, turn_id)
    if held is None:
        return set()
    conversation, turn = held
    if conversation.phase == PHASE:
        _reopen_asked_about(conn, conversation.id, policies, now)
    intake: dict[str, Any] = intake_of(inbox.of_conversation(conn, conversation.id))
    opened = open_case(conn, conversation, Handoff(REASON, None, intake), policies=policies, now=now)
    turns.failed(conn, turn.id, error, now)
    conversations.change(conn, conversation.id, phase="handed_over", expects=None, intake=intake)
    epoch = floors.move(conn, conversation.id, Floor.QUEUE, expected_epoch=turn.epoch, now=now)
    # Once the bot is back, it understands the story for the packet.
    timers.set_timer(conn, conversation.id, timers.REFRESH, epoch, now)
    text = phrases.text(
        UNAVAILABLE, conversation.id, reference=opened.ref, person=opened.person, promised=opened.promised
    )
    speaker = conversations.get(conn, conversation.id)
    speak(conn, speaker, [Utterance(text)], author=Author.SYSTEM, origin=f"system:unavailable:{turn.id}", now=now)
    return {f"conversation:{conversation.id}", f"case:{opened.ref}", "queue", "outbox"}


def _reopen_asked_about(conn: Connection, conversation: str, policies: Policies, now: datetime) -> None:
    """Nobody could read whether it was made right, so a person looks; it is no new case."""
    number = follow_ups.asked_about(conn, conversation)
    if number is not None:
        reopen(conn, cases.with_number(conn, number), REASON, policies=policies, now=now)
