"""Drafts, templates, advice and promises at the desk."""

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

from handoff.model.channel import Channel
from handoff.model.promise import DueTime
from handoff.store import cases as stored
from handoff.store import promises, suppressions
from tests.handoff.at_the_desk import Browser, handed_over, signed_in
from tests.handoff.service import Service
from tests.handoff.test_desk import conversation_of, text_of

STORY = "my blender came cracked, order 44712, i am so fed up"
PHONE = "+447400123456"


async def desk(service: Service, **more: Any) -> tuple[str, Browser]:
    ref = await handed_over(service, STORY, **more)
    maya = await signed_in(service, "Maya")
    await maya.act(ref, "take")
    return ref, maya


async def reply_field(browser: Browser, ref: str) -> str:
    page = await browser.see(f"/desk/cases/{ref}")
    return unescape(re.findall(r'<textarea id="reply-text"[^>]*>([^<]*)</textarea>', page)[0])


async def test_the_first_reply_is_prepared_in_the_name_of_who_reads_it(service: Service) -> None:
    ref = await handed_over(service, STORY)
    maya = await signed_in(service, "Maya")
    draft = await reply_field(maya, ref)
    assert STORY in draft and draft.endswith("Maya, Nook & Kettle")


async def test_a_draft_is_kept_for_each_agent_and_gone_when_it_is_sent(service: Service) -> None:
    ref, maya = await desk(service)
    jon = await signed_in(service, "Jon")
    await maya.act(ref, "draft", kind="reply", text="Half a sent")
    await maya.act(ref, "draft", kind="note", text="Half a note")
    assert await reply_field(maya, ref) == "Half a sent"
    page = await maya.see(f"/desk/cases/{ref}")
    assert ">Half a note</textarea>" in page
    assert "Half a sent" not in await jon.see(f"/desk/cases/{ref}")
    id = uuid.uuid4().hex
    await maya.act(ref, "reply", text="A whole sentence.", client_id=id)
    # The draft of these words comes late, on a slow line.
    await maya.act(ref, "draft", kind="reply", text="A whole sent", client_id=id)
    assert await reply_field(maya, ref) == ""


async def test_words_are_looked_at_while_they_are_written(service: Service) -> None:
    ref, maya = await desk(service)
    answer = await maya.act(ref, "draft", kind="reply", text="Sorry if it broke. I will call you by Friday 5.")
    advice = text_of(answer.text)
    for words in ("No ifs", "Sorry if", "Say what it meant to them", "Sign with your name", "I will call you by"):
        assert words in advice, words
    assert f"You told us “{STORY}”" in unescape(answer.text)


async def test_a_promise_in_the_words_is_kept_with_its_time_and_marked_as_done(service: Service) -> None:
    ref, maya = await desk(service)
    text = "I will call you within two hours. You will have it by Friday noon."
    advice = (await maya.act(ref, "draft", kind="reply", text=text)).text
    fields = dict(re.findall(r'name="([\w-]+)" value="([^"]*)"', advice)) | {"keep-0": ""}
    await maya.act(ref, "reply", text=text, **{name: unescape(value) for name, value in fields.items()})
    promises = (await service.parts.cases.packet(ref))["promises"]
    assert [one["what"] for one in promises if one["what"] != "first_answer"] == ["You will have it by Friday noon."]
    page = await maya.see(f"/desk/cases/{ref}")
    assert "“You will have it by Friday noon.”" in text_of(page)
    (id,) = re.findall(r'name="promise" value="(\w+)"', page)
    await maya.act(ref, "kept", promise=id)
    assert {one["state"] for one in (await service.parts.cases.packet(ref))["promises"]} == {"kept"}


async def test_words_sent_quicker_than_they_were_looked_at_keep_their_promises(service: Service) -> None:
    ref, maya = await desk(service)
    await maya.act(ref, "reply", text="I'll ring you tomorrow.", advised="of other words")
    assert "I'll ring you tomorrow." in [one["what"] for one in (await service.parts.cases.packet(ref))["promises"]]


async def test_the_same_reply_twice_makes_one_promise(service: Service) -> None:
    ref, maya = await desk(service)
    form = {"text": "I'll ring you tomorrow.", "advised": "x", "client_id": uuid.uuid4().hex}
    for _ in range(2):
        await maya.act(ref, "reply", **form)
    assert len((await service.parts.cases.packet(ref))["promises"]) == 2


async def test_a_reply_with_an_empty_field_cannot_be_sent(service: Service) -> None:
    ref, maya = await desk(service)
    refused = await maya.act(ref, "reply", text="Your {product} is on its way, {name}.")
    assert refused.status_code == 422 and "Fill in {name} and {product} first" in unescape(refused.text)
    assert await service.said(await conversation_of(service, ref), "agent") == []
    advice = await maya.act(ref, "draft", kind="reply", text="Your {product} is on its way.")
    assert "Not ready to send" in text_of(advice.text)


async def test_templates_are_filled_from_the_case_and_say_what_they_lack(service: Service) -> None:
    ref, maya = await desk(service)
    page = unescape(await maya.see(f"/desk/cases/{ref}"))
    assert "A replacement is on its way" in page
    assert "has gone back to you today for order 44712" in page
    assert "needs amount" in text_of(page)


