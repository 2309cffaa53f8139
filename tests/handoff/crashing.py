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

from handoff.carrier.apart import app_of
from handoff.carrier.http import faces_of
from handoff.channels.sms.account import account_of
from handoff.clock import Clock
from handoff.server import listening_socket, serving
from handoff.settings import ROOT, Settings
from handoff.store.crash_points import SETTING
from tests.handoff.calling import caller
from tests.handoff.fake_bot import SECRET, FakeBot
from tests.handoff.invariants import Taken
from tests.handoff.several import bot_urls

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
    bot = FakeBot()
    async with AsyncExitStack() as stack:
        (bot_url,) = await stack.enter_async_context(bot_urls([bot]))
        with listening_socket("127.0.0.1", 0) as probe:
            port = probe.getsockname()[1]
        sock = listening_socket("127.0.0.1", 0)
        carrier_url = f"http://127.0.0.1:{sock.getsockname()[1]}"
        environment = {
            **os.environ,
            "DATABASE_URL": database_url,
            "AMENDS_BOT_URL": bot_url,
            "AMENDS_BOT_SECRET": SECRET,
            "AMENDS_DEVELOPMENT": "1",
            "AMENDS_PORT": str(port),
            "AMENDS_CARRIER_URL": carrier_url,
            "AMENDS_SPOOL_DIR": str(folder / "spool"),
            "AMENDS_MEDIA_DIR": str(folder / "media"),
            "AMENDS_CARRIER_PATIENCE": "2",
            "AMENDS_TIME_SCALE": str(SCALE),
            "AMENDS_CLOCK_ORIGIN": str(time.time()),
            "AMENDS_ADMIN_EMAIL": "sam@example.com",
            "AMENDS_ADMIN_PASSWORD": "a long enough password",
        }
        settings = Settings.from_environment(environment)
        account = account_of(settings)
        assert account is not None
        clock = Clock.scaled_since(settings.clock_origin, settings.time_scale)
        app = app_of(faces_of(account, settings, clock))
        app.config.TOUCHUP = False
        await stack.enter_async_context(serving(app, sock))
        url = f"http://127.0.0.1:{port}"
        limits = httpx2.Limits(max_keepalive_connections=0)
        http = await stack.enter_async_context(caller(url, limits=limits))
        carrier = await stack.enter_async_context(caller(carrier_url))
        running = Line(url, http, carrier, environment, folder / "service.log", bot)
        stack.push_async_callback(running.stop)
        yield running
