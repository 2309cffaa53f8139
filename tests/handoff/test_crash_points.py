"""A crash at any named instruction loses nothing, doubles nothing and lets nobody be talked over."""

import asyncio
import re
import uuid
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from handoff.clock import Clock
from handoff.store import tables
from handoff.store.crash_points import POINTS, STATUS
from handoff.store.database import Database
from tests.handoff.calling import caller
from tests.handoff.crashing import Line, line
from tests.handoff.invariants import Witness, check, no_words_in
from tests.handoff.web_visitor import Visitor

CANARY = "xylophone-marmalade"  # a word that only customers write


async def test_a_crash_at_every_point_loses_and_doubles_nothing(database_url: str, tmp_path: Path, rounds: int) -> None:
    if rounds < 200 and not database_url.startswith("sqlite"):
        pytest.skip("minutes long: ./dev test --long")
    witness, numbers, points = Witness(), list[str](), POINTS if rounds >= 200 else POINTS[::2]
    async with line(database_url, tmp_path) as running:
        running.keep_up(points)
        while len(running.statuses) < len(points):
            number = f"+4477009{len(numbers):05d}"
            numbers.append(number)
            before = len(running.statuses)
            await asyncio.gather(told_by_text(running, number), told_on_the_web(running, witness))
            assert len(running.statuses) > before, f"nothing comes to {points[before]}"
        assert set(running.statuses) == {STATUS}, running.log.read_text()[-3000:]
        looking = Database(database_url)
        try:
            await running.until(lambda: looking.read(at_rest), "rest")
            witness.carrier_took = await running.took(numbers)
            now = Clock.scaled_since(float(running.environment["AMENDS_CLOCK_ORIGIN"]), 20.0).now()
            await looking.read(lambda conn: check(conn, witness, now=now, at_rest=False))
        finally:
            await looking.close()
        no_words_in(running.log.read_text(), [CANARY])
    assert len(witness.acknowledged) == 2 * len(numbers)


async def told_by_text(running: Line, number: str) -> None:
    """A story by text, left to the quiet time; the wish for a person; the agent's answer."""
    await running.until(running_now(running), "a start")
    await running.writes(number, f"my {CANARY} came cracked")
    await running.until(lambda: texts_with(running, number, "I heard"), "the bot's text")
    await running.writes(number, "can I talk to a human")
    await running.until(lambda: texts_with(running, number, "Your reference is"), "the reference")
    said = " ".join(text["body"] for text in await running.texts(number))
    (ref,) = re.findall(r"A-\d+", said)[:1]
    await answer_as_agent(running, ref)
    await running.until(lambda: texts_with(running, number, "Sam here"), "the agent's text")


async def told_on_the_web(running: Line, witness: Witness) -> None:
    session = await running.acknowledged(lambda: running.http.post("/chat/sessions", json={}), 201)
    visitor = Visitor(running.http, session.json())
    for text in (f"the {CANARY} is late", "and nobody answers"):
        id = str(uuid.uuid4())
        await running.acknowledged(lambda text=text, id=id: visitor.tell(text, id), 202)
        witness.acknowledged.add(id)
    await running.acknowledged(lambda: visitor.post("done"), 200, 202, 204)

    async def answered() -> bool:
        news = await visitor.news()
        return any(message["author"] == "bot" for message in news["messages"])

    await running.until(answered, "the bot's words")


async def answer_as_agent(running: Line, ref: str) -> None:
    """The desk's own forms, with one client id for as many tries as it takes."""
    client_id = uuid.uuid4().hex
    async with caller(running.url) as desk:

        async def answered() -> bool:
            page = await desk.get(f"/desk/cases/{ref}")
            if page.status_code == 303:
                form = {"email": "sam@example.com", "password": "a long enough password", "next": "/desk/"}
                await desk.post("/desk/sign-in", data=form)
                return False
            tokens = re.findall(r'name="csrf" value="([^"]+)"', page.text)
            if page.status_code != 200 or not tokens:
                return False
            fields = {"csrf": tokens[0], "client_id": client_id, "text": "Sam here, a new one leaves today."}
            response = await desk.post(f"/desk/cases/{ref}/reply", data=fields)
            return response.status_code in (200, 204, 303)

        await running.until(answered, "the agent's answer")


def running_now(running: Line):  # type: ignore[no-untyped-def]
    async def ready() -> bool:
        return (await running.http.get("/ready")).status_code == 200

    return ready


async def texts_with(running: Line, number: str, words: str) -> bool:
    return any(words in text["body"] for text in await running.texts(number))


def at_rest(conn: Connection) -> bool:
    closed = conn.execute(select(tables.turns.c.id).where(tables.turns.c.state == "closed")).first()
    unread = conn.execute(select(tables.inbox.c.message).where(tables.inbox.c.read_at.is_(None))).first()
    waiting = select(tables.outbox.c.id).where(tables.outbox.c.state.in_(["ready", "sending", "unknown"]))
    return closed is None and unread is None and conn.execute(waiting).first() is None
