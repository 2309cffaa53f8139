"""The service and its fake bot on an event loop in a thread, for tests that drive a browser."""

import asyncio
import threading
import time
import uuid
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any, TypeVar

from handoff.app import build_parts, create_app
from handoff.clock import Clock
from handoff.parts import Parts
from handoff.server import listening_socket
from handoff.settings import Settings
from handoff.store import conversations, messages
from handoff.store.conversations import Conversation
from handoff.store.messages import Message
from handoff.store.migrate import migrate
from tests.handoff.fake_bot import FakeBot
from tests.handoff.served import served

Result = TypeVar("Result")


class Running:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.bot = FakeBot()
        self.parts: Parts
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="service")
        self._stack = AsyncExitStack()

    def __enter__(self) -> "Running":
        self._thread.start()
        self._serve_bot()
        self.settings = replace(self.settings, port=_free_port())
        self.settings = replace(self.settings, public_url=f"http://127.0.0.1:{self.settings.port}")
        self.begin()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self.call(self._bot_stack.aclose())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def url(self) -> str:
        return self.settings.public_url

    @property
    def clock(self) -> Clock:
        return self.parts.clock

    def begin(self) -> None:
        """Also after `stop`: on the same port, with the same database."""
        self.parts = build_parts(self.settings)
        migrate(self.parts.database.engine)
        self.call(self._serve())

    def stop(self) -> None:
        self.call(self._stack.aclose())
        self._stack = AsyncExitStack()

    def call(self, work: Coroutine[Any, Any, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(90)

    def thread(self, conversation: str) -> list[Message]:
        return self.call(self.parts.database.read(lambda conn: messages.thread(conn, conversation)))

    def conversation(self, id: str) -> Conversation:
        return self.call(self.parts.database.read(lambda conn: conversations.get(conn, id)))

    def until(self, holds: Callable[[], Result], patience: float = 60.0) -> Result:
        """What the look returns, as soon as it is true."""
        end = time.monotonic() + patience
        while not (found := holds()):
            assert time.monotonic() < end, f"this did not come about within {patience} s"
            time.sleep(0.05)
        return found

    async def _serve(self) -> None:
        sock = listening_socket("127.0.0.1", self.settings.port)
        await self._stack.enter_async_context(served(create_app(self.parts), sock))

    def _serve_bot(self) -> None:
        self._bot_stack = AsyncExitStack()

        async def serve() -> str:
            sock = listening_socket("127.0.0.1", 0)
            app = self.bot.app(f"bot-{uuid.uuid4().hex[:8]}")
            await self._bot_stack.enter_async_context(served(app, sock))
            return f"http://127.0.0.1:{sock.getsockname()[1]}"

        self.settings = replace(self.settings, bot_url=self.call(serve()))


def _free_port() -> int:
    with listening_socket("127.0.0.1", 0) as sock:
        port: int = sock.getsockname()[1]
        return port
