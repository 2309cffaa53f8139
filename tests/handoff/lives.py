"""The service in this process, with lives that end without a farewell; its bot and its carrier outlive it."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import yaml

from handoff.app import build_parts, create_app
from handoff.clock import Clock
from handoff.parts import Parts
from handoff.server import listening_socket
from handoff.settings import ROOT, Settings
from handoff.store.database import StoreUnavailable
from tests.handoff.fake_bot import FakeBot
from tests.handoff.outliving import outliving
from tests.handoff.served import served, served_carrier

NOON = datetime(2026, 6, 3, 12, tzinfo=UTC)
LONG = timedelta(hours=7)
PERSON_AFTER = 20_000  # seconds without a bot
QUIET = {"telling": 21_600, "most": 21_600, "answering": 21_600, "denying": 21_600}  # seconds; only LONG is longer
TOPICS = ("inbox", "timers", "turns", "outbox", "unknown", "missed", "spool", "refresh")


class ForwardClock(Clock):
    """Goes on as the wall's does, and is put forward by the test."""

    def __init__(self) -> None:
        super().__init__(origin=NOON)
        self._ahead = timedelta()

    def now(self) -> datetime:
        return super().now() + self._ahead

    def forward(self, time: timedelta) -> None:
        self._ahead += time


class Lives:
    """`parts`: of the present life."""

    parts: Parts

    def __init__(self, settings: Settings, bot: FakeBot, http: httpx2.AsyncClient, carrier: httpx2.AsyncClient) -> None:
        self.settings, self.bot, self.http, self.carrier = settings, bot, http, carrier
        self.clock = ForwardClock()
        self.ended = 0
        self._life = AsyncExitStack()

    async def begin(self) -> None:
        self.parts = build_parts(self.settings, self.clock)
        sock = listening_socket("127.0.0.1", self.settings.port)
        await self._life.enter_async_context(served(create_app(self.parts), sock))
        while "missing" in (ready := (await self.http.get("/ready")).json()) and set(ready["missing"]) - {"bot"}:
            await asyncio.sleep(0.01)

    async def end(self, *, abruptly: bool) -> None:
        """Abruptly: what was handed to the database is done; nothing else is, not even a good-bye."""
        if abruptly:
            self.ended += 1
            for way in ("read", "write"):
                setattr(self.parts.database, way, _nothing_more)
        await self._life.aclose()

    def ring(self) -> None:
        self.parts.bell.ring(*TOPICS)

    def pass_time(self, time: timedelta) -> None:
        self.clock.forward(time)
        self.ring()


async def _nothing_more(*_: object) -> None:
    raise StoreUnavailable("the process is no more")


@asynccontextmanager
async def lives(database_url: str, folder: Path) -> AsyncIterator[Lives]:
    more = {"AMENDS_CARRIER_PATIENCE": "1", "AMENDS_POLICY_DIR": str(slow_policy(folder))}
    async with outliving(database_url, folder, more) as around, AsyncExitStack() as stack:
        settings = Settings.from_environment(around.environment)
        made = Lives(settings, around.bot, around.http, around.carrier)
        await stack.enter_async_context(served_carrier(settings, made.clock, around.carrier_socket))
        await made.begin()
        try:
            yield made
        finally:
            await made.end(abruptly=False)


def slow_policy(folder: Path) -> Path:
    """Nothing happens by the passing of time but in hours in which nobody says a word."""
    policy = folder / "policy"
    shutil.copytree(ROOT / "handoff" / "policy", policy)
    _change(policy / "listening.yml", web=QUIET, sms=QUIET)
    _change(policy / "hours.yml", taken_back_after={level: 10_000 for level in (1, 2, 3, 4)})
    _change(policy / "texting.yml", seconds_per_segment=0.01)
    listening = yaml.safe_load((policy / "listening.yml").read_text())
    circuit = {"opens_after": 5, "probes_after": 0.05}
    patience = {"holding_after": 19_000, "person_after": PERSON_AFTER, "circuit": circuit}
    _change(policy / "listening.yml", assistant=listening["assistant"] | patience)
    return policy


def _change(path: Path, **changed: object) -> None:
    path.write_text(yaml.safe_dump(yaml.safe_load(path.read_text()) | changed))
