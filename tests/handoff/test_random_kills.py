"""Killed at random moments under load: every acknowledged message is there once, every story is answered once."""

import asyncio
import random
import uuid
from pathlib import Path

import pytest

from handoff.clock import Clock
from handoff.store.database import Database
from tests.handoff.crashing import SCALE, Line, line
from tests.handoff.invariants import Witness, check
from tests.handoff.test_crash_points import at_rest
from tests.handoff.web_visitor import Visitor

AT_ONCE = 8
STORY = 20  # messages of one visitor


async def test_random_kills_under_load_lose_and_double_nothing(database_url: str, tmp_path: Path, rounds: int) -> None:
    """`--long`: at least 30 kills and 20,000 acknowledgements in all."""
    if rounds < 200 and not database_url.startswith("sqlite"):
        pytest.skip("minutes long: ./dev test --long")
    kills, messages = (16, 10_200) if rounds >= 200 else (2, 320)
    witness, chance = Witness(), random.Random(7)
    async with line(database_url, tmp_path) as running:
        running.keep_up()
        visitors = asyncio.create_task(visits(running, witness, messages // STORY))
        for n in range(kills):
            share = (n + chance.random()) / kills
            await running.until(lambda share=share: told(witness, share * messages), "the load")
            running.kill()
        await visitors
        looking = Database(database_url)
        try:
            await running.until(lambda: looking.read(at_rest), "rest")
            now = Clock.scaled_since(float(running.environment["AMENDS_CLOCK_ORIGIN"]), SCALE).now()
            await looking.read(lambda conn: check(conn, witness, now=now, at_rest=False))
        finally:
            await looking.close()
        assert len(running.statuses) == kills
    assert len(witness.acknowledged) >= messages


async def told(witness: Witness, count: float) -> bool:
    return len(witness.acknowledged) >= count


async def visits(running: Line, witness: Witness, count: int) -> None:
    coming = iter(range(count))

    async def one_after_the_other() -> None:
        for _ in coming:
            await visit(running, witness)

    await asyncio.gather(*(one_after_the_other() for _ in range(AT_ONCE)))


async def visit(running: Line, witness: Witness) -> None:
    """One story told in twenty messages; it is answered, once, and all of it is there in its order."""
    session = await running.acknowledged(lambda: running.http.post("/chat/sessions", json={}), 201)
    visitor = Visitor(running.http, session.json())
    story = [f"part {n} of it" for n in range(STORY)]
    for text in story:
        id = str(uuid.uuid4())
        await running.acknowledged(lambda text=text, id=id: visitor.tell(text, id), 202)
        witness.acknowledged.add(id)
    await running.acknowledged(lambda: visitor.post("done"), 200, 202, 204)
    said: list[str] = []

    async def answered() -> bool:
        said[:] = [f"{one['author']}: {one['text']}" for one in (await visitor.news())["messages"]]
        return said[-1].startswith("bot: I heard")

    await running.until(answered, "the answer")
    assert [text for text in said if text.startswith("customer")] == [f"customer: {text}" for text in story]
