"""What the carrier took in and could not hand over is found in its list, at start and every five minutes."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from handoff.channels.sms.twilio_http import API
from handoff.clock import Clock
from handoff.server import listening_socket
from handoff.settings import Settings
from handoff.store import our_numbers, suppressions, tables
from tests.handoff.calling import caller
from tests.handoff.phone import Phone, faults
from tests.handoff.served import served_carrier
from tests.handoff.service import OURS, Service


async def look_now(service: Service) -> None:
    now = service.parts.clock.now()
    await service.parts.database.write(lambda conn: our_numbers.check_again(conn, OURS, now))
    service.parts.bell.ring("missed")


async def until_told(phone: Phone, *texts: str) -> None:
    async def stored() -> bool:
        return await phone.told() == list(texts)

    await phone.service.until(stored, patience=30)


@pytest.fixture
async def carrier(settings: Settings) -> AsyncIterator[str]:
    """Its address. It runs apart, and knows no way to our webhooks."""
    sock, nobody = listening_socket("127.0.0.1", 0), listening_socket("127.0.0.1", 0)
    apart = replace(settings, port=nobody.getsockname()[1])
    async with served_carrier(apart, Clock(settings.time_scale), sock):
        yield f"http://127.0.0.1:{sock.getsockname()[1]}"
    nobody.close()


async def test_texts_that_came_while_we_were_away_are_taken_in_at_start(
    start: Callable[..., Any], carrier: str
) -> None:
    number = "+447700900123"
    first: Service = await start(carrier_url=carrier)

    async def looked() -> bool:
        checked = select(tables.our_numbers.c.checked_at)
        return bool(await first.look(lambda conn: conn.execute(checked).scalar_one_or_none()))

    await first.until(looked)
    await first.stop()
    async with caller(carrier) as phone:
        for text in ("it came broken", "and the lid is missing"):
            answer = await phone.post("/phone/messages", json={"number": number, "text": text})
            assert answer.status_code == 502  # the carrier could not hand it over
        picture = {"number": number, "text": "", "media": [f"{API}/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1"]}
        await phone.post("/phone/messages", json=picture)
    again: Service = await start(carrier_url=carrier)
    await until_told(Phone(again), "it came broken", "and the lid is missing", "")
    conversation = await Phone(again).conversation()
    assert conversation is not None
    source = await again.look(lambda conn: conn.execute(select(tables.pictures.c.source)).scalar_one())
    assert source.endswith("/MM1/Media/ME1")


async def test_a_text_that_was_not_handed_over_is_found_at_the_next_look(service: Service) -> None:
    phone = Phone(service)
    await phone.writes("it came broken")
    await faults(service, inbound=("lost",))
    await phone.writes("and the lid is missing")
    assert await phone.told() == ["it came broken"]
    for _ in range(2):
        await look_now(service)
        await until_told(phone, "it came broken", "and the lid is missing")


async def test_a_stop_that_was_not_handed_over_is_heeded_at_the_next_look(service: Service) -> None:
    phone = Phone(service)
    await phone.writes("it came broken")
    await faults(service, inbound=("lost",))
    await phone.writes("STOP")
    await look_now(service)
    await until_told(phone, "it came broken", "STOP")
    assert await service.look(lambda conn: suppressions.is_suppressed(conn, "sms", phone.number))  # type: ignore[arg-type]


async def test_more_than_a_page_of_missed_texts_is_taken_in(service: Service) -> None:
    phone = Phone(service)
    await phone.writes("part 0")
    await faults(service, inbound=("lost",) * 104)
    for n in range(1, 105):
        await phone.writes(f"part {n}")
    await look_now(service)
    await until_told(phone, *(f"part {n}" for n in range(105)))
