"""While the database is away, what the carrier tells is kept on disk, and taken in once, in order, when it is back."""

import asyncio
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from handoff.channels.sms.spool import OPEN, Line, Spool
from handoff.settings import Settings
from handoff.store import suppressions
from tests.handoff.away import database_away
from tests.handoff.phone import Phone, form, hold, post
from tests.handoff.service import Service

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


def line(text: str, sid: str = "SM1") -> Line:
    return Line("inbound", form(Body=text, MessageSid=sid), AT)


def kept(spool: Spool) -> list[str]:
    return [one.fields["Body"] for path in spool.take() for one in spool.lines(path)]


def test_lines_come_back_in_their_order_over_several_files(tmp_path: Path) -> None:
    for text in ("one", "two"):
        Spool(tmp_path).add(line(text))
    Spool(tmp_path).take()
    Spool(tmp_path).add(line("three"))
    assert Spool(tmp_path).waits()
    assert kept(Spool(tmp_path)) == ["one", "two", "three"]


def test_a_spool_that_was_taken_in_leaves_nothing_behind(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    assert not spool.waits()
    spool.add(line("one"))
    [path] = spool.take()
    spool.remove(path)
    assert not spool.waits() and not list(tmp_path.glob("spool/*spool*"))


def test_a_torn_last_line_is_reported_and_the_others_kept(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    spool = Spool(tmp_path)
    for text in ("one", "two", "three"):
        spool.add(line(text))
    whole = (tmp_path / OPEN).read_bytes()
    (tmp_path / OPEN).write_bytes(whole[:-20])
    assert kept(spool) == ["one", "two"]
    assert "torn" in caplog.text and "three" not in caplog.text


def test_what_follows_a_torn_line_is_not_glued_to_it(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.add(line("one"))
    (tmp_path / OPEN).write_bytes((tmp_path / OPEN).read_bytes()[:-20])
    spool.add(line("two"))
    assert kept(spool) == ["two"]


def test_a_line_whose_checksum_is_wrong_is_left_out(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    spool = Spool(tmp_path)
    for text in ("one", "two"):
        spool.add(line(text))
    (tmp_path / OPEN).write_bytes((tmp_path / OPEN).read_bytes().replace(b"one", b"0ne"))
    assert kept(spool) == ["two"]
    assert "line 1" in caplog.text


def test_only_the_owner_may_read_what_customers_wrote(tmp_path: Path) -> None:
    Spool(tmp_path).add(line("one"))
    assert (tmp_path / OPEN).stat().st_mode & 0o077 == 0


async def test_texts_are_kept_while_the_database_is_away(service: Service, database_url: str, tmp_path: Path) -> None:
    phone = Phone(service)
    await phone.writes("it came with a cracked jug")
    with database_away(database_url):
        await phone.writes("my card is 4111 1111 1111 1111")
        for n in range(3):
            assert await post(service, form(Body=f"part {n}", MessageSid=f"SM{n}")) == 200
        assert await post(service, form(Body="part 1", MessageSid="SM1")) == 200
        on_disk = "".join(path.read_text() for path in (tmp_path / "spool").iterdir())
        assert "part 2" in on_disk and "4111" not in on_disk

    async def all_there() -> bool:
        return len(await phone.told()) == 5 and not Spool(tmp_path / "spool").waits()

    await service.until(all_there, patience=30)
    told = ["it came with a cracked jug", "my card is •••• •••• •••• ••••", "part 0", "part 1", "part 2"]
    assert await phone.told() == told


async def test_a_stop_that_came_while_the_database_was_away_counts_before_anything_is_sent(
    service: Service, database_url: str
) -> None:
    phone = Phone(service)
    await phone.writes("my blender came broken")
    await hold(service, 3_600)
    await phone.writes("that's all")

    async def answered() -> bool:
        return await phone.states() == ["ready"]

    await service.until(answered)
    with database_away(database_url):
        await phone.writes("STOP")
    await hold(service, 0)

    async def taken_back() -> bool:
        return "STOP" in await phone.told() and set(await phone.states()) == {"cancelled"}

    await service.until(taken_back, patience=30)
    assert await phone.got() == []


async def test_status_news_of_that_time_is_not_lost(service: Service, database_url: str) -> None:
    phone = Phone(service)
    await service.http.put("/carrier/faults", json={"faults": ["no_callbacks"]})
    await phone.writes("hello that's all")
    await phone.until_states("sent")
    [sent] = await phone.rows()
    fields = {"MessageSid": sent.external_id, "MessageStatus": "delivered"}
    with database_away(database_url):
        assert await post(service, fields, f"/sms/twilio/status?outbox={sent.id}") == 200
    await phone.until_states("delivered", patience=30)


async def test_the_web_says_when_to_come_again(service: Service, database_url: str) -> None:
    token = (await service.http.post("/chat/sessions", json={})).json()["token"]
    message = {"id": str(uuid.uuid4()), "text": "my parcel is late"}
    headers = {"Authorization": f"Bearer {token}"}
    with database_away(database_url):
        answer = await service.http.post("/chat/messages", json=message, headers=headers, timeout=30)
        assert (answer.status_code, answer.json()["error"]) == (503, "store_unavailable")
        assert int(answer.headers["retry-after"]) > 0

    async def accepted() -> bool:
        return (await service.http.post("/chat/messages", json=message, headers=headers, timeout=30)).status_code == 202

    await service.until(accepted, patience=30)


async def test_what_a_crash_left_is_taken_in_at_the_next_start(
    start: Callable[..., Any], settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    spool = Spool(settings.spool_dir)
    for n in range(3):
        spool.add(line(f"part {n}", f"SM{n}"))
    spool.add(line("", "not a sid" * 20))
    path = settings.spool_dir / OPEN
    path.write_bytes(path.read_bytes() + b'1234abcd {"kind": "inbo')
    service: Service = await start()
    phone = Phone(service)

    async def all_there() -> bool:
        return len(await phone.told()) == 3 and not spool.waits()

    await service.until(all_there)
    assert await phone.told() == ["part 0", "part 1", "part 2"]
    assert "torn" in caplog.text and "set aside" in caplog.text


async def test_several_workers_take_a_spool_in_once(start: Callable[..., Any], settings: Settings) -> None:
    if settings.database_url.startswith("sqlite"):
        pytest.skip("SQLite serves one process")
    for n in range(20):
        Spool(settings.spool_dir).add(line(f"part {n}", f"SM{n}"))
    services: list[Service] = list(await asyncio.gather(*(start() for _ in range(3))))
    phone = Phone(services[0])

    async def taken_in() -> bool:
        return not Spool(settings.spool_dir).waits()

    await services[0].until(taken_in)
    assert await phone.told() == [f"part {n}" for n in range(20)]


async def test_a_stop_from_before_a_start_does_not_count_when_it_is_taken_in_late(service: Service) -> None:
    phone = Phone(service)
    await phone.writes("START")
    Spool(service.parts.settings.spool_dir).add(line("STOP", "SM9"))
    service.parts.bell.ring("spool")

    async def stored() -> bool:
        return await phone.told() == ["START", "STOP"]

    await service.until(stored)
    assert not await service.look(lambda conn: suppressions.is_suppressed(conn, "sms", phone.number))  # type: ignore[arg-type]


async def test_a_spool_that_cannot_be_written_is_told_at_the_start(
    start: Callable[..., Any], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "a file").write_text("")
    await start(spool_dir=tmp_path / "a file" / "spool")
    assert "texts could not be kept" in caplog.text
