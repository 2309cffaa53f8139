"""An agent sees what did not reach the phone, and that a customer wants no more texts."""

from collections.abc import Callable
from typing import Any

from tests.handoff.at_the_desk import signed_in
from tests.handoff.phone import Phone, hold
from tests.handoff.service import Service


async def case_of(service: Service, phone: Phone) -> str:
    async def ref() -> str | None:
        return next((row.ref for row in (await service.parts.cases.queue()).rows), None)

    return await service.until(ref)


async def test_a_text_that_a_take_over_kept_from_leaving_is_shown_as_not_sent(start: Callable[..., Any]) -> None:
    service: Service = await start(time_scale=1)
    phone = Phone(service)
    await phone.writes("my blender came cracked")
    await hold(service, 3600)
    await phone.writes("i want a human")
    ref = await case_of(service, phone)
    dana = await signed_in(service, "Dana")
    assert "Waits to be sent" in await dana.see(f"/desk/cases/{ref}")
    await dana.act(ref, "take")
    page = await dana.see(f"/desk/cases/{ref}")
    assert "Dana has this now" not in page
    assert "will answer" in page and "Not sent: somebody took over before it left" in page
    assert await phone.got() == []


async def test_stop_is_shown_at_once_and_what_waits_is_not_sent(service: Service) -> None:
    phone = Phone(service)
    await phone.writes("my blender came cracked")
    await hold(service, 3600)
    await phone.writes("i want a human")
    ref = await case_of(service, phone)
    dana = await signed_in(service, "Dana")
    await dana.act(ref, "take")
    assert (await dana.act(ref, "reply", text="Hello, Dana here.")).status_code < 400
    await phone.writes("STOP")
    page = await dana.see(f"/desk/cases/{ref}")
    assert "has opted out of SMS" in page and "Not sent: the customer wrote STOP" in page
    assert (await dana.act(ref, "reply", text="Are you there?")).status_code == 409
    assert await phone.got() == []
