"""Texts leave once, in order, and not when they may not be said any more."""

import asyncio
from contextlib import AbstractAsyncContextManager

import pytest

from handoff.clock import Clock
from handoff.model.channel import Channel
from handoff.model.delivery import DeliveryState
from handoff.model.floor import Floor
from handoff.model.message import Author
from handoff.outbox.carrier import DeliveryFailed
from handoff.outbox.settling import News
from handoff.outbox.speaking import OptedOut
from handoff.store import floors, messages, suppressions
from handoff.store.conversations import Conversation
from handoff.store.database import Database
from tests.handoff import phone_line
from tests.handoff.phone_line import CUSTOMER, OURS, Recorder, open_line, rows, settled, states, until

CLOCK = Clock(50)


def sending(database: Database, carrier: Recorder) -> AbstractAsyncContextManager[None]:
    return phone_line.sending(database, carrier, CLOCK)


async def say(database: Database, who: Conversation, text: str, origin: str, author: Author = Author.BOT) -> None:
    await phone_line.say(database, who, text, origin, author, clock=CLOCK)


@pytest.fixture
async def conversation(database: Database) -> Conversation:
    return await open_line(database, CLOCK)


async def test_a_text_is_sent_once_even_when_it_is_said_twice(database: Database, conversation: Conversation) -> None:
    carrier = Recorder()
    await asyncio.gather(*(say(database, conversation, "I heard you.", "turn-1") for _ in range(4)))
    async with sending(database, carrier):
        await until(lambda: bool(carrier.took))
        await CLOCK.sleep(10)
    assert [sms.body for sms in carrier.took] == ["I heard you."]
    assert (carrier.took[0].to, carrier.took[0].from_) == (CUSTOMER, OURS)
    thread = await database.read(lambda conn: messages.thread(conn, conversation.id))
    assert [message.text for message in thread] == ["I heard you."]


async def test_texts_of_one_number_leave_in_order_one_segment_a_second(
    database: Database, conversation: Conversation
) -> None:
    carrier = Recorder()
    for n in range(4):
        await say(database, conversation, f"part {n}", f"turn-{n}")
        await asyncio.sleep(0.002)
    began = CLOCK.now()
    async with sending(database, carrier):
        await until(lambda: len(carrier.took) == 4)
    assert [sms.body for sms in carrier.took] == [f"part {n}" for n in range(4)]
    assert (CLOCK.now() - began).total_seconds() >= 3


async def test_the_bots_text_is_not_sent_after_the_floor_moved(database: Database, conversation: Conversation) -> None:
    await say(database, conversation, "too late", "turn-1")
    await say(database, conversation, "from a person", "agent:1", Author.AGENT)
    await database.write(lambda conn: floors.move(conn, conversation.id, Floor.HUMAN, now=CLOCK.now()))
    carrier = Recorder()
    async with sending(database, carrier):
        await until(lambda: bool(carrier.took))
        await CLOCK.sleep(5)
    assert [sms.body for sms in carrier.took] == ["from a person"]
    assert (await states(database))["too late"] == DeliveryState.CANCELLED


async def test_a_stale_row_is_stopped_by_its_epoch_at_the_claim(database: Database, conversation: Conversation) -> None:
    await database.write(lambda conn: floors.move(conn, conversation.id, Floor.BOT, now=CLOCK.now()))
    await say(database, conversation, "from an older epoch", "turn-1")
    carrier = Recorder()
    async with sending(database, carrier):
        await CLOCK.sleep(20)
    assert carrier.calls == 0
    assert await states(database) == {"from an older epoch": DeliveryState.CANCELLED}


async def test_nothing_is_sent_to_who_wrote_stop(database: Database, conversation: Conversation) -> None:
    await say(database, conversation, "before the stop", "turn-1")
    await database.write(lambda conn: suppressions.suppress(conn, Channel.SMS, CUSTOMER, CLOCK.now(), "STOP"))
    await say(database, conversation, "after the stop", "turn-2")
    with pytest.raises(OptedOut):
        await say(database, conversation, "from a person", "agent:1", Author.AGENT)
    carrier = Recorder()
    async with sending(database, carrier):
        await CLOCK.sleep(20)
    assert carrier.calls == 0
    assert await states(database) == dict.fromkeys(("before the stop", "after the stop"), DeliveryState.CANCELLED)


async def test_a_send_of_unknown_outcome_is_never_repeated(database: Database, conversation: Conversation) -> None:
    carrier = Recorder([DeliveryFailed(unknown=True)])
    await say(database, conversation, "perhaps", "turn-1")
    async with sending(database, carrier):
        await until(lambda: carrier.calls == 1)
        await CLOCK.sleep(30)
    assert carrier.calls == 1
    assert await states(database) == {"perhaps": DeliveryState.UNKNOWN}


async def test_a_carrier_that_is_busy_is_tried_again_and_one_that_refuses_is_not(
    database: Database, conversation: Conversation
) -> None:
    carrier = Recorder([DeliveryFailed(20429, retry_after=2.0)])
    await say(database, conversation, "again", "turn-1")
    async with sending(database, carrier):
        await until(lambda: len(carrier.took) == 1)
    assert carrier.calls == 2
    refusing = Recorder([DeliveryFailed(21211)])
    await say(database, conversation, "never", "turn-2")
    async with sending(database, refusing):
        await until(lambda: refusing.calls == 1)
        await CLOCK.sleep(20)
    assert (await states(database))["never"] == DeliveryState.FAILED


async def test_an_opt_out_that_only_the_carrier_knew_is_kept(database: Database, conversation: Conversation) -> None:
    carrier = Recorder([DeliveryFailed(21610)])
    await say(database, conversation, "hello", "turn-1")
    async with sending(database, carrier):
        await until(lambda: carrier.calls == 1)
        await CLOCK.sleep(10)
    assert await database.read(lambda conn: suppressions.is_suppressed(conn, Channel.SMS, CUSTOMER))


async def test_callbacks_in_any_order_leave_the_furthest_state(database: Database, conversation: Conversation) -> None:
    await say(database, conversation, "hello", "turn-1")
    [text] = await rows(database)
    for news in (DeliveryState.SENT, DeliveryState.DELIVERED, DeliveryState.SENT, DeliveryState.UNKNOWN):
        await settled(database, text.id, News(news), CLOCK)
    await settled(database, "no such text", News(DeliveryState.SENT), CLOCK)
    assert await states(database) == {"hello": DeliveryState.DELIVERED}
