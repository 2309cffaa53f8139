"""Programs narrow the queue and hand cases over as people at the desk do."""

from handoff.model.agent import Role
from tests.handoff.api_client import client, new_id
from tests.handoff.at_the_desk import handed_over, signed_in
from tests.handoff.service import Service


async def test_a_program_narrows_the_queue_as_the_desk_does(service: Service) -> None:
    blender = await handed_over(service, "my blender came cracked, order 4471 220")
    kettle = await handed_over(service, "my kettle leaks", "session-2")
    robot = await client(service)
    await robot.post(f"/api/cases/{kettle}/take", {})

    async def found(**query: str) -> list[str]:
        return [row["ref"] for row in (await robot.get("/api/cases", **query)).json()["cases"]]

    assert await found(who="mine") == [kettle]
    assert await found(who="nobody") == [blender]
    assert await found(q="4471220") == [blender]
    assert await found(q="kettle", who="nobody") == []
    assert (await robot.get("/api/cases", who="me")).status_code == 422


async def test_a_program_hands_a_case_to_a_colleague_to_the_team_and_to_the_assistant(service: Service) -> None:
    ref, kim = await handed_over(service), await signed_in(service, "Kim")
    robot = await client(service, Role.SUPERVISOR)
    given = {"id": new_id(), "to": kim.agent.email, "text": "She likes to be rung."}
    for _ in range(2):
        packet = (await robot.post(f"/api/cases/{ref}/hand", given)).json()
        assert packet["holder"]["name"] == "Kim"
    assert [note["text"] for note in packet["notes"]] == ["She likes to be rung."]
    assert (await robot.post(f"/api/cases/{ref}/hand", {"id": new_id()})).json()["state"] == "waiting"
    unknown = await robot.post(f"/api/cases/{ref}/hand", {"id": new_id(), "to": "no@example.com", "text": "x"})
    assert (unknown.status_code, unknown.json()["error"]) == (422, "colleague_unknown")
    await robot.post(f"/api/cases/{ref}/take", {})
    assert (await robot.post(f"/api/cases/{ref}/return", {"for": "praise"})).status_code == 422
    assert (await robot.post(f"/api/cases/{ref}/return", {"for": "feedback"})).json()["state"] == "resolved"
