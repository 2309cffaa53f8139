"""Pictures by MMS: fetched from the carrier behind the webhook, tried again, and never from anywhere else."""

from collections.abc import Callable
from typing import Any

from handoff.model.picture import PictureState, Trouble
from handoff.store.messages import Message
from tests.handoff.at_the_desk import signed_in
from tests.handoff.drawn import HOSTILE, picture
from tests.handoff.phone import Phone, form, post
from tests.handoff.service import Service


async def has_for_us(service: Service, body: bytes) -> str:
    """Where the carrier keeps a picture of a phone."""
    answer = await service.http.post("/phone/pictures", content=body, headers={"Content-Type": "image/jpeg"})
    assert answer.status_code == 201, answer.text
    url: str = answer.json()["url"]
    return url


async def media_faults(service: Service, *faults: str) -> None:
    assert (await service.http.put("/carrier/faults", json={"media": faults})).status_code == 200


async def came(service: Service, phone: Phone) -> Message:
    """The phone's last message, once nothing of it is on its way any more."""

    async def settled() -> Message | None:
        conversation = await phone.conversation()
        told = [one for one in await service.thread(conversation or "") if one.author == "customer"]
        last = told[-1] if told else None
        waits = last is None or any(one.state is PictureState.WAITING for one in last.pictures)
        return None if waits else last

    return await service.until(settled, 20)


def fates(message: Message) -> list[tuple[PictureState, Trouble | None]]:
    return [(one.state, one.trouble) for one in message.pictures]


async def test_a_picture_by_text_comes_to_the_desk(service: Service) -> None:
    phone = Phone(service)
    await phone.writes("look", media=[await has_for_us(service, picture())])
    [shown] = (await came(service, phone)).pictures
    assert (shown.state, shown.width) == (PictureState.READY, 640)
    agent = await signed_in(service, "Dana")
    page = await agent.see(f"/desk/conversations/{await phone.conversation()}")
    assert f"/desk/pictures/{shown.id}" in page and "api.twilio.com" not in page


async def test_a_picture_that_is_not_there_yet_is_asked_for_again(start: Callable[..., Any]) -> None:
    service: Service = await start(time_scale=200.0)
    phone = Phone(service)
    await media_faults(service, "not_yet", "error")
    await phone.writes("", media=[await has_for_us(service, picture())])
    assert fates(await came(service, phone)) == [(PictureState.READY, None)]


async def test_what_cannot_be_had_is_said_at_the_desk(service: Service) -> None:
    phone = Phone(service)
    urls = [await has_for_us(service, body) for body in (HOSTILE["a PDF"](), HOSTILE["a JPEG that is cut off"]())]
    await media_faults(service, "sent_inside")
    await phone.writes("see", media=[await has_for_us(service, picture())])
    inside = await came(service, phone)
    await phone.writes("see", media=[*urls, "http://127.0.0.1/p.jpg"])
    others = await came(service, phone)
    assert fates(inside) == [(PictureState.LOST, Trouble.FOREIGN)]
    assert [trouble for _, trouble in fates(others)] == [Trouble.NOT_A_PICTURE, Trouble.DAMAGED, Trouble.FOREIGN]
    agent = await signed_in(service, "Dana")
    page = await agent.see(f"/desk/conversations/{await phone.conversation()}")
    for words in ("something that is no picture", "came damaged", "was not where the carrier keeps pictures"):
        assert words in page


async def test_a_picture_that_the_carrier_has_no_more_is_given_up(service: Service) -> None:
    phone = Phone(service)
    await media_faults(service, "gone")
    await phone.writes("", media=[await has_for_us(service, picture())])
    assert fates(await came(service, phone)) == [(PictureState.LOST, Trouble.NOT_FOUND)]


async def test_of_ten_pictures_in_one_text_five_are_kept(service: Service) -> None:
    phone = Phone(service)
    url = await has_for_us(service, picture())
    await phone.writes("many", media=[url] * 10)
    states = [state for state, _ in fates(await came(service, phone))]
    assert states == [PictureState.READY] * 5 + [PictureState.REFUSED] * 5


async def test_the_credentials_are_shown_to_nobody_but_the_carrier(service: Service) -> None:
    fields = form(Body="", NumMedia="1", MediaUrl0=f"{service.url}/phone", MediaContentType0="image/jpeg")
    assert await post(service, fields) == 200
    assert fates(await came(service, Phone(service))) == [(PictureState.LOST, Trouble.FOREIGN)]


async def test_the_simulator_can_send_a_picture(service: Service) -> None:
    page = (await service.http.get("/phone")).text
    assert 'aria-label="Send a picture"' in page and 'type="file"' in page
