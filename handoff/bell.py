"""Wakes those who wait for news about a topic, after the news was committed. A ring carries no data."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

EVERY = "*"  # listening to it hears every topic


class Listening:
    """One waiter: `await wait(timeout)` returns the topics that rang since the last call, or an empty set."""

    def __init__(self) -> None:
        self._rang: set[str] = set()
        self._event = asyncio.Event()

    def ring(self, topic: str) -> None:
        self._rang.add(topic)
        self._event.set()

    async def wait(self, timeout: float | None = None) -> set[str]:
        """`timeout`: real seconds."""
        try:
            # Not `wait_for`: Python 3.11's swallows a cancellation that comes together with a ring.
            async with asyncio.timeout(timeout):
                await self._event.wait()
        except TimeoutError:
            return set()
        self._event.clear()
        rang, self._rang = self._rang, set()
        return rang


class Bell:
    """Topics are words such as `conversation:ID`, `queue`, `inbox`, `turns`, `outbox`, `timers`."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[Listening]] = defaultdict(set)
        self._carry: Callable[[Sequence[str]], None] | None = None

    def ring(self, *topics: str) -> None:
        self.ring_here(*topics)
        if self._carry is not None:
            self._carry(topics)

    def ring_here(self, *topics: str) -> None:
        """In this process only."""
        for topic in topics:
            for listening in (*self._waiting.get(topic, ()), *self._waiting.get(EVERY, ())):
                listening.ring(topic)

    def carried_by(self, carry: Callable[[Sequence[str]], None]) -> None:
        """From now on every ring is also given to `carry`, for the waiters of other processes."""
        self._carry = carry

    def wake_all(self) -> None:
        """Wakes every waiter of this process, so that open streams end quickly when the server stops."""
        self.ring_here(*list(self._waiting))

    @contextmanager
    def listen(self, *topics: str) -> Iterator[Listening]:
        listening = Listening()
        for topic in topics:
            self._waiting[topic].add(listening)
        try:
            yield listening
        finally:
            for topic in topics:
                self._waiting[topic].discard(listening)
                if not self._waiting[topic]:
                    del self._waiting[topic]
