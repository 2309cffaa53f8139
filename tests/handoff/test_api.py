"""The JSON API: the same acts as at the desk, for programs, with clear refusals."""

import re
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import yaml
from jsonschema import Draft202012Validator

from handoff.api import http as api
from handoff.api import tokens
from handoff.app import create_app
from handoff.model.agent import Role
from tests.handoff.at_the_desk import handed_over
from tests.handoff.service import Service

DOCUMENT = yaml.safe_load(Path(api.DOCUMENT).read_text())


@dataclass
class Client:
    http: httpx2.AsyncClient
    token: str

    async def get(self, path: str, **query: str) -> httpx2.Response:
        return _checked(await self.http.get(path, params=query, headers=self._headers))

    async def post(self, path: str, body: Any = None, **headers: str) -> httpx2.Response:
        return _checked(await self.http.post(path, json=body, headers=self._headers | headers))

    async def send(self, path: str, body: bytes, content_type: str) -> httpx2.Response:
        headers = self._headers | {"Content-Type": content_type}
        return _checked(await self.http.post(path, content=body, headers=headers))

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


def _checked(response: httpx2.Response) -> httpx2.Response:
    """Every answer is as the document says."""
    answers = _operation(response.request)["responses"]
    answer = answers[str(response.status_code)]
    if "$ref" in answer:
        answer = DOCUMENT["components"]["responses"][answer["$ref"].split("/")[-1]]
    schema = answer["content"]["application/json"]["schema"]
    whole = {"components": DOCUMENT["components"], **schema}
    Draft202012Validator(whole).validate(response.json())
    return response


def _operation(request: httpx2.Request) -> dict[str, Any]:
    for path, operations in DOCUMENT["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), request.url.path):
            found: dict[str, Any] = operations[request.method.lower()]
            return found
    raise AssertionError(f"{request.url.path} is not in the document")


async def client(service: Service, role: Role = Role.AGENT, name: str = "Robot") -> Client:
    now = service.parts.clock.now()
    token = await service.parts.database.write(lambda conn: tokens.create(conn, name=name, role=role, now=now))
    return Client(service.http, token)


def new_id() -> str:
    return str(uuid.uuid4())


async def test_a_program_finds_takes_answers_and_resolves_a_case(service: Service) -> None:
    ref = await handed_over(service, "my blender came cracked")
    robot = await client(service)
    queue = (await robot.get("/api/cases", state="waiting")).json()
    assert [row["ref"] for row in queue["cases"]] == [ref]
    assert (await robot.get(f"/api/cases/{ref}")).json()["headline"] == "my blender came cracked"
    assert (await robot.post(f"/api/cases/{ref}/take", {})).json()["holder"]["name"] == "Robot"
    said = await robot.post(f"/api/cases/{ref}/messages", {"id": new_id(), "text": "A new one is on its way."})
    assert (said.status_code, said.json()["author"], said.json()["name"]) == (201, "agent", "Robot")
    note = await robot.post(f"/api/cases/{ref}/notes", {"id": new_id(), "text": "Second one this week."})
    assert note.status_code == 201
    assert (await robot.post(f"/api/cases/{ref}/resolve", {})).json()["state"] == "resolved"
    packet = (await robot.get(f"/api/cases/{ref}")).json()
    assert [note["text"] for note in packet["notes"]] == ["Second one this week."]
    assert "A new one is on its way." in await service.said(packet["conversation"], "agent")


async def test_the_same_id_again_gives_the_same_answer_and_says_nothing_twice(service: Service) -> None:
    ref = await handed_over(service)
    robot = await client(service)
    body = {"id": new_id(), "text": "I am looking into it."}
    answers = [(await robot.post(f"/api/cases/{ref}/messages", body)).json() for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    conversation = (await robot.get(f"/api/cases/{ref}")).json()["conversation"]
    assert await service.said(conversation, "agent") == ["I am looking into it."]


async def test_a_remedy_is_given_within_the_limit_and_refused_above_it(service: Service) -> None:
    ref = await handed_over(service)
    robot = await client(service)
    await robot.post(f"/api/cases/{ref}/take")
    above = await robot.post(f"/api/cases/{ref}/remedy", {"id": new_id(), "remedy": "refund_and_keep", "amount": 50.01})
    assert (above.status_code, above.json()["error"]) == (403, "above_authority")
    within = await robot.post(
        f"/api/cases/{ref}/remedy", {"id": new_id(), "remedy": "refund_and_keep", "amount": "40.10"}
    )
    assert [(one["remedy"], one["amount"]) for one in within.json()["applied"]] == [("refund_and_keep", "40.10")]


async def test_a_case_goes_back_to_the_assistant(service: Service) -> None:
    ref = await handed_over(service)
    robot = await client(service)
    await robot.post(f"/api/cases/{ref}/take")
    assert (await robot.post(f"/api/cases/{ref}/return")).json()["state"] == "closed"
    conversation = (await robot.get(f"/api/cases/{ref}")).json()["conversation"]

    async def back() -> bool:
        return "I'm back with you." in await service.said(conversation)

    await service.until(back)


async def test_the_queue_is_read_page_by_page_without_a_gap(service: Service) -> None:
    refs = {await handed_over(service, f"cracked jug number {n}", who=f"session-{n}") for n in range(5)}
    robot = await client(service)
    seen, after = [], ""
    while True:
        page = (await robot.get("/api/cases", limit="2", **({"after": after} if after else {}))).json()
        seen += [row["ref"] for row in page["cases"]]
        after = page["after"]
        if not after:
            break
    assert sorted(seen) == sorted(refs)


async def test_a_conversation_can_be_followed_before_there_is_a_case(service: Service) -> None:
    receipt = await service.tell("my blender came cracked and", who="+447400123456", sms=True)
    designer = await client(service, Role.DESIGNER)
    found = (await designer.get("/api/conversations", channel="sms", address="+447400123456")).json()["conversations"]
    assert [one["id"] for one in found] == [receipt.conversation]
    shown = (await designer.get(f"/api/conversations/{receipt.conversation}")).json()
    assert (shown["case"], shown["messages"][0]["text"]) == (None, "my blender came cracked and")


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


async def test_the_document_names_every_route_and_no_other(service: Service) -> None:
    routes = {
        (f"/{route.path}".replace("<ref:str>", "{ref}").replace("<id:str>", "{id}"), method.lower())
        for route in create_app(service.parts).router.routes
        for method in route.methods
        if route.path.startswith("api/") and method != "OPTIONS"
    }
    documented = {
        (path, method)
        for path, operations in DOCUMENT["paths"].items()
        for method in operations
        if method in ("get", "post")
    }
    assert routes == documented


async def test_the_document_is_served_without_a_token(service: Service) -> None:
    served = (await service.http.get("/api/openapi.json")).json()
    assert served["paths"].keys() == DOCUMENT["paths"].keys()
    assert served["servers"] == [{"url": service.url}]
