"""Counting where the bot spoke into a story, and only there."""

from collections.abc import Callable
from typing import Any

from tests.handoff.fake_bot import FakeBot
from tests.handoff.service import Service


async def told_and_answered(service: Service, *, done: bool = False) -> str:
    told = await service.tell("it came with a cracked jug")
    if done:
        await service.parts.inbox.done(told.conversation)

    async def answered() -> bool:
        return bool(await service.said(told.conversation))

    await service.until(answered)
    return told.conversation


async def read_all(service: Service, count: int) -> None:
    async def read() -> bool:
        return len(service.bot.read) >= count

    await service.until(read)
    await service.story_seconds(2)


async def interruptions(service: Service, conversation: str) -> int:
    return (await service.conversation(conversation)).interruptions


async def test_going_on_telling_right_after_the_answer_is_one_interruption(service: Service) -> None:
    conversation = await told_and_answered(service)
    await service.tell("and the lid was missing too")
    await service.tell("and nobody ever wrote back")
    await read_all(service, 3)
    assert await interruptions(service, conversation) == 1


async def test_an_answer_that_the_customer_asked_for_interrupts_nobody(service: Service) -> None:
    conversation = await told_and_answered(service, done=True)
    await service.tell("and the lid was missing too")
    await read_all(service, 2)
    assert await interruptions(service, conversation) == 0


async def test_yes_right_after_the_answer_is_no_interruption(service: Service) -> None:
    conversation = await told_and_answered(service)
    await service.tell("yes exactly")
    await read_all(service, 2)
    assert await interruptions(service, conversation) == 0


async def test_the_fact_that_was_asked_for_is_no_interruption(start: Callable[..., Any]) -> None:
    service: Service = await start(FakeBot(asks_for_order=True))
    conversation = await told_and_answered(service)
    await service.tell("order 44712")
    await read_all(service, 2)
    assert await interruptions(service, conversation) == 0


async def test_going_on_later_is_no_interruption(service: Service) -> None:
    conversation = await told_and_answered(service)
    await service.story_seconds(10)
    await service.tell("and the lid was missing too")
    await read_all(service, 2)
    assert await interruptions(service, conversation) == 0


async def test_typing_while_the_words_go_out_is_an_interruption(start: Callable[..., Any]) -> None:
    service: Service = await start(FakeBot(slow=0.5))
    told = await service.tell("it came with a cracked jug")

    async def asked() -> bool:
        return bool(service.bot.responded)

    await service.until(asked)
    await service.story_seconds(6)
    await service.parts.inbox.typing(told.conversation)

    async def answered() -> bool:
        return bool(await service.said(told.conversation))

    await service.until(answered)
    assert await interruptions(service, told.conversation) == 1
