"""The JSON API refuses with a right status, a code and a sentence, and does nothing then."""

from handoff.api import tokens
from handoff.model.agent import Role
from tests.handoff.api_client import client, new_id
from tests.handoff.at_the_desk import handed_over
from tests.handoff.service import Service


async def test_without_a_valid_token_nothing_is_told(service: Service) -> None:
    for authorization in (None, "Bearer wrong", "Bearer", "Basic c2FtOnB3", "wrong"):
        headers = {"Authorization": authorization} if authorization else {}
        for path in ("/api/cases", "/api/cases/A-1042", "/api/conversations/x"):
            answer = await service.http.get(path, headers=headers)
            assert (answer.status_code, answer.json()["error"]) == (401, "unauthorized"), authorization


async def test_a_revoked_token_is_worth_nothing_and_its_name_is_free_again(service: Service) -> None:
    robot = await client(service)
    now = service.parts.clock.now()
    await service.parts.database.write(lambda conn: tokens.revoke(conn, name="Robot", now=now))
    assert (await robot.get("/api/cases")).status_code == 401
    again = await client(service)
    assert (await again.get("/api/cases")).status_code == 200


async def test_a_token_cannot_be_used_to_sign_in(service: Service) -> None:
    robot = await client(service)
    for email in ("token:Robot", "Robot"):
        form = {"email": email, "password": robot.token, "next": "/desk/"}
        assert (await service.http.post("/desk/sign-in", data=form)).status_code == 401


async def test_a_designer_reads_cases_and_cannot_act_on_them(service: Service) -> None:
    ref = await handed_over(service)
    designer = await client(service, Role.DESIGNER)
    assert (await designer.get(f"/api/cases/{ref}")).status_code == 200
    bodies = {"messages": {"text": "hello"}, "notes": {"text": "hello"}, "remedy": {"remedy": "refund_and_keep"}}
    for act in ("take", "messages", "notes", "remedy", "resolve", "return"):
        answer = await designer.post(f"/api/cases/{ref}/{act}", {"id": new_id()} | bodies.get(act, {}))
        assert (answer.status_code, answer.json()["error"]) == (403, "forbidden"), act


async def test_an_agent_cannot_take_a_case_from_a_colleague_and_a_supervisor_can(service: Service) -> None:
    ref = await handed_over(service)
    maya, jon = await client(service, name="Maya"), await client(service, name="Jon")
    boss = await client(service, Role.SUPERVISOR, name="Ada")
    holder = (await maya.post(f"/api/cases/{ref}/take")).json()["holder"]["id"]
    refused = await jon.post(f"/api/cases/{ref}/take", {"over_from": holder})
    assert (refused.status_code, refused.json()["error"]) == (409, "case_taken")
    assert "Maya" in refused.json()["detail"]
    assert (await boss.post(f"/api/cases/{ref}/take")).status_code == 409
    assert (await boss.post(f"/api/cases/{ref}/take", {"over_from": holder})).json()["holder"]["name"] == "Ada"


async def test_what_is_not_there_is_a_clear_404(service: Service) -> None:
    robot = await client(service)
    for path in ("/api/cases/A-9999", "/api/cases/x", "/api/conversations/none"):
        assert (await robot.get(path)).status_code == 404


BAD_BODIES = [
    (b'{"id": "12345678", "text": "hi"}', "text/plain", 415),
    (b"id=12345678&text=hi", "application/x-www-form-urlencoded", 415),
    (b"{", "application/json", 400),
    (b"\xff\xfe", "application/json", 400),
    (b"[" * 50_000, "application/json", 400),
    (b'["hi"]', "application/json", 400),
    (b'{"id": "12345678", "text": NaN}', "application/json", 400),
    (b"{}", "application/json", 422),
    (b"", "application/json", 422),
    (b'{"id": "12345678"}', "application/json", 422),
    (b'{"text": "hi"}', "application/json", 422),
    (b'{"id": "12345678", "text": 5}', "application/json", 422),
    (b'{"id": "12345678", "text": " "}', "application/json", 422),
    (b'{"id": "", "text": "hi"}', "application/json", 422),
    (b'{"id": "12345678", "text": "hi", "to": "me"}', "application/json", 422),
    (b'{"id": "\\ud800", "text": "hi"}', "application/json", 422),
    (b'{"id": "12345678", "text": "' + b"a" * 4_001 + b'"}', "application/json", 422),
]


async def test_a_bad_body_is_a_clear_refusal_and_nothing_is_said(service: Service) -> None:
    ref = await handed_over(service)
    robot = await client(service)
    for body, content_type, status in BAD_BODIES:
        answer = await robot.send(f"/api/cases/{ref}/messages", body, content_type)
        assert answer.status_code == status, body[:60]
    conversation = (await robot.get(f"/api/cases/{ref}")).json()["conversation"]
    assert await service.said(conversation, "agent") == []


async def test_half_a_character_is_made_whole(service: Service) -> None:
    ref = await handed_over(service)
    body = b'{"id": "12345678", "text": "sorry \\ud800"}'
    answer = await (await client(service)).send(f"/api/cases/{ref}/messages", body, "application/json; charset=utf-8")
    assert (answer.status_code, answer.json()["text"]) == (201, "sorry \ufffd")


async def test_a_bad_question_to_the_queue_is_a_clear_refusal(service: Service) -> None:
    robot = await client(service)
    for query in ({"state": "lost"}, {"limit": "0"}, {"limit": "201"}, {"limit": "x"}, {"after": "é"}):
        assert (await robot.get("/api/cases", **query)).status_code == 422, query


async def test_a_bad_amount_is_a_clear_refusal_and_no_money_goes_out(service: Service) -> None:
    ref = await handed_over(service)
    robot = await client(service)
    await robot.post(f"/api/cases/{ref}/take")
    for amount in (-1, "NaN", "1e99", True, [], 0.001, "12,50"):
        body = {"id": new_id(), "remedy": "refund_and_keep", "amount": amount}
        assert (await robot.post(f"/api/cases/{ref}/remedy", body)).status_code == 422, amount
    assert (await robot.get(f"/api/cases/{ref}")).json()["applied"] == []
