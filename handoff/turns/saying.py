"""The bot's answer becomes words, a case and a move of the floor, all in one transaction."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from handoff.bot_client import Answer
from handoff.cases.opening import Handoff, open_case
from handoff.cases.own_links import OwnLinks
from handoff.hearing import listen_on
from handoff.model.floor import Floor
from handoff.model.message import Author, Utterance
from handoff.model.read_intake import read_intake
from handoff.model.turn import Turn, TurnState
from handoff.outbox.speaking import speak
from handoff.phrases import fill
from handoff.policy.policies import Policies
from handoff.store import conversations, floors, inbox, turns
from handoff.store.conversations import Conversation
from handoff.turns.interruptions import spoke_into_story


def may_answer(conn: Connection, turn_id: str, *, lock: bool = True) -> tuple[Conversation, Turn] | None:
    """The conversation and the turn, while the bot has the floor for exactly this turn.

    `lock`: keeps the conversation, and after it the turn, for this transaction. Who holds the turn already must not:
    everybody else takes the conversation first, and the two would wait for each other.
    """
    conversation = conversations.get(conn, turns.get(conn, turn_id).conversation, lock=lock)
    turn = turns.get(conn, turn_id, lock=lock)
    if turn.state is TurnState.CLOSED and conversation.floor is Floor.BOT and conversation.epoch == turn.epoch:
        return conversation, turn
    return None


def say(
    conn: Connection,
    turn_id: str,
    answer: Answer,
    *,
    policies: Policies,
    now: datetime,
    own_links: OwnLinks | None = None,
) -> set[str]:
    """The topics to ring. An answer whose floor was taken meanwhile is dropped.

    `own_links`: the words that announce a case bring the link to the customer's own page, where a text has room for it.
    """
    held = may_answer(conn, turn_id)
    if held is None:
        return set()
    conversation, turn = held
    turns.answered(conn, turn.id, _record(conn, conversation, turn, answer, now), now)
    topics = {f"conversation:{conversation.id}", "outbox", "queue"}
    words = answer.say
    if answer.handoff is not None:
        handing = answer.handoff
        opened = open_case(
            conn, conversation, Handoff(handing.reason, handing.words, handing.intake), policies=policies, now=now
        )
        fields = {"reference": opened.ref, "person": opened.person, "promised": opened.promised}
        words = tuple(Utterance(fill(one.text, **fields), one.buttons) for one in words)
        if own_links is not None:
            words = own_links.announced(conn, conversation.channel, opened.ref, words, now)
        topics.add(f"case:{opened.ref}")
    conversations.change(conn, conversation.id, **_standing(answer))
    to = Floor.CUSTOMER if answer.handoff is None else Floor.QUEUE
    floors.move(conn, conversation.id, to, expected_epoch=turn.epoch, now=now)
    # Spoken in the new epoch: the next move of the floor takes back what was not sent by then.
    speaker = conversations.get(conn, conversation.id)
    speak(conn, speaker, words, author=Author.BOT, origin=turn.id, now=now, turn=turn.id)
    if to is Floor.CUSTOMER and _collect_waiting(conn, turn, speaker.epoch, policies, now):
        topics |= {"timers", "turns"}
    return topics


def _record(conn: Connection, conversation: Conversation, turn: Turn, answer: Answer, now: datetime) -> dict[str, Any]:
    """`before`: where the dialogue stood, should the words be taken back unsent."""
    typing = conversation.typing_until is not None and conversation.typing_until > now
    interrupted = bool(answer.say) and typing and spoke_into_story(conn, turn)
    if interrupted:
        conversations.count_interruption(conn, conversation.id)
    reasked = _asks_again(conversation, answer)
    if reasked:
        conversations.count_reasked(conn, conversation.id)
    return {
        "before": {"phase": conversation.phase, "expects": conversation.expects, "intake": conversation.intake},
        "said": len(answer.say),
        "expects": answer.expects,
        "interrupted": interrupted,
        "reasked": reasked,
    }


def _asks_again(conversation: Conversation, answer: Answer) -> bool:
    """Whether the bot asks for what the story or a person has told. Answers that differ may be asked about."""
    if answer.expects is None or answer.handoff is not None:
        return False
    intake = read_intake(answer.intake or conversation.intake)
    unclear = {one["key"] for one in intake["conflicts"]}
    told = {one["key"] for one in intake["facts"]} | set(conversation.known)
    return answer.expects in told - unclear


def _standing(answer: Answer) -> dict[str, Any]:
    standing: dict[str, Any] = {"phase": answer.phase, "expects": answer.expects}
    intake = answer.intake if answer.handoff is None else answer.handoff.intake
    return standing if intake is None else {**standing, "intake": intake}


def _collect_waiting(conn: Connection, answered: Turn, epoch: int, policies: Policies, now: datetime) -> bool:
    """What the customer wrote while the bot said that it was back becomes the next turn."""
    if not inbox.count_waiting(conn, answered.conversation, answered.opened_at):
        return False
    turn = turns.open_turn(conn, answered.conversation, epoch, now)
    inbox.put_waiting_in_turn(conn, answered.conversation, answered.opened_at, turn.id)
    listen_on(conn, answered.conversation, policies.listening, now)
    return True
