"""While a case waits for a person: what the customer adds gets one answer, which says where the case stands."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from handoff.model.case import Case
from handoff.model.floor import Floor
from handoff.model.listening import Heard, Listening, is_urgent, pause, tells_nothing
from handoff.model.message import Author, Utterance
from handoff.model.reading import Reading
from handoff.outbox.speaking import speak
from handoff.phrases import Phrases
from handoff.policy.policies import Policies
from handoff.store import cases, conversations, inbox, messages, timers
from handoff.store.conversations import Conversation
from handoff.store.inbox import Fragment
from handoff.store.timers import Timer
from handoff.timers import Handler

SAID = "said_it_waits"  # an event of a case
ADDED = "utter_service_waiting_added"
ASKED = "utter_service_waiting_asked"
LATE = "utter_service_waiting_late"
HELP = {"danger": "utter_service_danger", "self_harm": "utter_service_self_harm"}  # by intent

# Intents of a word that asks for no answer.
NOTHING_ASKED = frozenset({"thanks", "praise", "goodbye", "affirm", "deny", "skip", "done_telling", "nothing_said"})


def still_waiting(policies: Policies, phrases: Phrases) -> Handler:
    """The timer rings when a fragment was read; only here is it known how long the customer goes on telling."""
    rules = policies.listening

    def handle(conn: Connection, timer: Timer, now: datetime) -> Iterable[str]:
        conversation = conversations.get(conn, timer.conversation)
        case = cases.open_of(conn, conversation.id)
        told = inbox.since(conn, conversation.id, messages.last_word(conn, conversation.id))
        if conversation.floor is not Floor.QUEUE or case is None or not told:
            return ()
        over_at = _told_at(rules, conversation, told)
        if over_at > now:
            timers.set_timer(conn, conversation.id, timers.WAITING, timer.epoch, over_at)
            return ()
        name = _answer_to(conn, case, told, rules, now)
        if name is None:
            return ()
        promised = policies.hours.said(case.promised_at, now)
        text = phrases.text(name, told[-1].id, reference=case.ref, person=policies.site.team, promised=promised)
        origin = f"waiting:{told[-1].id}"
        speak(conn, conversation, [Utterance(text)], author=Author.BOT, origin=origin, now=now)
        cases.record(conn, case.id, SAID, at=now)
        return (f"conversation:{conversation.id}", f"case:{case.ref}", "outbox")

    return handle


def _told_at(rules: Listening, conversation: Conversation, told: Sequence[Fragment]) -> datetime:
    """When the customer has told what they add: nobody is interrupted here either."""
    heard = [Heard(one.at, one.reading) for one in told]
    return pause(rules, conversation.channel, heard, typing_until=conversation.typing_until).close_at


def _answer_to(conn: Connection, case: Case, told: Sequence[Fragment], rules: Listening, now: datetime) -> str | None:
    """The name of the response; None when nothing needs to be said, or was said a short while ago."""
    for one in told:
        if one.reading is not None and one.reading.intent in HELP and is_urgent(rules, one.reading):
            return HELP[one.reading.intent]
    told = [one for one in told if one.reading is None or one.reading.intent not in NOTHING_ASKED]
    said = [event.at for event in cases.events(conn, case.id) if event.what == SAID]
    if not told or (said and now < said[-1] + timedelta(seconds=rules.waiting_again_after)):
        return None
    if case.promised_at < now:
        return LATE
    return ASKED if all(_only_asks(rules, one.reading) for one in told) else ADDED


def _only_asks(rules: Listening, reading: Reading | None) -> bool:
    return tells_nothing(rules, reading) or (reading is not None and reading.intent == "wants_person")
