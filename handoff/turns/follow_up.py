"""Some days after a remedy the assistant asks whether it was made right; a no opens the case again."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from handoff.bot_client import Answer, HandingOver
from handoff.cases.reopening import reopen
from handoff.model.case import OPEN, Case, CaseState
from handoff.model.floor import Floor
from handoff.model.follow_up import MADE_RIGHT, NOT_YET, PHASE, Answered, Heard, answered
from handoff.model.message import Author, Button, Utterance
from handoff.outbox.speaking import speak
from handoff.phrases import Phrases
from handoff.policy.policies import Policies
from handoff.store import cases, conversations, follow_ups, inbox, suppressions, timers, turns
from handoff.store.conversations import Conversation
from handoff.store.inbox import Fragment
from handoff.store.timers import Timer
from handoff.timers import Handler
from handoff.turns.saying import say

ASK = "utter_service_follow_up"
GLAD = "utter_service_made_right"
NOT_FINISHED = "utter_service_not_made_right"
BUTTONS = {MADE_RIGHT: "utter_service_button_made_right", NOT_YET: "utter_service_button_not_yet"}
SKIPPED = "follow_up_skipped"


def follow_up_due(policies: Policies, phrases: Phrases) -> Handler:
    def handle(conn: Connection, timer: Timer, now: datetime) -> Iterable[str]:
        case = cases.with_number(conn, (timer.data or {})["case"])
        conversation = conversations.get(conn, case.conversation)
        if case.state in OPEN:
            # Somebody is still at it; whether it was made right is asked afterwards.
            at = now + policies.timers.ask_again_after
            timers.set_timer(conn, conversation.id, timers.FOLLOW_UP, timer.epoch, at, timer.data)
            return ()
        if case.state is not CaseState.RESOLVED or _was_asked(conn, case):
            return ()
        reason = _reason_not_to_ask(conn, conversation, now)
        if reason is not None:
            cases.record(conn, case.id, SKIPPED, at=now, data={"because": reason})
            return (f"case:{case.ref}",)
        _ask(conn, conversation, case, phrases, now)
        return (f"conversation:{conversation.id}", f"case:{case.ref}", "outbox")

    return handle


def heed_answer(
    conn: Connection, turn_id: str, *, policies: Policies, phrases: Phrases, now: datetime
) -> tuple[Answered, set[str]]:
    """What the customer's turn means, and the topics to ring. When it is unclear or unread, nothing was done."""
    turn = turns.get(conn, turn_id)
    meant = answered(turn.button, [_heard(fragment) for fragment in inbox.of_turn(conn, turn_id)])
    number = follow_ups.asked_about(conn, turn.conversation)
    if meant is Answered.UNREAD or number is None:
        return Answered.UNREAD if meant is Answered.UNREAD else Answered.UNCLEAR, set()
    case = cases.with_number(conn, number)
    if meant is Answered.UNCLEAR:
        return meant, set()
    topics = {"queue", f"case:{case.ref}"}
    if meant is Answered.RIGHT:
        cases.change(conn, case, state=CaseState.CLOSED, closed_at=now)
        cases.record(conn, case.id, MADE_RIGHT, at=now)
        answer = Answer((Utterance(phrases.text(GLAD, turn_id)),), None, None, "chatting", None)
    else:
        answer = _reopening(conn, case, turn_id, policies=policies, phrases=phrases, now=now)
    return meant, topics | say(conn, turn_id, answer, policies=policies, now=now)


def _reopening(
    conn: Connection, case: Case, turn_id: str, *, policies: Policies, phrases: Phrases, now: datetime
) -> Answer:
    reopen(conn, case, NOT_YET, policies=policies, now=now)
    # What was told now belongs into the packet; the bot understands the whole story anew.
    epoch = conversations.get(conn, case.conversation).epoch
    timers.set_timer(conn, case.conversation, timers.REFRESH, epoch, now)
    handing = HandingOver(NOT_YET, None, {})
    return Answer((Utterance(phrases.text(NOT_FINISHED, turn_id)),), handing, None, "handed_over", None)


def _heard(fragment: Fragment) -> Heard:
    return Heard(fragment.reading, 0.0 if fragment.document is None else float(fragment.document["complaint"]))


def _was_asked(conn: Connection, case: Case) -> bool:
    """Since it was last resolved: several remedies make one question."""
    asked = (event.at for event in cases.events(conn, case.id) if event.what == follow_ups.ASKED)
    return case.resolved_at is not None and any(at >= case.resolved_at for at in asked)


def _reason_not_to_ask(conn: Connection, conversation: Conversation, now: datetime) -> str | None:
    if conversation.closed_at is not None:
        return "conversation_closed"
    if conversation.floor is not Floor.CUSTOMER or turns.live(conn, conversation.id) is not None:
        return "telling_something_new"
    if suppressions.is_suppressed(conn, conversation.channel, conversation.address):
        return "opted_out"
    return None


def _ask(conn: Connection, conversation: Conversation, case: Case, phrases: Phrases, now: datetime) -> None:
    buttons = tuple(Button(id, phrases.text(name, case.ref)) for id, name in BUTTONS.items())
    words = Utterance(phrases.text(ASK, case.ref, reference=case.ref), buttons)
    conversations.change(conn, conversation.id, phase=PHASE, expects=None)
    origin = f"system:follow_up:{case.id}:{case.version}"
    speak(conn, conversation, [words], author=Author.BOT, origin=origin, now=now, follow_up=True)
    cases.record(conn, case.id, follow_ups.ASKED, at=now)
