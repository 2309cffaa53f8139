"""Several workers on one PostgreSQL database: any of them serves anybody, each turn is answered once."""

import asyncio
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import psycopg
import pytest

from handoff.store import turns
from handoff.store.database import Database, StoreUnavailable
from handoff.store.migrate import _LOCK
from tests.handoff.at_the_desk import signed_in
from tests.handoff.calling import caller
from tests.handoff.fake_bot import FakeBot
from tests.handoff.service import Service
from tests.handoff.several import processes
from tests.handoff.web_visitor import Visitor

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


async def test_a_stream_at_one_worker_hears_what_another_stored(start: Callable[..., Any]) -> None:
    here, there = await start(time_scale=1), await start(time_scale=1)
    visitor = await Visitor.of(here)
    events = visitor.events()
    while "floor" not in str(await anext(events)):
        pass
    elsewhere = Visitor(there.http, {"conversation": visitor.conversation, "token": visitor.token})
    async with asyncio.timeout(10):  # the stream's own look comes after 15 s
        await elsewhere.tell("my blender came cracked")
        assert (await anext(events))["data"]["text"] == "my blender came cracked"
    await events.aclose()


async def test_the_desk_at_one_worker_hears_what_happens_at_another(start: Callable[..., Any]) -> None:
    here, there = await start(), await start()
    maya = await signed_in(here, "Maya")
    async with maya.http.stream("GET", "/desk/events", timeout=30) as stream:
        lines = stream.aiter_lines()
        await anext(lines)
        told = await there.tell("my blender came cracked")
        async with asyncio.timeout(10):
            while f"conversation:{told.conversation}" not in await anext(lines):
                pass


async def test_each_turn_is_answered_once_whoever_takes_it(start: Callable[..., Any], rounds: int) -> None:
    services = [await start(time_scale=1), await start(time_scale=1)]
    told = []
    for n in range(4 * rounds):
        receipt = await services[n % 2].tell(f"it came broken {n}", who=f"s{n}")
        told.append(receipt.conversation)
    await asyncio.gather(*(services[n % 2].parts.inbox.done(id) for n, id in enumerate(told)))
    for id in told:
        await services[0].until(lambda id=id: services[0].said(id, "bot"), patience=60)
    assert [len(await services[0].said(id, "bot")) for id in told] == [1] * len(told)
    asked = [one["turn"] for service in services for one in service.bot.responded]
    assert len(asked) == len(set(asked)) == len(told)


async def test_what_two_workers_store_at_once_is_heard_in_its_order(start: Callable[..., Any], rounds: int) -> None:
    here, there = await start(time_scale=1), await start(time_scale=1)
    visitor = await Visitor.of(here)
    last, heard = 8 * rounds, list[int]()
    following = asyncio.create_task(follow(visitor, heard))
    both = [visitor, Visitor(there.http, {"conversation": visitor.conversation, "token": visitor.token})]
    for n in range(0, last, 8):
        await asyncio.gather(*(both[k % 2].tell(f"part {n + k}") for k in range(8)))
        await asyncio.sleep(0.3 if last > 40 else 0)  # within what one customer may write
    await here.until(lambda: _heard(heard, last))
    following.cancel()
    assert heard == list(range(1, last + 1))


async def test_after_the_server_dropped_every_connection_all_goes_on(
    start: Callable[..., Any], database_url: str
) -> None:
    here, there = await start(time_scale=1), await start(time_scale=1)
    visitor = await Visitor.of(here)
    heard: list[int] = []
    following = asyncio.create_task(follow(visitor, heard))
    elsewhere = Visitor(there.http, {"conversation": visitor.conversation, "token": visitor.token})
    await elsewhere.tell("it came with a cracked jug")
    with psycopg.connect(database_url, autocommit=True) as operator:
        operator.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    await tell_for_sure(elsewhere, "that's all")
    await here.until(lambda: _heard(heard, 3), patience=30)
    following.cancel()
    assert [one["author"] for one in (await visitor.news())["messages"]] == ["customer", "customer", "bot"]


async def test_a_worker_that_is_stopped_leaves_its_turns_to_the_others_at_once(start: Callable[..., Any]) -> None:
    first: Service = await start(FakeBot(slow=30), time_scale=1)
    told = await first.tell("it came with a cracked jug")
    await first.parts.inbox.done(told.conversation)
    await first.until(lambda: _asked(first.bot))
    second: Service = await start(time_scale=1)
    await first.stop()
    await second.until(lambda: second.said(told.conversation, "bot"))
    assert await second.said(told.conversation, "system") == []


