"""A turn of pictures alone: the bot reads words only, so the service itself says that they are here."""

from datetime import datetime

from sqlalchemy import Connection

from handoff.bot_client import Answer
from handoff.model.message import Utterance
from handoff.phrases import Phrases
from handoff.policy.policies import Policies
from handoff.store import conversations, messages, turns
from handoff.turns.saying import say

AT_FIRST = "utter_service_picture_first"
IN_BETWEEN = "utter_service_picture"


def thank_for_pictures(
    conn: Connection, turn_id: str, *, policies: Policies, phrases: Phrases, now: datetime
) -> set[str]:
    """The dialogue stays where it stands; the topics to ring."""
    conversation = conversations.get(conn, turns.get(conn, turn_id).conversation)
    last = messages.last_of_bot(conn, conversation.id)
    # What was asked is still asked, and answered by the same buttons.
    buttons = () if last is None else last.buttons
    words = Utterance(phrases.text(AT_FIRST if last is None else IN_BETWEEN, turn_id), buttons)
    answer = Answer((words,), None, conversation.expects, conversation.phase or "listening", None)
    return say(conn, turn_id, answer, policies=policies, now=now)
