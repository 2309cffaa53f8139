"""The one way in for what a customer says or signals: stored in one transaction, acknowledged after it, never twice."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from handoff.bell import Bell
from handoff.clock import Clock
from handoff.hearing import close_turn, listen_to, turn_for_fragment
from handoff.masking import mask_split_card
from handoff.model.cards import mask_cards
from handoff.model.channel import Address, Channel
from handoff.model.floor import Floor
from handoff.model.fragment_text import clean
from handoff.model.listening import Listening
from handoff.model.message import Author, Media
from handoff.model.refusal import Malformed, Refusal
from handoff.model.turn import CloseReason, Turn, TurnState
from handoff.model.wish import Wish
from handoff.outbox.wishes import heed
from handoff.store import conversations, inbox, messages, pictures, queue, turns
from handoff.store.conversations import Conversation
from handoff.store.database import Database


class UnknownButton(Refusal):
    code: ClassVar[str] = "unknown_button"
    status: ClassVar[int] = 422


class ConversationClosed(Refusal):
    code: ClassVar[str] = "conversation_closed"
    status: ClassVar[int] = 409


@dataclass(frozen=True)
class Inbound:
    """One message as a channel took it in. `provider` with `external_id` is its identity outside.

    Exactly one of `conversation` (known from a session) and `address` (get or open) is given.
    """

    text: str
    provider: str
    external_id: str
    at: datetime
    conversation: str | None = None
    address: Address | None = None
    button: str | None = None
    media: tuple[Media, ...] = ()
    pictures: tuple[str, ...] = ()  # uploaded before, in this conversation
    wish: Wish | None = None


@dataclass(frozen=True)
class Receipt:
    conversation: str
    message: str
    seq: int
    duplicate: bool
    closes: bool = False  # the turn that it is in: the bot is asked now


class Inbox:
    def __init__(self, database: Database, listening: Listening, clock: Clock, bell: Bell) -> None:
        self._database = database
        self._listening = listening
        self._clock = clock
        self._bell = bell

    async def accept(self, inbound: Inbound) -> Receipt:
        """Raises ConversationUnknown, ConversationClosed, UnknownButton, PictureUnknown, StoreUnavailable."""
        if inbound.button is not None and inbound.conversation is not None:
            return await self.press(inbound.conversation, inbound.button, inbound.external_id)
        cleaned = replace(inbound, text=mask_cards(clean(inbound.text)))
        return await self._once(lambda conn: self._store(conn, cleaned))

    async def press(self, conversation_id: str, button_id: str, external_id: str) -> Receipt:
        """The title of the button becomes the customer's message, and the turn closes. Raises UnknownButton."""
        return await self._once(lambda conn: self._press(conn, conversation_id, button_id, external_id))

    async def typing(self, conversation_id: str) -> None:
        """The customer is writing; quiet time waits for that."""
        until = self._clock.now() + timedelta(seconds=self._listening.typing.holds)

        def hold(conn: Connection) -> None:
            conversations.get(conn, conversation_id)
            conversations.change(conn, conversation_id, typing_until=until)

        await self._database.write(hold)
        self._bell.ring(f"conversation:{conversation_id}")

    async def done(self, conversation_id: str) -> None:
        """The customer says that the story is told."""

        def close(conn: Connection) -> None:
            conversation = conversations.get(conn, conversation_id, lock=True)
            turn = turns.live(conn, conversation_id)
            if turn is not None and turn.state is TurnState.OPEN and conversation.floor is Floor.CUSTOMER:
                close_turn(conn, turn, CloseReason.DONE, self._clock.now())

        await self._database.write(close, "done")
        self._bell.ring("turns", f"conversation:{conversation_id}")

    async def _once(self, store: Callable[[Connection], Receipt]) -> Receipt:
        try:
            receipt = await self._database.write(store, "ingress")
        except IntegrityError:
            # The same outside id was committed a moment ago by another worker: this time it is found.
            receipt = await self._database.write(store)
        if not receipt.duplicate:
            closed = ["turns"] if receipt.closes else []
            self._bell.ring("inbox", "timers", *closed, "queue", f"conversation:{receipt.conversation}")
        return receipt

    def _store(self, conn: Connection, inbound: Inbound) -> Receipt:
        now = self._clock.now()
        conversation = _conversation_of(conn, inbound, now)
        known = _known(conn, inbound.provider, inbound.external_id)
        if known is not None:
            return known
        if conversation.closed_at is not None:
            raise ConversationClosed("This conversation is over; please start a new one.")
        if inbound.wish is not None:
            to = (conversation.channel, conversation.address)
            heed(conn, inbound.wish, *to, words=inbound.text, at=inbound.at, now=now)
        inbound = replace(inbound, text=mask_split_card(conn, conversation.id, inbound.text))
        turn = turn_for_fragment(conn, conversation, now)
        # As it is now: the fragment may have taken the floor back.
        conversation = conversations.next_place(conn, conversation.id)
        receipt = _add(conn, conversation, inbound, turn, now)
        if turn is None:
            queue.heard(conn, conversation, now)
        if conversation.typing_until is not None:
            # What was being written is this message; an answer of two words must not wait for more typing.
            conversations.change(conn, conversation.id, typing_until=None)
            conversation = replace(conversation, typing_until=None)
        closes = turn is not None and listen_to(conn, conversation, turn, self._listening, now)
        return replace(receipt, closes=closes)

    def _press(self, conn: Connection, conversation_id: str, button_id: str, external_id: str) -> Receipt:
        now = self._clock.now()
        conversation = conversations.get(conn, conversation_id, lock=True)
        provider = f"web:{conversation_id}"
        known = _known(conn, provider, external_id)
        if known is not None:
            return known
        title = _offered(conn, conversation, button_id)
        turn = turn_for_fragment(conn, conversation, now)
        pressed = Inbound(title, provider, external_id, now, conversation_id, button=button_id)
        receipt = _add(conn, conversations.next_place(conn, conversation_id), pressed, turn, now)
        if turn is not None:
            close_turn(conn, turn, CloseReason.BUTTON, now, button=button_id)
        return replace(receipt, closes=turn is not None)


