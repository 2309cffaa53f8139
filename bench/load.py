"""What loads a service, in a process of its own: messages by the clock or as fast as they are answered."""

import asyncio
import contextlib
import multiprocessing
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

from bench.customers import Browser
from bench.raw_http import Line

READ_BEFORE_DONE = 0.5  # seconds between the last words and Done; nobody presses it sooner
ANSWER_PATIENCE = 60.0


@dataclass
class Told:
    """`latencies`: milliseconds until the answer."""

    latencies: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    seconds: float = 0.0
    on_streams: int = 0  # messages that came back on the open streams
    silent: int = 0  # answers of Rasa's REST channel without a word

    def only(self, *fine: int) -> "Told":
        assert set(self.statuses) <= set(fine), self.statuses
        return self


@contextmanager
def loader() -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield pool


async def apart(pool: ProcessPoolExecutor, work: Callable[..., Any], *given: Any) -> Any:
    """`work` in the loading process, while this one goes on."""
    return await asyncio.get_running_loop().run_in_executor(pool, work, *given)


def by_the_clock(port: int, requests: Sequence[bytes], per_second: float, streams: Sequence[bytes]) -> Told:
    """Each request at its planned time, whoever still waits; an answer's latency counts from that time."""
    return asyncio.run(_by_the_clock(port, requests, per_second, streams))


def one_after_another(port: int, requests: Sequence[bytes], lines: int) -> Told:
    """So many customers at once, who each write again as soon as they are answered."""
    return asyncio.run(_one_after_another(port, requests, lines))


def first_words(port: int, visitors: Sequence[Browser], at_once: int, text: str) -> Told:
    """Each visitor tells this and presses Done: milliseconds from there to the first word of the answer."""
    return asyncio.run(_first_words(port, visitors, at_once, text))


async def _by_the_clock(port: int, requests: Sequence[bytes], per_second: float, streams: Sequence[bytes]) -> Told:
    told, idle, loop = Told(), [await Line.to(port)], asyncio.get_running_loop()

    async def tell(request: bytes, planned: float) -> None:
        line = idle.pop() if idle else await Line.to(port)
        told.statuses[(await line.ask(request)).status] += 1
        told.latencies.append((loop.time() - planned) * 1000)
        idle.append(line)

    async with _open_streams(port, streams, told):
        began = loop.time()
        async with asyncio.TaskGroup() as telling:
            for number, request in enumerate(requests):
                planned = began + number / per_second
                await asyncio.sleep(max(0.0, planned - loop.time()))
                telling.create_task(tell(request, planned))
        told.seconds = loop.time() - began
    return told


@asynccontextmanager
async def _open_streams(port: int, streams: Sequence[bytes], told: Told) -> Any:
    async def follow(stream: bytes, opened: asyncio.Event) -> None:
        async for line in (await Line.to(port)).follow(stream):
            opened.set()
            told.on_streams += line == b"event: message\n"

    opened = [asyncio.Event() for _ in streams]
    following = [asyncio.create_task(follow(*each)) for each in zip(streams, opened, strict=True)]
    for one in opened:
        await asyncio.wait_for(one.wait(), ANSWER_PATIENCE)
    try:
        yield
    finally:
        for task in following:
            task.cancel()
        await asyncio.gather(*following, return_exceptions=True)


async def _one_after_another(port: int, requests: Sequence[bytes], lines: int) -> Told:
    told, waiting, loop = Told(), iter(requests), asyncio.get_running_loop()
    began = loop.time()

    async def customer() -> None:
        line = await Line.to(port)
        for request in waiting:
            asked = loop.time()
            answer = await line.ask(request)
            told.latencies.append((loop.time() - asked) * 1000)
            told.statuses[answer.status] += 1
            told.silent += answer.body == b"[]"
        line.close()

    await asyncio.gather(*(customer() for _ in range(lines)))
    told.seconds = loop.time() - began
    return told


async def _first_words(port: int, visitors: Sequence[Browser], at_once: int, text: str) -> Told:
    told, waiting, loop = Told(), iter(visitors), asyncio.get_running_loop()
    began = loop.time()

    async def customer() -> None:
        line = await Line.to(port)
        for visitor in waiting:
            stream = await Line.to(port)
            events = stream.follow(visitor.events())
            await anext(events)
            assert (await line.ask(visitor.tells(text))).status == 202
            if at_once == 1:
                await asyncio.sleep(READ_BEFORE_DONE)
            pressed = loop.time()
            told.statuses[(await line.ask(visitor.is_done())).status] += 1
            async with asyncio.timeout(ANSWER_PATIENCE):
                async for event in events:
                    if b'"author": "bot"' in event:
                        break
            told.latencies.append((loop.time() - pressed) * 1000)
            stream.close()
        line.close()

    with contextlib.suppress(StopIteration):
        await asyncio.gather(*(customer() for _ in range(at_once)))
    told.seconds = loop.time() - began
    return told
