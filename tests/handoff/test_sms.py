"""Texts in and out through the carrier's own doors: webhooks with signatures, REST, status callbacks."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select
from twilio.request_validator import RequestValidator

from handoff.channels.sms.account import account_of
from handoff.channels.sms.inbound import FORM
from handoff.store import tables
from tests.handoff.service import Service

PHONE = "+447700900123"


def form(**changed: str) -> dict[str, str]:
    fields = {"MessageSid": "SM1", "From": PHONE, "To": "+447400000042", "Body": "my parcel is late", "NumMedia": "0"}
    return {**fields, "FromCity": "", **changed}


def signed(service: Service, path: str, fields: dict[str, str]) -> dict[str, str]:
    account = account_of(service.parts.settings)
    assert account is not None
    signature = RequestValidator(account.tokens[0]).compute_signature(service.url + path, fields)
    return {"X-Twilio-Signature": signature, "Content-Type": FORM}


async def post(service: Service, fields: dict[str, str], path: str = "/sms/twilio") -> int:
    answer = await service.http.post(path, data=fields, headers=signed(service, path, fields))
    return answer.status_code


async def phone_writes(service: Service, text: str, **more: Any) -> None:
    answer = await service.http.post("/phone/messages", json={"number": PHONE, "text": text, **more})
    assert answer.status_code == 201, answer.text


async def phone_thread(service: Service) -> list[dict[str, Any]]:
    answer = await service.http.get("/phone/messages", params={"number": PHONE})
    found: list[dict[str, Any]] = answer.json()["messages"]
    return found


async def stored(service: Service) -> list[str]:
    table = tables.messages
    query = select(table.c.text).where(table.c.author == "customer").order_by(table.c.conversation, table.c.seq)
    return await service.look(lambda conn: [row.text for row in conn.execute(query)])


async def outbox(service: Service) -> list[Any]:
    return await service.look(lambda conn: list(conn.execute(select(tables.outbox))))


async def test_a_signed_text_is_stored_and_answered_with_an_empty_reply(service: Service) -> None:
    answer = await service.http.post("/sms/twilio", data=form(), headers=signed(service, "/sms/twilio", form()))
    assert (answer.status_code, answer.text[-11:]) == (200, "<Response/>")
    assert await stored(service) == ["my parcel is late"]


async def test_the_same_text_delivered_five_times_is_stored_once(service: Service) -> None:
    assert await asyncio.gather(*(post(service, form()) for _ in range(5))) == [200] * 5
    assert await stored(service) == ["my parcel is late"]


@pytest.mark.parametrize("signature", ["", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAA="])
async def test_a_forged_text_is_refused(service: Service, signature: str) -> None:
    headers = {"X-Twilio-Signature": signature, "Content-Type": FORM}
    answer = await service.http.post("/sms/twilio", data=form(), headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (403, "bad_signature")
    assert await stored(service) == []


async def test_a_changed_field_breaks_the_signature(service: Service) -> None:
    headers = signed(service, "/sms/twilio", form())
    answer = await service.http.post("/sms/twilio", data=form(Body="something else"), headers=headers)
    assert answer.status_code == 403


async def test_json_with_the_signature_of_no_fields_is_refused(service: Service) -> None:
    headers = {**signed(service, "/sms/twilio", {}), "Content-Type": "application/json"}
    answer = await service.http.post("/sms/twilio", content=b'{"MessageSid": "SM1"}', headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (415, "wrong_content_type")


async def test_both_tokens_are_accepted_while_one_is_rotated(start: Any) -> None:
    old, new = "old-token", "new-token"
    service = await start(twilio_account_sid="AC1", twilio_auth_tokens=(new, old), twilio_numbers=("+447400000042",))
    for token, sid in ((old, "SM1"), (new, "SM2")):
        fields = form(MessageSid=sid)
        signature = RequestValidator(token).compute_signature(service.url + "/sms/twilio", fields)
        headers = {"X-Twilio-Signature": signature, "Content-Type": FORM}
        assert (await service.http.post("/sms/twilio", data=fields, headers=headers)).status_code == 200


async def test_with_a_real_carrier_there_is_no_phone_simulator(start: Any) -> None:
    service = await start(twilio_account_sid="AC1", twilio_auth_tokens=("t",), twilio_numbers=("+447400000042",))
    assert (await service.http.get("/phone")).status_code == 404


@pytest.mark.parametrize("missing", ["MessageSid", "From", "To"])
async def test_a_signed_form_without_what_is_needed_is_refused_clearly(service: Service, missing: str) -> None:
    assert await post(service, form(**{missing: ""})) == 422


async def test_a_picture_without_words_is_stored(service: Service) -> None:
    picture = {"NumMedia": "1", "MediaUrl0": "http://127.0.0.1/p.jpg", "MediaContentType0": "image/jpeg"}
    assert await post(service, form(Body="", **picture)) == 200
    assert await stored(service) == [""]


async def test_a_phone_tells_a_story_and_gets_one_text_back(service: Service) -> None:
    await phone_writes(service, "my blender came broken")
    await phone_writes(service, "that's all")

    async def answered() -> list[dict[str, Any]]:
        return [text for text in await phone_thread(service) if text["direction"] == "out"]

    [text] = await service.until(answered)
    assert text["segments"] <= 2

    async def delivered() -> bool:
        return [row.state for row in await outbox(service)] == ["delivered"]

    await service.until(delivered)


async def test_after_stop_nothing_is_sent_until_start(service: Service) -> None:
    await phone_writes(service, "STOP")
    await phone_writes(service, "hello that's all")
    await service.story_seconds(60)
    texts = [text["body"] for text in await phone_thread(service) if text["direction"] == "out"]
    assert len(texts) == 1 and "unsubscribed" in texts[0]  # the carrier's own confirmation
    assert not [row for row in await outbox(service) if row.state in ("sent", "delivered")]
    await phone_writes(service, "START")
    await phone_writes(service, "that's all")

    async def spoken_to() -> bool:
        return len([text for text in await phone_thread(service) if text["direction"] == "out"]) > 1

    await service.until(spoken_to)


@pytest.mark.parametrize(
    ("fault", "state", "texts"),
    [
        ("too_many", "delivered", 1),
        ("error_before", "unknown", 0),
        ("error_after", "delivered", 1),  # the status callback settles what the answer left open
        ("bad_number", "failed", 0),
        ("no_callbacks", "sent", 1),
        ("callbacks_twice", "delivered", 1),
        ("callbacks_reversed", "delivered", 1),
    ],
)
async def test_a_carrier_that_fails_never_makes_us_send_twice(
    service: Service, fault: str, state: str, texts: int
) -> None:
    await service.http.put("/carrier/faults", json={"faults": [fault]})
    await phone_writes(service, "hello that's all")

    async def settled() -> bool:
        return [row.state for row in await outbox(service)] == [state]

    await service.until(settled)
    assert len([text for text in await phone_thread(service) if text["direction"] == "out"]) == texts


async def test_a_phone_that_is_no_phone_is_refused(service: Service) -> None:
    answer = await service.http.post("/phone/messages", json={"number": "me", "text": "hi"})
    assert (answer.status_code, answer.json()["error"]) == (422, "malformed")


async def test_the_stand_in_carrier_asks_for_its_credentials(service: Service) -> None:
    account = account_of(service.parts.settings)
    assert account is not None
    path = f"/carrier/2010-04-01/Accounts/{account.sid}/Messages.json"
    assert (await service.http.get(path)).status_code == 401
    listed = await service.http.get(path, auth=(account.sid, account.tokens[0]))
    assert listed.json()["messages"] == []