def _conversation_of(conn: Connection, inbound: Inbound, now: datetime) -> Conversation:
    if inbound.conversation is not None:
        return conversations.get(conn, inbound.conversation, lock=True)
    if inbound.address is None:
        raise Malformed("A message needs a conversation or an address.")
    address = inbound.address
    known = {"phone": address.customer} if address.channel is Channel.SMS else {}
    return conversations.open_conversation(
        conn, channel=address.channel, address=address.customer, our_number=address.ours, known=known, now=now
    )


def _known(conn: Connection, provider: str, external_id: str) -> Receipt | None:
    found = inbox.find(conn, provider, external_id)
    return None if found is None else Receipt(found["conversation"], found["message"], found["seq"], duplicate=True)


def _offered(conn: Connection, conversation: Conversation, button_id: str) -> str:
    """The title of the button, when the bot's last words offered it."""
    last = messages.last_of_bot(conn, conversation.id)
    if last is not None and conversation.floor in (Floor.CUSTOMER, Floor.BOT) and conversation.closed_at is None:
        for button in last.buttons:
            if button.id == button_id:
                return button.title
    raise UnknownButton("This button is not on offer at the moment.")


def _add(conn: Connection, to: Conversation, inbound: Inbound, turn: Turn | None, now: datetime) -> Receipt:
    """In the last place of `to`."""
    id, seq = uuid.uuid4().hex, to.last_seq
    expected = pictures.expect(conn, to.id, inbound.media, now)
    messages.add(
        conn,
        id=id,
        conversation=to.id,
        seq=seq,
        author=Author.CUSTOMER,
        text=inbound.text,
        media=[*expected, *inbound.pictures],
        at=min(inbound.at, now),
    )
    pictures.send(conn, id, to.id, inbound.pictures, expected)
    inbox.add(
        conn,
        message=id,
        conversation=to.id,
        provider=inbound.provider,
        external_id=inbound.external_id,
        button=inbound.button,
        turn=None if turn is None else turn.id,
        at=now,
    )
    return Receipt(to.id, id, seq, duplicate=False)
