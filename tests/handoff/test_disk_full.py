"""The disk is full under a running service: nothing more is acknowledged, nothing acknowledged is lost, it goes on."""

import resource
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, select

from handoff.channels.sms.spool import OPEN, Spool
from handoff.store.database import Database
from handoff.store.tables import inbox
from tests.handoff.away import database_away
from tests.handoff.drawn import picture
from tests.handoff.invariants import Witness, check, no_words_in
from tests.handoff.phone import Phone, form, post
from tests.handoff.service import Service
from tests.handoff.test_pictures_web import upload
from tests.handoff.test_spool import kept, line
from tests.handoff.web_visitor import Visitor

CANARY = "xylophone-marmalade"  # a word that only customers write
ROOM = 1_000_000  # pages; as good as no limit
PART = f"my {CANARY} came broken. " * 40  # a thousand characters, so that what is free within the pages is soon used
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@contextmanager
def disk_full(database: Database) -> Iterator[None]:
    """SQLite may not take another page; afterwards there is room again."""
    pages = [1]  # fewer than there are: it stays at what there is

    def limit(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages[0]}").fetchone()

    _let(database.engine, limit)
    try:
        yield
    finally:
        pages[0] = ROOM


def _let(engine: Engine, limit: Callable[..., None]) -> None:
    # Each transaction takes a connection out of the pool.
    event.listen(engine, "checkout", limit)


async def told_until_refused(visitor: Visitor, witness: Witness) -> str:
    """The id of the message that was refused."""
    for _ in range(2_000):
        id = str(uuid.uuid4())
        answer = await visitor.tell(PART, id)
        if answer.status_code == 503:
            assert answer.json()["error"] == "store_unavailable" and int(answer.headers["retry-after"]) > 0
            return id
        assert answer.status_code == 202, answer.text
        witness.acknowledged.add(id)
    raise AssertionError("the disk did not fill")


@on_sqlite
async def test_a_full_disk_acknowledges_nothing_and_loses_nothing(
    start: Callable[..., Any], caplog: pytest.LogCaptureFixture
) -> None:
    service: Service = await start(time_scale=1)
    witness, phone = Witness(), Phone(service)
    visitor = await Visitor.of(service)
    with disk_full(service.parts.database):
        refused = await told_until_refused(visitor, witness)
        assert (await service.http.get("/live")).status_code == 200
        await phone.writes(PART)
        for n in range(3):
            assert await post(service, form(Body=f"part {n} of {CANARY}", MessageSid=f"SM{n}")) == 200
        assert Spool(service.parts.settings.spool_dir).waits()
        assert len(await customer_words(visitor)) == len(witness.acknowledged)

    async def taken_in() -> bool:
        return len(await phone.told()) == 4 and not Spool(service.parts.settings.spool_dir).waits()

    await service.until(taken_in)
    assert (await phone.told())[1:] == [f"part {n} of {CANARY}" for n in range(3)]
    assert (await visitor.tell("the same again", refused)).status_code == 202
    witness.acknowledged |= {refused, *(f"SM{n}" for n in range(3))}
    assert (await visitor.post("done")).status_code < 300
    await service.until(lambda: bot_spoke(visitor))
    assert len(await customer_words(visitor)) == len(witness.acknowledged) - 3
    now = service.parts.clock.now()
    await service.until(lambda: service.look(nothing_unread))
    await service.look(lambda conn: check(conn, witness, now=now))
    no_words_in(caplog.text, [CANARY])


async def test_a_text_that_can_be_kept_nowhere_is_left_to_the_carrier(
    start: Callable[..., Any], database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "a file").write_text("")
    service: Service = await start(spool_dir=tmp_path / "a file" / "spool")
    phone = Phone(service)
    with database_away(database_url):
        assert await post(service, form(Body=f"my {CANARY}", MessageSid="SM1")) == 503
    await service.until(lambda: comes_again(service))
    assert await phone.told() == [f"my {CANARY}"]
    no_words_in(caplog.text, [CANARY])


async def test_a_picture_that_the_disk_does_not_take_may_be_sent_again(
    start: Callable[..., Any], tmp_path: Path
) -> None:
    (tmp_path / "full").write_text("")
    service: Service = await start(media_dir=tmp_path / "full")
    visitor, id = await Visitor.of(service), str(uuid.uuid4())
    refused = await upload(visitor, picture(), id)
    assert (refused.status_code, refused.json()["error"]) == (503, "store_unavailable")
    assert int(refused.headers["retry-after"]) > 0
    (tmp_path / "full").unlink()
    assert (await upload(visitor, picture(), id)).status_code == 201


def test_a_line_that_fits_only_in_part_is_not_kept_at_all(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.add(line("one"))
    with room_for((tmp_path / OPEN).stat().st_size + 20), pytest.raises(OSError):
        spool.add(line("two", "SM2"))
    spool.add(line("three", "SM3"))
    assert kept(spool) == ["one", "three"]


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file of this process may become longer than so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def comes_again(service: Service) -> bool:
    return await post(service, form(Body=f"my {CANARY}", MessageSid="SM1")) == 200


async def customer_words(visitor: Visitor) -> list[str]:
    found: list[str] = []
    after = 0
    while page := (await visitor.news(after))["messages"]:
        found += [message["text"] for message in page if message["author"] == "customer"]
        after = page[-1]["seq"]
    return found


async def bot_spoke(visitor: Visitor) -> bool:
    return any(text.startswith("I heard") for text in await visitor.texts())


def nothing_unread(conn: Connection) -> bool:
    return conn.execute(select(inbox.c.message).where(inbox.c.read_at.is_(None))).first() is None