async def test_a_template_is_added_changed_and_taken_out_at_the_desk(service: Service) -> None:
    ref, maya = await desk(service)
    jon = await signed_in(service, "Jon")
    await maya.send("/desk/templates", title="A cup of tea", text="Have a cup of tea, {name}.", channel="web")
    page = await jon.see("/desk/templates")
    (id,) = re.findall(r'<details class="card template" id="t-(\w+)" >\s*<summary><b>A cup of tea', page)
    changed = {"title": "A cup of tea", "text": "Tea?", "version": "1"}
    assert (await jon.send(f"/desk/templates/{id}", **changed)).status_code == 303
    late = await maya.send(f"/desk/templates/{id}", **changed | {"text": "Coffee?"})
    assert late.status_code == 409 and "Jon has changed 'A cup of tea' meanwhile" in unescape(late.text)
    assert "Coffee?" in late.text
    assert "Tea?" in await maya.see(f"/desk/cases/{ref}")
    await jon.send(f"/desk/templates/{id}", version="2", how="remove")
    assert "A cup of tea" not in await maya.see("/desk/templates")


async def test_a_template_that_could_not_be_used_is_refused(service: Service) -> None:
    maya = await signed_in(service, "Maya")
    for text, sentence in (
        ("Hello {nmae}", "{nmae} is no field"),
        ("Sorry for any inconvenience.", "“any inconvenience” says nothing"),
        (" ", "nothing written"),
    ):
        refused = await maya.send("/desk/templates", title="T", text=text)
        assert refused.status_code == 422 and sentence in unescape(refused.text), text


async def test_templates_come_from_the_policy_and_stay_as_the_desk_left_them(start: Callable[..., Any]) -> None:
    first = await start()
    maya = await signed_in(first, "Maya")
    page = await maya.see("/desk/templates")
    assert "Ask for a picture" in page
    await maya.send("/desk/templates/ask_for_a_photo", title="Ask for a photo", text="A photo, please.", version="1")
    await maya.send("/desk/templates/call_you", version="1", how="remove")
    await first.stop()
    again = await start()
    jon = await signed_in(again, "Jon")
    page = await jon.see("/desk/templates")
    assert "A photo, please." in page and "Ask for a picture" not in page and "Offer a call" not in page


async def test_a_text_shows_what_it_costs_while_it_is_written(service: Service) -> None:
    ref, maya = await desk(service, who=PHONE, sms=True)
    advice = text_of((await maya.act(ref, "draft", kind="reply", text="x" * 170)).text)
    assert "170 characters · 2 texts · £0.08" in advice


async def test_the_link_that_a_text_will_bring_is_told_and_counted(service: Service) -> None:
    ref, maya = await desk(service, who=PHONE, sms=True)
    advice = text_of((await maya.act(ref, "draft", kind="reply", text="I am on it.")).text)
    assert "11 characters" in advice and "goes behind your words" not in advice, "the handover brought it"
    await maya.act(ref, "end-links")
    advice = text_of((await maya.act(ref, "draft", kind="reply", text="I am on it.")).text)
    assert "11 characters" not in advice and "The link to their own page goes behind your words" in advice
    await maya.act(ref, "reply", text="I am on it.")
    said = (await service.said(await conversation_of(service, ref), "agent"))[-1]
    assert f"{len(said)} characters" in advice
    assert "goes behind" not in text_of((await maya.act(ref, "draft", kind="reply", text="More.")).text)


async def test_who_wrote_stop_is_not_written_to_and_other_ways_are_named(service: Service) -> None:
    ref, maya = await desk(service, who=PHONE, sms=True)
    await maya.act(ref, "fact", key="email", value="dana@example.com")
    now = service.parts.clock.now()
    await service.parts.database.write(lambda conn: suppressions.suppress(conn, Channel.SMS, PHONE, now, "STOP"))
    page = await maya.see(f"/desk/cases/{ref}")
    assert "This number has opted out of SMS" in page and "mailto:dana@example.com" in page
    assert (await maya.act(ref, "reply", text="Hello?")).status_code == 409


async def test_a_promise_whose_time_has_passed_can_still_be_marked_as_done(service: Service) -> None:
    ref, maya = await desk(service)
    case = await service.look(lambda conn: stored.get(conn, ref))
    now = service.parts.clock.now()
    due = DueTime(now - timedelta(hours=1), "by then")
    id = await service.parts.database.write(
        lambda conn: promises.make(conn, case.id, "I'll send the link.", due, now=now, made_by=maya.agent.id)
    )

    async def is_late() -> bool:
        [one] = [one for one in (await service.parts.cases.packet(ref))["promises"] if one["id"] == id]
        return bool(one["state"] == "broken")

    await service.until(is_late)
    page = await maya.see(f"/desk/cases/{ref}")
    assert 'aria-label="Done: I&#39;ll send the link."' in page and "late" in text_of(page)
    await maya.act(ref, "kept", promise=id)
    assert "done, but too late" in text_of(await maya.see(f"/desk/cases/{ref}"))
    [row] = (await service.parts.cases.queue()).rows
    assert row.due_at is None or row.due_at > now
