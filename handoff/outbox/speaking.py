"""The only way words reach a customer, in one transaction with the caller's own rows."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from sqlalchemy import Connection

from handoff.model.channel import Channel
from handoff.model.delivery import Priority
from handoff.model.message import Author, Button, Message, Utterance
from handoff.model.refusal import Refusal
from handoff.model.sms_text import segments, split, to_sms
from handoff.outbox.wishes import OPTED_OUT
from handoff.store import conversations, messages, outbox, suppressions
from handoff.store.conversations import Conversation
from handoff.store.outbox import Part

__all__ = ["Author", "Button", "OptedOut", "Utterance", "speak"]

_NAMESPACE = uuid.UUID("6f3d2a58-6f0e-4b0a-9d5b-2f1f4c0e7a10")
_PRIORITY = {Author.AGENT: Priority.HUMAN, Author.BOT: Priority.BOT, Author.SYSTEM: Priority.BOT}
_MOST_SEGMENTS = 10  # of one text of the bot's or the service's; carriers refuse more (1,600 characters)


class OptedOut(Refusal):
    code: ClassVar[str] = "opted_out"
    status: ClassVar[int] = 409


def speak(
    conn: Connection,
    conversation: Conversation,
    utterances: Sequence[Utterance],
    *,
    author: Author,
    origin: str,
    now: datetime,
    name: str | None = None,
    agent: str | None = None,
    turn: str | None = None,
    follow_up: bool = False,
) -> list[Message]:
    """Web: the log rows are the delivery. SMS: also one text in the outbox, whose epoch is `conversation.epoch`; long
    words of an agent become several. `follow_up`: nobody waits for it, so it keeps the quiet hours.

    The same `origin` again gives the same messages and says nothing new. Raises OptedOut for an agent's words to
    somebody who asked us to stop; words of the bot or the service are then kept as not sent.
    """
    origin = f"{conversation.id}/{origin}"
    ids = [uuid.uuid5(_NAMESPACE, f"{origin}/{index}").hex for index in range(len(utterances))]
    # Locked, so that the same origin twice at once is said once on PostgreSQL too.
    conversations.get(conn, conversation.id, lock=True)
    said = messages.with_ids(conn, ids)
    if said or not utterances:
        return said
    is_sms = conversation.channel is Channel.SMS
    opted_out = is_sms and suppressions.is_suppressed(conn, conversation.channel, conversation.address)
    if opted_out and author is Author.AGENT:
        raise OptedOut("This customer asked us to stop writing to this number; no text can be sent.")
    seq = conversations.next_seq(conn, conversation.id, len(utterances))
    said = [
        messages.add(
            conn,
            id=id,
            conversation=conversation.id,
            seq=seq + index,
            author=author,
            name=name,
            agent=agent,
            text=utterance.text,
            buttons=() if is_sms else utterance.buttons,
            turn=turn,
            origin=origin if is_sms else None,
            at=now,
        )
        for index, (id, utterance) in enumerate(zip(ids, utterances, strict=True))
    ]
    if is_sms:
        priority = Priority.FOLLOW_UP if follow_up else _PRIORITY[author]
        outbox.add(
            conn,
            _parts(utterances, author),
            conversation=conversation,
            origin=origin,
            author=author,
            place=seq,
            priority=priority,
            now=now,
            cancelled=OPTED_OUT if opted_out else None,
        )
        outbox.hurry(conn, conversation.id, priority)
    return said


def _parts(utterances: Sequence[Utterance], author: Author) -> list[Part]:
    body = to_sms("\n".join(utterance.text for utterance in utterances))
    parts = split(body) if author is Author.AGENT else split(body, _MOST_SEGMENTS)
    return [Part(part, segments(part)) for part in parts]
