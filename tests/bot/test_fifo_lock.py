"""Turns of one conversation wait for each other in order and without polling; others do not wait."""

import asyncio
import time

from channel.fifo_lock import FifoLockStore


async def test_turns_of_a_conversation_run_in_the_order_they_came() -> None:
    store, order = FifoLockStore(), []

    async def one(number: int) -> None:
        async with store.lock("a"):
            await asyncio.sleep(0.005)
            order.append(number)

    began = time.monotonic()
    await asyncio.gather(*(one(number) for number in range(20)))
    assert order == list(range(20))
    assert time.monotonic() - began < 10, "Rasa's own store takes a second for each that waits"


async def test_another_conversation_does_not_wait() -> None:
    store = FifoLockStore()
    async with store.lock("a"):
        await asyncio.wait_for(store.lock("b").__aenter__(), 10)


async def test_nothing_is_kept_of_conversations_that_are_over() -> None:
    store = FifoLockStore()
    for number in range(100):
        async with store.lock(str(number)):
            pass
    assert not store._locks and not store._wanted


async def test_a_turn_that_fails_lets_the_next_one_in() -> None:
    store = FifoLockStore()
    for _ in range(2):
        try:
            async with store.lock("a"):
                raise ValueError
        except ValueError:
            pass
