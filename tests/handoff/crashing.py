"""The service in a process of its own that may end at any instruction; the carrier and the bot outlive it."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import httpx2

from handoff.clock import Clock
from handoff.settings import ROOT, Settings
from handoff.store.crash_points import SETTING
from tests.handoff.fake_bot import FakeBot
from tests.handoff.invariants import Taken
from tests.handoff.outliving import outliving
from tests.handoff.served import served_carrier

Found = TypeVar("Found")
PATIENCE = 600.0  # real seconds: a story may need many starts of the process
SCALE = 20.0


@dataclass
class Line:
    """One address for the customer and the desk, whichever process is behind it at the moment."""

    url: str
    http: httpx2.AsyncClient
    carrier: httpx2.AsyncClient
    environment: dict[str, str]
    log: Path
    bot: FakeBot
    statuses: list[int] = field(default_factory=list)
    _process: asyncio.subprocess.Process | None = None
    _coming: list[str] = field(default_factory=list)
    _keeping: asyncio.Task[None] | None = None

    def keep_up(self, points: Sequence[str] = ()) -> None:
        """Starts the process, and again each time that it ends; the n-th ends at the n-th point, the last at none."""
        self._coming = list(points)
        self._keeping = asyncio.create_task(self._keep())

    async def _keep(self) -> None:
        while True:
            point = self._coming.pop(0) if self._coming else None
            environment = self.environment | ({SETTING: point} if point else {})
            with self.log.open("ab") as output:
                words = (sys.executable, "-m", "handoff", "serve")
                self._process = await asyncio.create_subprocess_exec(
                    *words, cwd=ROOT, env=environment, stdout=output, stderr=output
                )
            self.statuses.append(await self._process.wait())

    def kill(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.kill()

    async def stop(self) -> None:
        if self._keeping is not None:
            self._keeping.cancel()
        self.kill()
        if self._process is not None:
            await self._process.wait()

    async def until(self, holds: Callable[[], Awaitable[Found]], what: str = "this") -> Found:
        """Also while nobody answers."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                found = await holds()
                if found:
                    return found
            except httpx2.HTTPError:
                pass
            if time.monotonic() > end:
                raise AssertionError(f"{what} did not come about:\n{self.log.read_text()[-3000:]}")
            await asyncio.sleep(0.05)

    async def acknowledged(self, ask: Callable[[], Awaitable[httpx2.Response]], *fine: int) -> httpx2.Response:
        """As a client does: the same again until it is answered; 429 and 503 ask it to wait."""

        async def answer() -> httpx2.Response | None:
            response = await ask()
            if response.status_code in (429, 503):
                return None
            assert response.status_code in fine, (response.status_code, response.text)
            return response

        found = await self.until(answer, "an answer")
        assert found is not None
        return found

    async def writes(self, number: str, text: str) -> None:
        """By phone. What the service does not take in now, it finds in the carrier's list."""
        await self.carrier.post("/phone/messages", json={"number": number, "text": text}, timeout=60)

    async def texts(self, number: str) -> list[dict[str, Any]]:
        response = await self.carrier.get("/phone/messages", params={"number": number})
        found: list[dict[str, Any]] = response.json()["messages"]
        return [text for text in found if text["direction"] == "out"]

    async def took(self, numbers: Sequence[str]) -> list[Taken]:
        return [
            Taken(number, text["body"], datetime.fromisoformat(text["at"]))
            for number in numbers
            for text in await self.texts(number)
        ]


@asynccontextmanager
async def line(database_url: str, folder: Path) -> AsyncIterator[Line]:
    more = {
        "AMENDS_CARRIER_PATIENCE": "2",
        "AMENDS_TIME_SCALE": str(SCALE),
        "AMENDS_CLOCK_ORIGIN": str(time.time()),
    }
    async with outliving(database_url, folder, more) as around, AsyncExitStack() as stack:
        settings = Settings.from_environment(around.environment)
        clock = Clock.scaled_since(settings.clock_origin, settings.time_scale)
        await stack.enter_async_context(served_carrier(settings, clock, around.carrier_socket))
        environment = {**os.environ, **around.environment}
        log = folder / "service.log"
        running = Line(str(around.http.base_url), around.http, around.carrier, environment, log, around.bot)
        stack.push_async_callback(running.stop)
        yield running
