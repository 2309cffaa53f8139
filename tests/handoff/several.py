"""The service as it is operated: processes of their own, on a port and a database of their own."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import httpx2

from handoff.server import listening_socket
from handoff.settings import ROOT
from tests.handoff.calling import caller
from tests.handoff.fake_bot import SECRET, FakeBot
from tests.handoff.served import served

Found = TypeVar("Found")


@dataclass
class Processes:
    """`process`: the foreman, or the only one."""

    process: asyncio.subprocess.Process
    url: str
    http: httpx2.AsyncClient
    log: Path

    async def until(self, holds: Callable[[], Awaitable[Found]], patience: float = 120.0) -> Found:
        end = time.monotonic() + patience
        while not (found := await holds()):
            if time.monotonic() > end:
                raise AssertionError(f"this did not come about within {patience} s:\n{self.log.read_text()[-3000:]}")
            await asyncio.sleep(0.05)
        return found

    async def ready(self) -> bool:
        assert self.process.returncode is None, self.log.read_text()[-3000:]
        try:
            return (await self.http.get("/ready")).status_code == 200
        except httpx2.HTTPError:
            return False

    def workers(self) -> list[int]:
        """The process ids of those who serve now, without the stand-in carrier."""
        found = []
        for entry in Path("/proc").glob("[0-9]*/stat"):
            try:
                words = entry.read_text().rpartition(")")[2].split()
                command = (entry.parent / "cmdline").read_bytes()
            except OSError:  # it ended while we looked
                continue
            if int(words[1]) == self.process.pid and words[0] != "Z" and b"serve" in command:
                found.append(int(entry.parent.name))
        return sorted(found)

    async def stop(self, sign: signal.Signals = signal.SIGTERM) -> None:
        if self.process.returncode is None:
            self.process.send_signal(sign)
        await self.process.wait()


@asynccontextmanager
async def processes(
    database_url: str, folder: Path, bots: list[FakeBot], **environment: str
) -> AsyncIterator[Processes]:
    """`python -m handoff serve` with its bots; ready when given."""
    async with bot_urls(bots) as urls:
        with listening_socket("127.0.0.1", 0) as probe:
            port = probe.getsockname()[1]
        given = {
            **os.environ,
            "DATABASE_URL": database_url,
            "AMENDS_BOT_URL": ",".join(urls),
            "AMENDS_BOT_SECRET": SECRET,
            "AMENDS_DEVELOPMENT": "1",
            "AMENDS_PORT": str(port),
            "AMENDS_ADMIN_EMAIL": "sam@example.com",
            "AMENDS_ADMIN_PASSWORD": "a long enough password",
            **environment,
        }
        log = folder / "service.log"
        with log.open("ab") as output:
            words = (sys.executable, "-m", "handoff", "serve")
            started = await asyncio.create_subprocess_exec(*words, cwd=ROOT, env=given, stdout=output, stderr=output)
        url = f"http://127.0.0.1:{port}"
        # A connection of its own for each request: the one after may be another worker's.
        limits = httpx2.Limits(max_keepalive_connections=0)
        async with caller(url, limits=limits) as http:
            running = Processes(started, url, http, log)
            try:
                await running.until(running.ready)
                yield running
            finally:
                await running.stop()


@asynccontextmanager
async def bot_urls(bots: list[FakeBot]) -> AsyncIterator[list[str]]:
    """The fake bots on sockets of their own."""
    async with AsyncExitStack() as stack:
        urls = []
        for bot in bots:
            sock = listening_socket("127.0.0.1", 0)
            app = bot.app(f"bot-{id(bot):x}-{time.monotonic_ns()}")
            await stack.enter_async_context(served(app, sock))
            urls.append(f"http://127.0.0.1:{sock.getsockname()[1]}")
        yield urls
