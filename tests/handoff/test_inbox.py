"""Messages come in once, in order, whatever they are made of."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from handoff.bell import Bell
from handoff.clock import Clock
from handoff.inbox import Inbound, Inbox, Receipt
from handoff.model.channel import Address, Channel
from handoff.model.fragment_text import clean
from handoff.policy import listening
from handoff.settings import ROOT
from handoff.store import messages
from handoff.store.database import Database

Tell = Callable[..., "asyncio.Future[Receipt]"]


@pytest.fixture
def inbox(database: Database) -> Inbox:
    rules = listening.load(Path(ROOT, "handoff", "policy", "listening.yml"))
    return Inbox(database, rules, Clock(), Bell())


def from_web(text: str, id: str, who: str = "a session") -> Inbound:
    return Inbound(text, "web", id, Clock().now(), address=Address(Channel.WEB, who))


async def test_the_same_id_five_times_at_once_is_one_message(inbox: Inbox, database: Database) -> None:
    receipts = await asyncio.gather(*(inbox.accept(from_web("my jug is cracked", "1")) for _ in range(5)))
    assert [receipt.duplicate for receipt in receipts].count(False) == 1
    assert {receipt.seq for receipt in receipts} == {1}
    thread = await database.read(lambda conn: messages.thread(conn, receipts[0].conversation))
    assert [message.text for message in thread] == ["my jug is cracked"]


async def test_many_first_messages_at_once_open_one_conversation_in_one_order(inbox: Inbox, database: Database) -> None:
    receipts = await asyncio.gather(*(inbox.accept(from_web(f"part {n}", str(n))) for n in range(12)))
    assert len({receipt.conversation for receipt in receipts}) == 1
    assert sorted(receipt.seq for receipt in receipts) == list(range(1, 13))


async def test_the_same_id_of_another_provider_is_another_message(inbox: Inbox) -> None:
    first = await inbox.accept(from_web("one", "1"))
    other = Inbound("two", "twilio", "1", Clock().now(), address=Address(Channel.SMS, "+447700900123", "+447400000042"))
    second = await inbox.accept(other)
    assert not second.duplicate and second.conversation != first.conversation


@pytest.mark.parametrize("text", ["", "🫙", "/intent{}", "nul\x00 in it", "lone \ud83d surrogate", "x" * 50_000])
async def test_any_text_is_stored(inbox: Inbox, database: Database, text: str) -> None:
    receipt = await inbox.accept(from_web(text, "1"))
    [message] = await database.read(lambda conn: messages.thread(conn, receipt.conversation))
    assert message.text == clean(text)


async def test_a_long_text_is_kept_whole(inbox: Inbox, database: Database) -> None:
    receipt = await inbox.accept(from_web("é" * 60_000, "1"))
    [message] = await database.read(lambda conn: messages.thread(conn, receipt.conversation))
    assert message.text == "é" * 60_000


def test_a_letter_under_thousands_of_marks_costs_no_time_and_keeps_thirty() -> None:
    assert 2 <= len(clean("a" + "\u0301\u0323" * 25_000)) <= 31


def test_control_characters_go_and_letters_are_composed() -> None:
    assert clean("cafe\u0301\x00\x1b[31m\r\nbye\ud800") == "café[31m\nbye\ufffd"


def test_an_emoji_in_two_surrogates_is_one_emoji_again() -> None:
    assert clean("\ud83e\uded9") == "🫙"
