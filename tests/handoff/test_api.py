"""The JSON API: the same acts as at the desk, for programs."""

import re

from handoff.app import create_app
from handoff.model.agent import Role
from tests.handoff.api_client import DOCUMENT, client, new_id
from tests.handoff.at_the_desk import handed_over
from tests.handoff.service import Service


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


async def test_the_document_names_every_route_and_no_other(service: Service) -> None:
    routes = {
        (re.sub(r"<(\w+):str>", r"{\1}", f"/{route.path}"), method.lower())
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


async def test_a_program_decides_facts_and_asks_for_more_than_it_may_give(service: Service) -> None:
    ref = await handed_over(service)
    robot, chief = await client(service), await client(service, Role.SUPERVISOR, "Chief")
    decided = await robot.post(f"/api/cases/{ref}/facts", {"key": "amount", "value": "89"})
    assert [(one["value"], one["confirmed_by"]) for one in decided.json()["facts"]] == [("89.00 GBP", "Robot")]
    assert [one["how"] for one in decided.json()["fact_history"]] == ["added"]
    await robot.post(f"/api/cases/{ref}/take")
    asked = {"id": new_id(), "remedy": "refund_and_keep", "amount": 80, "words": "I am refunding £80."}
    assert (await robot.post(f"/api/cases/{ref}/approvals", asked)).status_code == 200
    assert (await robot.get("/api/approvals")).status_code == 403
    (one,) = (await chief.get("/api/approvals")).json()["approvals"]
    assert (one["ref"], one["amount"], one["asked_by"]) == (ref, "80.00", "Robot")
    yes = {"verdict": "approve", "amount": "60"}
    assert (await chief.post(f"/api/approvals/{one['id']}", yes)).status_code == 200
    assert (await chief.post(f"/api/approvals/{one['id']}", yes)).status_code == 409
    (applied,) = (await robot.get(f"/api/cases/{ref}")).json()["applied"]
    assert (applied["amount"], applied["name"], applied["approved_by"]) == ("60.00", "Robot", "Chief")
