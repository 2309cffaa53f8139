"""Who may write in a web conversation: whoever holds the token, which nobody can read from our database."""

from sqlalchemy import select, update

from handoff.store.tables import web_sessions
from tests.handoff.service import Service
from tests.handoff.web_visitor import Visitor


async def test_a_session_greets_and_keeps_only_the_hash_of_its_token(service: Service) -> None:
    answer = (await service.http.post("/chat/sessions")).json()
    assert len(answer["token"]) >= 43  # 256 bits
    assert answer["greeting"].endswith(".")
    kept = await service.look(lambda conn: conn.execute(select(web_sessions)).one())
    assert kept.conversation == answer["conversation"]
    assert answer["token"] not in str(kept)


async def test_facts_that_the_site_knows_come_with_the_session(service: Service) -> None:
    known = {"email": "ann@example.com", "person_name": " Ann Lee ", "order_number": ""}
    visitor = await Visitor.of(service, known=known)
    conversation = await service.conversation(visitor.conversation)
    assert conversation.known == {"email": "ann@example.com", "person_name": "Ann Lee"}


async def test_what_cannot_be_known_that_way_is_refused(service: Service) -> None:
    for known in (
        "ann",
        {"email": "ann"},
        {"email": 7},
        {"amount": "400 GBP"},
        {"person_name": "x" * 201},
        {"person_name": "Ann\nLee"},
    ):
        answer = await service.http.post("/chat/sessions", json={"known": known})
        assert (answer.status_code, answer.json()["error"]) == (422, "malformed"), known


async def test_without_the_right_token_nothing_is_heard_or_said(service: Service) -> None:
    visitor = await Visitor.of(service)
    wrong = {"Authorization": "Bearer " + "x" * 43}
    for method, path in (
        ("POST", "messages"),
        ("POST", "done"),
        ("POST", "buttons"),
        ("GET", "messages"),
        ("GET", "events"),
    ):
        for headers, code in (
            ({}, "unauthorized"),
            ({"Authorization": "Basic x"}, "unauthorized"),
            (wrong, "session_unknown"),
        ):
            answer = await service.http.request(method, f"/chat/{path}", headers=headers)
            assert (answer.status_code, answer.json()["error"]) == (401, code), (method, path)
    in_url = await service.http.get("/chat/messages", params={"token": visitor.token})
    assert in_url.status_code == 401


async def test_a_session_ends_after_its_lifetime(service: Service) -> None:
    visitor = await Visitor.of(service)
    long_ago = service.parts.clock.now().replace(year=2020)
    await service.parts.database.write(lambda conn: conn.execute(update(web_sessions).values(created_at=long_ago)))
    answer = await visitor.tell("are you there?")
    assert (answer.status_code, answer.json()["error"]) == (401, "session_unknown")


async def test_nobody_opens_sessions_without_end(service: Service) -> None:
    # What is refused counts too, and costs the test less than 600 sessions.
    for _ in range(600):
        assert (await service.http.post("/chat/sessions", json={"known": 1})).status_code == 422
    answer = await service.http.post("/chat/sessions")
    assert (answer.status_code, answer.json()["error"]) == (429, "too_fast")


async def test_only_the_pages_that_the_site_names_may_talk_to_us(service: Service) -> None:
    named = service.parts.policies.site.allowed_origins[0]
    for origin in (named, service.url):
        answer = await service.http.post("/chat/sessions", headers={"Origin": origin})
        assert answer.status_code == 201
        assert answer.headers["Access-Control-Allow-Origin"] == origin
    answer = await service.http.post("/chat/sessions", headers={"Origin": "https://elsewhere.example"})
    assert (answer.status_code, answer.json()["error"]) == (403, "origin_not_allowed")
    assert "Access-Control-Allow-Origin" not in answer.headers


async def test_a_page_that_is_named_may_send_the_token_and_read_refusals(service: Service) -> None:
    origin = {"Origin": service.parts.policies.site.allowed_origins[0]}
    asked = origin | {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    preflight = await service.http.options("/chat/messages", headers=asked)
    assert preflight.status_code == 204
    assert "Authorization" in preflight.headers["Access-Control-Allow-Headers"]
    refused = await service.http.post("/chat/messages", headers=origin)
    assert refused.status_code == 401
    assert refused.headers["Access-Control-Allow-Origin"] == origin["Origin"]
