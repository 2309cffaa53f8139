"""A running service as the tests see it: real server, real database, the fake bot, and ways to look."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

import httpx2
from sqlalchemy import Connection

from handoff.inbox import Inbound, Receipt
from handoff.model.channel import Address, Channel
from handoff.parts import Parts
from handoff.store import conversations, messages
from handoff.store.conversations import Conversation
from handoff.store.messages import Message
from tests.handoff.fake_bot import FakeBot

Found = TypeVar("Found")
OURS = "+447400000042"


@dataclass
class Service:
    url: str
    parts: Parts
    bot: FakeBot
    http: httpx2.AsyncClient
    stop: Callable[[], Awaitable[None]]

    async def tell(self, text: str, *, who: str = "session-1", id: str | None = None, sms: bool = False) -> Receipt:
        """As the channels hand it in. `who`: the web session or the phone number."""
        channel = Channel.SMS if sms else Channel.WEB
        address = Address(channel, who, OURS if sms else None)
        external_id = id or f"{who}-{time.monotonic_ns()}"
        now = self.parts.clock.now()
        return await self.parts.inbox.accept(Inbound(text, channel.value, external_id, now, address=address))

    async def conversation(self, id: str) -> Conversation:
        return await self.parts.database.read(lambda conn: conversations.get(conn, id))

    async def thread(self, id: str) -> list[Message]:
        return await self.parts.database.read(lambda conn: messages.thread(conn, id))

    async def said(self, id: str, *authors: str) -> list[str]:
        """The texts of everybody but the customer, or of `authors`."""
        wanted = authors or ("bot", "agent", "system")
        return [message.text for message in await self.thread(id) if message.author in wanted]

    async def look(self, query: Callable[[Connection], Found]) -> Found:
        return await self.parts.database.read(query)

    async def until(self, holds: Callable[[], Awaitable[Found]], patience: float = 60.0) -> Found:
        """What the awaited look returns, as soon as it is true."""
        end = time.monotonic() + patience
        while not (found := await holds()):
            if time.monotonic() > end:
                raise AssertionError(f"this did not come about within {patience} s")
            await asyncio.sleep(0.02)
        return found

    async def story_seconds(self, seconds: float) -> None:
        await self.parts.clock.sleep(seconds)

    async def is_prepared(self) -> bool:
        """The bot may still be away."""
        return not set((await self.http.get("/ready")).json().get("missing", [])) - {"bot"}
