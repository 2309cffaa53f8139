"""Fragments that wait together are read together; one that cannot be read holds up no other."""

from collections.abc import Callable
from typing import Any

from handoff.store import inbox
from tests.handoff.fake_bot import POISON, FakeBot
from tests.handoff.service import Service

STORY = ["it came with a cracked jug", "my order 4471", "and nobody answers", "for the third time"]


async def told_while_away(start: Callable[..., Any], bot: FakeBot, *texts: str) -> tuple[Service, str]:
    """All of them wait when the bot comes back."""
    bot.down = True
    service: Service = await start(bot, time_scale=1)
    for text in texts:
        told = await service.tell(text)
    bot.down = False
    return service, told.conversation


async def all_looked_at(service: Service) -> None:
    async def nothing_waits() -> bool:
        return not await service.look(lambda conn: inbox.unread(conn, 1))

    await service.until(nothing_waits)


async def test_fragments_that_wait_are_read_together(start: Callable[..., Any]) -> None:
    service, conversation = await told_while_away(start, FakeBot(), *STORY)
    await all_looked_at(service)
    assert len(service.bot.read) == len(STORY)
    # The first alone, to see whether the bot is back.
    assert sum(service.bot.lists) >= len(STORY) - 1
    fragments = await service.look(lambda conn: inbox.of_conversation(conn, conversation))
    assert [one.text for one in fragments] == STORY
    assert [one.reading.keys for one in fragments if one.reading] == [set(), {"order_number"}, set(), set()]


async def test_a_bot_that_knows_no_lists_reads_one_by_one(start: Callable[..., Any]) -> None:
    service, conversation = await told_while_away(start, FakeBot(one_by_one=True), *STORY)
    await all_looked_at(service)
    fragments = await service.look(lambda conn: inbox.of_conversation(conn, conversation))
    assert all(one.reading for one in fragments)


async def test_a_fragment_that_cannot_be_read_holds_up_no_other(start: Callable[..., Any]) -> None:
    service, conversation = await told_while_away(start, FakeBot(), STORY[0], f"an {POISON} thing", *STORY[1:])
    await all_looked_at(service)
    fragments = await service.look(lambda conn: inbox.of_conversation(conn, conversation))
    assert [one.text for one in fragments if one.reading is None] == [f"an {POISON} thing"]