async def test_until_the_schema_is_there_everybody_is_asked_to_come_back(
    empty_database_url: str, start: Callable[..., Any]
) -> None:
    fresh = Database(empty_database_url)
    with pytest.raises(StoreUnavailable):
        await fresh.read(lambda conn: turns.live(conn, "nobody"))
    await fresh.close()
    # Another worker is at it.
    with psycopg.connect(empty_database_url, autocommit=True) as migrating:
        migrating.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
        starting = asyncio.create_task(start(database_url=empty_database_url))
        await asyncio.sleep(0)
        service = await _serving(starting)
        response = await service.post("/chat/sessions", json={})
        assert (response.status_code, response.json()["error"]) == (503, "store_unavailable")
        assert int(response.headers["Retry-After"]) > 0
        assert "migrations" in (await service.get("/ready")).json()["missing"]
        migrating.execute("SELECT pg_advisory_unlock(%s)", (_LOCK,))
        started: Service = await starting
        assert (await started.http.post("/chat/sessions", json={})).status_code == 201
        await service.aclose()


async def _serving(starting: "asyncio.Task[Service]") -> httpx2.AsyncClient:
    """A client of a service that has not its schema yet, so that `start` still waits."""
    while True:
        for task in asyncio.all_tasks():
            frame = task.get_stack(limit=1)
            if task is starting and frame and "service" in frame[0].f_locals:
                url: str = frame[0].f_locals["service"].url
                return caller(url)
        await asyncio.sleep(0.05)


async def test_what_a_killed_worker_was_answering_another_answers(database_url: str, tmp_path: Path) -> None:
    bot = FakeBot(slow=1.0)
    async with processes(database_url, tmp_path, [bot], AMENDS_WORKERS="2") as running:
        visitor = await Visitor.of(running)  # type: ignore[arg-type]
        await visitor.tell("it came with a cracked jug")
        await visitor.post("done")
        await running.until(lambda: _asked(bot))
        victims = running.workers()
        for pid in victims:
            os.kill(pid, signal.SIGKILL)
        await running.until(lambda: _said_by_the_bot(visitor))
        assert len({one["turn"] for one in bot.responded}) == 1
        assert await _said_by_the_bot(visitor) == ["I heard 1: it came with a cracked jug"]
        assert not set(running.workers()) & set(victims)


async def _asked(bot: FakeBot) -> bool:
    return bool(bot.responded)


async def _said_by_the_bot(visitor: Visitor) -> list[str]:
    try:
        return [one["text"] for one in (await visitor.news())["messages"] if one["author"] == "bot"]
    except httpx2.HTTPError:
        return []


async def test_a_rolling_restart_loses_and_doubles_nothing(database_url: str, tmp_path: Path, rounds: int) -> None:
    async with processes(database_url, tmp_path, [FakeBot()], AMENDS_WORKERS="2") as running:
        visitor = await Visitor.of(running)  # type: ignore[arg-type]
        heard: list[int] = []
        told: list[str] = []
        following = asyncio.create_task(follow(visitor, heard))
        for round in range(max(1, rounds // 20)):
            before = set(running.workers())
            running.process.send_signal(signal.SIGHUP)
            while before & set(running.workers()):
                told.append(f"part {round}.{len(told)}")
                await tell_for_sure(visitor, told[-1])
                await asyncio.sleep(0.1)
        await running.until(lambda: _heard(heard, len(told)))
        following.cancel()
        assert heard == list(range(1, len(told) + 1))
        assert await visitor.texts() == told


async def _heard(heard: list[int], last: int) -> bool:
    return bool(heard) and heard[-1] >= last


async def follow(visitor: Visitor, heard: list[int]) -> None:
    """As the widget does: come back after every break, go on after the last message that was heard."""
    while True:
        try:
            async for event in visitor.events(after=heard[-1] if heard else 0):
                if event.get("event") == "message":
                    heard.append(event["data"]["seq"])
        except httpx2.HTTPError:
            pass
        await asyncio.sleep(0.05)


async def tell_for_sure(visitor: Visitor, text: str) -> None:
    """As the widget does: the same id until it is acknowledged."""
    id = f"{abs(hash(text)):032x}"[:32]
    id = f"{id[:8]}-{id[8:12]}-4{id[13:16]}-8{id[17:20]}-{id[20:]}"
    while True:
        try:
            response = await visitor.tell(text, id)
        except httpx2.HTTPError:
            await asyncio.sleep(0.05)
            continue
        if response.status_code == 202:
            return
        assert response.status_code in (429, 503), response.text
        await asyncio.sleep(0.2)
