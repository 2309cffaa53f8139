"""Taking turns up for an answer waits for nobody, so that it and a customer who goes on cannot wait for each other."""

import asyncio

import pytest

from handoff.store import conversations
from tests.handoff.service import Service


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_turn_is_taken_up_while_somebody_else_holds_the_conversation(service: Service) -> None:
    service.bot.down = True
    told = await service.tell("it came cracked, that's all")
    await service.parts.inbox.done(told.conversation)
    with service.parts.database.engine.begin() as connection:
        conversations.get(connection, told.conversation, lock=True)
        service.bot.down = False
        await service.until(lambda: asyncio.sleep(0, bool(service.bot.responded)))
    await service.until(lambda: service.said(told.conversation))
