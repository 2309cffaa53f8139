"""What stands around a service that ends and begins again: a bot, the place of a carrier, ways to call, settings."""

import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from handoff.server import listening_socket
from tests.handoff.calling import caller
from tests.handoff.fake_bot import SECRET, FakeBot
from tests.handoff.several import bot_urls


@dataclass(frozen=True)
class Outliving:
    bot: FakeBot
    http: httpx2.AsyncClient
    carrier: httpx2.AsyncClient
    carrier_socket: socket.socket
    environment: dict[str, str]


@asynccontextmanager
async def outliving(database_url: str, folder: Path, more: Mapping[str, str]) -> AsyncIterator[Outliving]:
    """`more`: settings beside those that join the parts."""
    bot = FakeBot()
    async with AsyncExitStack() as stack:
        (bot_url,) = await stack.enter_async_context(bot_urls([bot]))
        with listening_socket("127.0.0.1", 0) as probe:
            port = probe.getsockname()[1]
        sock = listening_socket("127.0.0.1", 0)
        carrier_url = f"http://127.0.0.1:{sock.getsockname()[1]}"
        # A connection of its own for each request: the one after may be another life's.
        limits = httpx2.Limits(max_keepalive_connections=0)
        http = await stack.enter_async_context(caller(f"http://127.0.0.1:{port}", limits=limits))
        carrier = await stack.enter_async_context(caller(carrier_url))
        environment = {
            "DATABASE_URL": database_url,
            "AMENDS_BOT_URL": bot_url,
            "AMENDS_BOT_SECRET": SECRET,
            "AMENDS_DEVELOPMENT": "1",
            "AMENDS_PORT": str(port),
            "AMENDS_CARRIER_URL": carrier_url,
            "AMENDS_SPOOL_DIR": str(folder / "spool"),
            "AMENDS_MEDIA_DIR": str(folder / "media"),
            "AMENDS_ADMIN_EMAIL": "sam@example.com",
            "AMENDS_ADMIN_PASSWORD": "a long enough password",
            **more,
        }
        yield Outliving(bot, http, carrier, sock, environment)
