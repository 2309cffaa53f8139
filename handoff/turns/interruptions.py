"""Counts where the bot spoke into a story. What counts stands in `policy/listening.yml`."""

from datetime import timedelta

from sqlalchemy import Connection

from handoff.model.channel import Channel
from handoff.model.listening import Listening, is_telling
from handoff.model.turn import CloseReason, Turn
from handoff.store import conversations, inbox, outbox, turns
from handoff.store.conversations import Conversation


def count_interruption(conn: Connection, conversation: Conversation, fragment_id: str, rules: Listening) -> None:
    """The fragment was just read: did the bot's last answer cut into what it goes on telling?"""
    turn = turns.last_answered(conn, conversation.id)
    if turn is None or turn.answered_at is None or turn.answer is None or turn.answer["interrupted"]:
        return
    fragment = inbox.get(conn, fragment_id)
    left = turn.answered_at
    if conversation.channel is Channel.SMS:
        left = outbox.left_at(conn, conversation.id, turn.id) or left
    if not turn.answered_at <= fragment.at <= left + timedelta(seconds=rules.interruption_within):
        return
    if is_telling(fragment.reading, turn.answer["expects"]) and spoke_into_story(conn, turn):
        turns.mark(conn, turn.id, {**turn.answer, "interrupted": True})
        conversations.count_interruption(conn, conversation.id)


def spoke_into_story(conn: Connection, turn: Turn) -> bool:
    """Quiet alone closed the turn, and it held a piece of story."""
    return (
        turn.close_reason is CloseReason.QUIET
        and (turn.answer is None or turn.answer["said"])
        and any(is_telling(fragment.reading, None) for fragment in inbox.of_turn(conn, turn.id))
    )
