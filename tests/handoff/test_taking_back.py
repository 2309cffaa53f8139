"""On SMS the answer may wait to be sent: a fragment that comes before it left takes its words back."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import select

from handoff.bell import Bell
from handoff.bot_client import Answer
from handoff.clock import Clock
from handoff.inbox import Inbound, Inbox, Receipt
from handoff.model.channel import Address, Channel
from handoff.model.delivery import DeliveryState
from handoff.model.message import Utterance
from handoff.model.turn import TurnState
from handoff.policy.policies import Policies
from handoff.settings import ROOT
from handoff.store import conversations, inbox, messages, turns
from handoff.store.database import Database
from handoff.store.tables import outbox
from handoff.turns.saying import say

POLICIES = Policies.load(Path(ROOT, "handoff", "policy"))
CLOCK = Clock()
PHONE = Address(Channel.SMS, "+447700900123", "+447400000042")
ANSWER = Answer((Utterance("Did I get that right?"),), None, "order_number", "reflecting", {"kind": "damaged"})


@pytest.fixture
def line(database: Database) -> Inbox:
    return Inbox(database, POLICIES.listening, CLOCK, Bell())


async def tell(line: Inbox, text: str) -> Receipt:
    return await line.accept(Inbound(text, "twilio", f"SM{text}", CLOCK.now(), address=PHONE))


async def test_an_answer_that_still_waits_to_be_sent_is_not_said(line: Inbox, database: Database) -> None:
    told = await tell(line, "it came with a cracked jug")
    await line.done(told.conversation)
    turn = await database.read(lambda conn: turns.live(conn, told.conversation))
    assert turn is not None
    await database.write(lambda conn: turns.claim(conn, CLOCK.now(), CLOCK.now(), 1))
    await database.write(lambda conn: say(conn, turn.id, ANSWER, policies=POLICIES, now=CLOCK.now()))
    assert (await database.read(lambda conn: conversations.get(conn, told.conversation))).expects == "order_number"

    await tell(line, "and the lid is missing")

    thread = await database.read(lambda conn: messages.thread(conn, told.conversation))
    assert [message.text for message in thread] == ["it came with a cracked jug", "and the lid is missing"]
    assert await database.read(lambda conn: conn.execute(select(outbox.c.state)).scalars().all()) == [
        DeliveryState.CANCELLED
    ]
    anew = await database.read(lambda conn: turns.live(conn, told.conversation))
    assert anew is not None and (anew.state, anew.supersedes) == (TurnState.OPEN, turn.id)
    assert len(await database.read(lambda conn: inbox.of_turn(conn, anew.id))) == 2
    conversation = await database.read(lambda conn: conversations.get(conn, told.conversation))
    assert (conversation.expects, conversation.phase) == (None, None)


async def test_fragments_at_once_with_the_close_end_in_one_live_turn(line: Inbox, database: Database) -> None:
    told = await tell(line, "it came with a cracked jug")
    await asyncio.gather(line.done(told.conversation), *(tell(line, f"more {n}") for n in range(6)))
    turn = await database.read(lambda conn: turns.live(conn, told.conversation))
    assert turn is not None
    assert len(await database.read(lambda conn: inbox.of_turn(conn, turn.id))) == 7
