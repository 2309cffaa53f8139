"""What a fragment does to the floor and to its turn. Functions of one connection, inside the caller's work."""

from datetime import datetime

from sqlalchemy import Connection

from handoff.model.channel import Channel
from handoff.model.floor import Floor
from handoff.model.follow_up import PHASE
from handoff.model.listening import Heard, Listening, pause
from handoff.model.turn import CloseReason, Turn, TurnState
from handoff.store import conversations, floors, inbox, messages, timers, turns
from handoff.store.conversations import Conversation

REMEMBERED = 20  # fragments that show a customer's pace; a longer look makes each message of a long story dearer


def turn_for_fragment(conn: Connection, conversation: Conversation, now: datetime) -> Turn | None:
    """The open turn that a new fragment joins. None while a person has the floor, or is about to get a first answer.

    A fragment that comes before the bot's answer left takes the floor back: the answer is dropped.
    """
    match conversation.floor:
        case Floor.QUEUE | Floor.HUMAN:
            return None
        case Floor.BOT:
            return _take_floor_back(conn, conversation, now)
        case Floor.CUSTOMER:
            return _open_turn(conn, conversation, now)


def close_turn(conn: Connection, turn: Turn, reason: CloseReason, now: datetime, *, button: str | None = None) -> None:
    """The bot gets the floor, in the epoch that its answer must still find."""
    epoch = floors.move(conn, turn.conversation, Floor.BOT, now=now)
    turns.close(conn, turn.id, epoch=epoch, reason=reason, button=button, now=now)


def listen_on(conn: Connection, conversation_id: str, rules: Listening, now: datetime) -> bool:
    """Decides anew when the open turn closes; True when it closed just now."""
    conversation = conversations.get(conn, conversation_id, lock=True)
    return listen_to(conn, conversation, turns.live(conn, conversation_id), rules, now)


def listen_to(conn: Connection, conversation: Conversation, turn: Turn | None, rules: Listening, now: datetime) -> bool:
    """The same for a conversation that is locked and just looked at, with its live turn."""
    if turn is None or turn.state is not TurnState.OPEN or conversation.floor is not Floor.CUSTOMER:
        return False
    heard = [Heard(at, reading) for at, reading in inbox.latest_of_turn(conn, turn.id, REMEMBERED)]
    if not heard:
        return False
    coming = pause(
        rules, conversation.channel, heard, expects=conversation.expects, typing_until=conversation.typing_until
    )
    if coming.close_at <= now:
        close_turn(conn, turn, coming.reason, now)
        return True
    timers.set_timer(conn, conversation.id, timers.PAUSE, conversation.epoch, coming.close_at)
    return False


def _take_floor_back(conn: Connection, conversation: Conversation, now: datetime) -> Turn | None:
    pending = turns.live(conn, conversation.id)
    if pending is not None and pending.close_reason is CloseReason.RETURNED:
        # The bot first says that it is back; the answer collects what was said meanwhile.
        return None
    floors.move(conn, conversation.id, Floor.CUSTOMER, now=now)
    if pending is None:
        return turns.open_turn(conn, conversation.id, conversation.epoch, now)
    return _reopen(conn, pending, now)


def _open_turn(conn: Connection, conversation: Conversation, now: datetime) -> Turn:
    live = turns.live(conn, conversation.id)
    if live is not None:
        return live
    unsaid = _take_back_unsent(conn, conversation, now)
    if unsaid is not None:
        return _reopen(conn, unsaid, now)
    return turns.open_turn(conn, conversation.id, conversation.epoch, now)


def _take_back_unsent(conn: Connection, conversation: Conversation, now: datetime) -> Turn | None:
    """The turn whose answer was still waiting to be sent, and now is not said."""
    if conversation.phase == PHASE:
        # What is not said is our own question whether it was made right; a new story is told first.
        if floors.cancel_unstarted(conn, conversation.id, now):
            conversations.change(conn, conversation.id, phase=None)
        return None
    if conversation.channel is not Channel.SMS or not floors.cancel_unstarted(conn, conversation.id, now):
        return None
    answered = turns.last_answered(conn, conversation.id)
    if answered is None or answered.answer is None:
        return None
    messages.remove_of_turn(conn, answered.id)
    conversations.change(conn, conversation.id, **answered.answer["before"])
    return answered


def _reopen(conn: Connection, dropped: Turn, now: datetime) -> Turn:
    turns.drop(conn, dropped.id)
    # What never reached the bot needs no undoing there; what it stood for may.
    seen = dropped.id if dropped.attempts else dropped.supersedes
    turn = turns.open_turn(conn, dropped.conversation, dropped.epoch, now, supersedes=seen)
    inbox.move_to_turn(conn, dropped.id, turn.id)
    return turn
