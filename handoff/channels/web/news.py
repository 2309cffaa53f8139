"""What is new in a conversation since a message: as JSON at once or after a wait, or as a stream of events."""

import json
import time
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from handoff.bell import Bell
from handoff.cases.own_links import OwnLinks
from handoff.channels.web.floor import FloorEvent, floor_event
from handoff.channels.web.sessions import SessionUnknown
from handoff.clock import Clock
from handoff.store.database import Database, StoreUnavailable
from handoff.store.messages import Message, thread

HEARTBEAT = 15.0  # seconds; proxies close streams that are silent for 30 to 60
LONGEST_WAIT = 25.0
BATCH = 500


@dataclass(frozen=True)
class News:
    messages: list[Message]
    floor: FloorEvent

    def as_json(self) -> dict[str, Any]:
        return {"messages": [message.as_event() for message in self.messages], "floor": self.floor}


class Newsroom:
    def __init__(self, database: Database, bell: Bell, own_links: OwnLinks, clock: Clock) -> None:
        self._own_links = own_links
        self._clock = clock
        self._database = database
        self._bell = bell
        self._closed = False

    def close(self) -> None:
        """Ends every open stream and wait."""
        self._closed = True
        self._bell.wake_all()

    async def since(self, conversation: str, after: int, wait: float = 0.0) -> News:
        """`wait`: at most so many seconds for the first news, of a message or of the floor."""
        ends = time.monotonic() + wait
        with self._bell.listen(f"conversation:{conversation}") as listening:
            news = first = await self._read(conversation, after)
            while news == first and not news.messages and not self._closed and (left := ends - time.monotonic()) > 0:
                await listening.wait(left)
                news = await self._read(conversation, after)
        return news

    async def stream(self, conversation: str, after: int) -> AsyncGenerator[str]:
        """Server-sent events without end; a comment at once, because headers leave with the first bytes."""
        yield ": listening\n\n"
        told: FloorEvent | None = None
        with self._bell.listen(f"conversation:{conversation}", f"typing:{conversation}") as listening:
            while not self._closed:
                try:
                    news = await self._read(conversation, after)
                except (StoreUnavailable, SessionUnknown):
                    return  # the browser comes back by itself and resumes
                for message in news.messages:
                    after = message.seq
                    yield _event("message", message.as_event(), after)
                if news.floor != told:
                    told = news.floor
                    yield _event("floor", told)
                if len(news.messages) < BATCH and not self._closed and not await listening.wait(HEARTBEAT):
                    yield ": still listening\n\n"

    async def _read(self, conversation: str, after: int) -> News:
        def read(conn: Connection) -> News:
            messages = thread(conn, conversation, after=after, limit=BATCH)
            floor = floor_event(conn, conversation)
            page = self._own_links.path(conn, conversation, self._clock.now())
            if page is not None:
                floor["page"] = page
            return News(messages, floor)

        return await self._database.read(read)


def _event(kind: str, data: Mapping[str, Any], seq: int | None = None) -> str:
    identity = "" if seq is None else f"id: {seq}\n"
    return f"event: {kind}\n{identity}data: {json.dumps(data, ensure_ascii=False)}\n\n"
