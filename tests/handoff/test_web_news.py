"""How a browser hears what happens: a stream that resumes by the place of a message, and the same as JSON."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from handoff.channels.web.http import STREAM
from handoff.model.floor import Floor
from handoff.store import conversations, floors
from handoff.store.tables import agents
from tests.handoff.calling import caller
from tests.handoff.service import Service
from tests.handoff.web_visitor import Visitor


async def test_a_stream_speaks_at_once_and_tells_messages_and_the_floor(service: Service) -> None:
    visitor = await Visitor.of(service)
    await visitor.tell("my blender came cracked")
    events = visitor.events()
    assert "comment" in await anext(events)
    message = await anext(events)
    assert (message["event"], message["id"]) == ("message", "1")
    assert set(message["data"]) == {"seq", "author", "text", "at"}
    assert await anext(events) == {"event": "floor", "data": {"floor": "customer"}}
    await events.aclose()


async def test_a_stream_resumes_after_the_last_message_that_was_heard(service: Service) -> None:
    visitor = await Visitor.of(service)
    for part in ("one", "two", "three"):
        await visitor.tell(part)
    for asked in (visitor.events(after=2), visitor.events(after=1, **{"Last-Event-ID": "2"})):
        await anext(asked)
        assert (await anext(asked))["data"]["text"] == "three"
        await asked.aclose()


async def test_news_arrives_while_the_stream_is_open(service: Service) -> None:
    visitor = await Visitor.of(service)
    events = visitor.events()
    await anext(events)
    await anext(events)
    await visitor.tell("I want a human")
    heard = await _until(events, lambda event: event["data"].get("floor") == "queue")
    authors = [event["data"]["author"] for event in heard if event["event"] == "message"]
    assert authors == ["customer", "bot"]
    await events.aclose()


async def test_the_customer_hears_who_is_there(service: Service) -> None:
    visitor = await Visitor.of(service)

    def take(conn: Any) -> None:
        now = service.parts.clock.now()
        row = {"id": "p", "email": "p@example.com", "name": "Priya", "role": "agent", "password_hash": "x"}
        conn.execute(agents.insert().values(**row, active=True, created_at=now))
        floors.move(conn, visitor.conversation, Floor.HUMAN, holder="p", now=now)

    await service.parts.database.write(take)
    assert (await visitor.news())["floor"] == {"floor": "human", "name": "Priya", "typing": False}


async def test_the_widget_hears_whether_an_answer_is_awaited(service: Service) -> None:
    visitor = await Visitor.of(service)
    assert (await visitor.news())["floor"] == {"floor": "customer"}
    await service.parts.database.write(
        lambda conn: conversations.change(conn, visitor.conversation, expects="order_number")
    )
    assert (await visitor.news())["floor"] == {"floor": "customer", "asked": True}


async def test_a_long_poll_waits_for_news_and_no_longer(service: Service) -> None:
    visitor = await Visitor.of(service)
    waiting = asyncio.create_task(visitor.news(wait=20))
    await asyncio.sleep(0.2)
    begun = time.monotonic()
    await visitor.tell("here")
    assert [one["text"] for one in (await waiting)["messages"]] == ["here"]
    assert time.monotonic() - begun < 12
    begun = time.monotonic()
    assert (await visitor.news(after=1000, wait=1))["messages"] == []
    assert time.monotonic() - begun < 12


async def test_a_place_that_is_no_number_is_refused(service: Service) -> None:
    visitor = await Visitor.of(service)
    for query in ({"after": "x"}, {"after": "-1"}, {"after": "9" * 30}, {"wait": "long"}):
        for path in ("messages", "events") if "after" in query else ("messages",):
            answer = await service.http.get(f"/chat/{path}", params=query, headers=visitor.headers)
            assert (answer.status_code, answer.json()["error"]) == (422, "malformed"), query


async def test_nobody_hears_anothers_conversation(service: Service) -> None:
    one, other = await Visitor.of(service), await Visitor.of(service)
    await one.tell("only mine")
    assert await other.texts() == []


async def test_open_streams_end_at_once_when_the_service_stops(service: Service) -> None:
    async with caller(service.url) as http:
        visitor = Visitor(http, (await http.post("/chat/sessions")).json())
        reading = asyncio.create_task(_rest(visitor.events()))
        polling = asyncio.create_task(visitor.news(wait=25))
        await asyncio.sleep(0.3)
        service.parts.bell.wake_all()
        await asyncio.sleep(0.2)
        assert not reading.done()  # being woken alone ends nothing
        begun = time.monotonic()
        await service.stop()
        assert time.monotonic() - begun < 12
        assert (await reading)[-1]["event"] == "floor"
        assert (await polling)["messages"] == []


async def test_a_stream_is_not_kept_by_anybody_on_its_way(service: Service) -> None:
    visitor = await Visitor.of(service)
    async with service.http.stream("GET", "/chat/events", headers=visitor.headers) as response:
        assert response.headers["Content-Type"] == STREAM
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Accel-Buffering"] == "no"


async def _until(events: Any, holds: Callable[[dict[str, Any]], bool]) -> list[dict[str, Any]]:
    heard = []
    async for event in events:
        if "event" not in event:
            continue
        heard.append(event)
        if holds(event):
            return heard
    raise AssertionError("the stream ended before")


async def _rest(events: Any) -> list[Any]:
    return [event async for event in events]
