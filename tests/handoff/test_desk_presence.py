"""Who looks, who writes, who answered meanwhile; and a case that changes hands at the desk."""

import json

from tests.handoff.at_the_desk import handed_over, signed_in
from tests.handoff.service import Service
from tests.handoff.test_desk import conversation_of, text_of

FRAGMENT = {"HX-Request": "true"}


async def test_colleagues_see_who_looks_and_who_writes(service: Service) -> None:
    ref = await handed_over(service)
    maya, kim = await signed_in(service, "Maya"), await signed_in(service, "Kim")
    await kim.act(ref, "here")
    assert "Kim is looking" in text_of(await maya.see(f"/desk/cases/{ref}"))
    assert "Kim is looking" in text_of(await maya.see("/desk/"))
    assert "Kim" not in text_of(await kim.see(f"/desk/cases/{ref}/presence"))
    await kim.act(ref, "here", writes="note")
    assert "Kim is writing here" in text_of(await maya.see(f"/desk/cases/{ref}/presence"))
    await kim.act(ref, "leave")
    assert text_of(await maya.see(f"/desk/cases/{ref}/presence")) == ""


async def test_the_customer_sees_that_a_person_writes_and_that_it_stopped(service: Service) -> None:
    ref, maya = await handed_over(service), await signed_in(service, "Maya")
    conversation = await conversation_of(service, ref)

    async def writer() -> str | None:
        return (await service.conversation(conversation)).typing_agent

    await maya.act(ref, "here", writes="reply")
    assert await writer() is None  # nobody has taken the case yet
    await maya.act(ref, "take")
    await maya.act(ref, "here", writes="note")
    assert await writer() is None
    await maya.act(ref, "here", writes="reply")
    assert await writer() == maya.agent.id
    await maya.act(ref, "here", writes="")
    assert await writer() is None
    await maya.act(ref, "here", writes="reply")
    await maya.act(ref, "reply", text="A new jug leaves today.")
    assert await writer() is None


async def test_who_stops_writing_without_a_word_is_not_shown_as_writing_for_ever(service: Service) -> None:
    ref, maya = await handed_over(service), await signed_in(service, "Maya")
    conversation = await conversation_of(service, ref)
    await maya.act(ref, "take")
    await maya.act(ref, "here", writes="reply")
    await service.story_seconds(0)

    async def still() -> bool:
        return (await service.conversation(conversation)).typing_agent is None

    await service.until(still, patience=20)


async def test_who_sends_after_a_colleague_is_asked_first(service: Service) -> None:
    ref = await handed_over(service)
    maya, kim = await signed_in(service, "Maya"), await signed_in(service, "Kim")
    page = await maya.see(f"/desk/cases/{ref}")
    seen = page.split('name="seen" value="')[1].split('"')[0]
    await kim.act(ref, "reply", text="A new jug leaves today.")
    await kim.act(ref, "team")
    form = {"csrf": maya.csrf, "client_id": "1", "text": "We will look into it.", "seen": seen}
    answer = await maya.http.post(f"/desk/cases/{ref}/reply", data=form, headers=FRAGMENT)
    assert answer.status_code == 409
    asked = json.loads(answer.headers["HX-Trigger"])["answered"]
    assert (asked["name"], asked["words"]) == ("Kim", "A new jug leaves today.")
    said = await service.said(await conversation_of(service, ref), "agent")
    assert said == ["A new jug leaves today."]
    form["seen"] = str(asked["until"])
    assert (await maya.http.post(f"/desk/cases/{ref}/reply", data=form, headers=FRAGMENT)).status_code == 200
    assert await service.said(await conversation_of(service, ref), "agent") == [*said, "We will look into it."]


async def test_a_case_goes_to_the_team_to_the_assistant_and_is_closed(service: Service) -> None:
    maya = await signed_in(service, "Maya")
    refs = [await handed_over(service, "my kettle leaks", f"session-{number}") for number in range(4)]
    for ref, (what, fields, state) in zip(
        refs,
        [
            ("team", {}, "Waiting"),
            ("return", {"for": "new_topic"}, "Closed"),
            ("return", {"for": "feedback"}, "Resolved"),
            ("close", {}, "Closed"),
        ],
        strict=True,
    ):
        await maya.act(ref, "take")
        assert (await maya.act(ref, what, **fields)).status_code == 303
        assert f"{ref} · {state}" in text_of(await maya.see(f"/desk/cases/{ref}")), what


async def test_the_assistant_asks_for_feedback_as_soon_as_it_may(service: Service) -> None:
    ref, maya = await handed_over(service), await signed_in(service, "Maya")
    conversation = await conversation_of(service, ref)
    await maya.act(ref, "take")
    await maya.act(ref, "return", **{"for": "feedback"})

    async def asked() -> bool:
        return any(ref in text and "right" in text for text in (await service.said(conversation, "bot"))[1:])

    await service.until(asked)
