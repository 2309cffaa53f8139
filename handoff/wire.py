"""Carries rings of the bell from one worker to the others: PostgreSQL's LISTEN and NOTIFY, outside every transaction.

What rings while the wire is down is not repeated; until it is up again every waiter looks once in a while by itself.
"""

import asyncio
import contextlib
import json
import os
from collections.abc import Iterator, Sequence

import psycopg
from sqlalchemy import Engine

from handoff.bell import Bell
from handoff.rounds import log_failure

CHANNEL = "amends_bell"
# The worker that committed such work does it itself; the others look once a second anyway.
OWN_WORK = frozenset({"inbox", "turns", "timers", "outbox", "refresh", "forget"})
AT_ONCE = 100  # topics in one notification, whose payload may have 8,000 bytes
BEAT = 10.0  # real seconds between two looks whether the connection still lives
PATIENCE = 5.0
RETRY = 1.0
LAST_WORDS = 0.3


class Wire:
    def __init__(self, engine: Engine, bell: Bell) -> None:
        self._engine = engine
        self._bell = bell
        self._name = f"{os.getpid()}-{id(self):x}"
        self._waiting: dict[str, None] = {}  # topics in the order in which they rang …
        self._telling: dict[str, None] = {}  # … and those that are being told
        self._rang = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        self._bell.carried_by(self._carry)
        self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._tell())]

    async def stop(self) -> None:
        """What rang a moment ago is still told."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LAST_WORDS):
                while self._waiting or self._telling:
                    await asyncio.sleep(0.01)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _carry(self, topics: Sequence[str]) -> None:
        self._waiting |= dict.fromkeys(topic for topic in topics if topic not in OWN_WORK)
        if self._waiting:
            self._rang.set()

    async def _listen(self) -> None:
        while True:
            try:
                async with await self._connect() as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    self._bell.wake_all()  # for what rang while nobody listened
                    while True:
                        async for notify in connection.notifies(timeout=BEAT):
                            self._hear(notify.payload)
                        async with asyncio.timeout(PATIENCE):
                            await connection.execute("SELECT 1")
            except (psycopg.Error, OSError, TimeoutError) as error:
                log_failure("wire", error)
            await asyncio.sleep(RETRY)
            self._bell.wake_all()

    def _hear(self, payload: str) -> None:
        sender, *topics = json.loads(payload)
        if sender != self._name:
            self._bell.ring_here(*topics)

    async def _tell(self) -> None:
        while True:
            try:
                async with await self._connect() as connection:
                    while True:
                        await self._rang.wait()
                        self._rang.clear()
                        self._telling, self._waiting = self._waiting, {}
                        for payload in self._payloads():
                            await connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, payload))
                        self._telling = {}
            except (psycopg.Error, OSError) as error:
                log_failure("wire", error)
            self._carry((*self._telling, *self._waiting))
            await asyncio.sleep(RETRY)

    def _payloads(self) -> Iterator[str]:
        topics = list(self._telling)
        for start in range(0, len(topics), AT_ONCE):
            yield json.dumps([self._name, *topics[start : start + AT_ONCE]])

    async def _connect(self) -> psycopg.AsyncConnection:
        _, arguments = self._engine.dialect.create_connect_args(self._engine.url)
        given = {**arguments, "connect_timeout": int(PATIENCE), "autocommit": True}
        return await psycopg.AsyncConnection.connect(**given)
