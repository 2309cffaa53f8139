"""One stream of topics for a browser. It carries no words: the page fetches again what it may see."""

import asyncio
import json

from sanic import Blueprint, Request

from handoff.bell import EVERY
from handoff.desk import guard, sessions
from handoff.desk.guard import COOKIE
from handoff.parts import Parts

BEAT = 15.0  # real seconds; proxies and browsers drop a silent stream
GATHER = 0.2  # real seconds; a burst of fragments is one event
SHOWN = ("queue", "desk", "approvals", "case:", "conversation:", "heard:", "presence:", "notices")
MOST = 12  # topics in one event; beyond it the page refreshes everything


def add_routes(blueprint: Blueprint, parts: Parts) -> None:
    stopping = False

    @blueprint.before_server_stop
    async def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True
        parts.bell.wake_all()

    async def signed_in(token: str) -> bool:
        now = parts.clock.now()
        return await parts.database.read(lambda conn: sessions.find(conn, token, now=now)) is not None

    @blueprint.get("/events")
    async def events(request: Request) -> None:
        response = await request.respond(
            content_type="text/event-stream",
            headers=guard.HEADERS | {"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )
        if response is None:
            return
        token = request.cookies.get(COOKIE) or ""
        with parts.bell.listen(EVERY) as listening:
            await response.send("retry: 2000\nevent: beat\ndata:\n\n")
            while not stopping:
                rang = await listening.wait(BEAT)
                if stopping:
                    break
                shown = {_as_shown(topic) for topic in rang if topic.startswith(SHOWN)}
                if not rang or "desk" in shown:
                    # A signed-out browser must not go on listening.
                    if not await signed_in(token):
                        break
                    await response.send("event: beat\ndata:\n\n")
                if shown:
                    await response.send(f"event: topics\ndata: {_line(shown)}\n\n")
                    await asyncio.sleep(GATHER)
        await response.eof()


def _as_shown(topic: str) -> str:
    """What was read in a conversation is seen where the conversation is."""
    return topic.replace("heard:", "conversation:", 1) if topic.startswith("heard:") else topic


def _line(topics: set[str]) -> str:
    return json.dumps(sorted(topics) if len(topics) <= MOST else ["*"])
