"""What agents and supervisors see and do at the desk, as a browser without scripts would."""

import asyncio
import json
import re
import uuid
from html import unescape

from handoff.model.agent import Role
from tests.handoff.at_the_desk import arrive, handed_over, signed_in
from tests.handoff.service import Service

STORY = "my blender came cracked, order 44712, i am so fed up"


def text_of(page: str) -> str:
    """What a reader sees, without markup."""
    body = re.sub(r"<(script|style|head).*?</\1>", " ", page, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


async def conversation_of(service: Service, ref: str) -> str:
    return str((await service.parts.cases.packet(ref))["conversation"])


async def test_an_empty_queue_teaches_what_will_come(service: Service) -> None:
    page = text_of(await (await signed_in(service, "Maya")).see("/desk/"))
    assert "The queue is empty" in page
    assert "what happened, how they feel, what they want" in page
    assert "Nobody is telling a story at this moment" in page


async def test_the_queue_says_who_waits_why_how_they_feel_and_until_when(service: Service) -> None:
    ref = await handed_over(service, STORY)
    page = text_of(await (await signed_in(service, "Maya")).see("/desk/"))
    for words in ("1 person waits", ref, STORY, "Frustrated", "Damaged", "Web chat", "Waiting for a person", "left"):
        assert words in page, words


async def test_a_story_that_is_still_told_can_be_read_along_and_not_answered(service: Service) -> None:
    receipt = await service.tell("my blender came cracked and")
    maya = await signed_in(service, "Maya")
    assert "my blender came cracked and" in text_of(await maya.see("/desk/"))
    page = await maya.see(f"/desk/conversations/{receipt.conversation}")
    assert "my blender came cracked and" in text_of(page)
    assert "<textarea" not in page


async def test_the_packet_stands_beside_the_thread(service: Service) -> None:
    ref = await handed_over(service, STORY)
    page = text_of(await (await signed_in(service, "Maya")).see(f"/desk/cases/{ref}"))
    for title in (
        "What happened",
        "How they feel",
        "What they want",
        "What to do",
        "By when",
        "Suggested remedy",
        "Facts",
    ):
        assert title in page, title
    for words in ("44712", "fed up", "The customer asked for a person."):
        assert words in page, words


async def test_every_summary_sentence_points_at_its_words_in_the_thread(service: Service) -> None:
    ref = await handed_over(service, STORY)
    page = await (await signed_in(service, "Maya")).see(f"/desk/cases/{ref}")
    summary = page[page.index("summary-title") : page.index("facts-title")]
    for fragment, start, end in re.findall(r'data-from="(\w+):(\d+)-(\d+) "', summary):
        said = re.search(rf'data-fragment="{fragment}">([^<]*)<', page)
        assert said is not None
        assert unescape(said[1])[int(start) : int(end)] in STORY
    assert "data-from" in summary


async def test_an_agent_takes_answers_notes_and_resolves(service: Service) -> None:
    ref = await handed_over(service, STORY)
    conversation, maya = await conversation_of(service, ref), await signed_in(service, "Maya")
    assert (await maya.act(ref, "take")).headers["location"] == f"/desk/cases/{ref}"
    await maya.act(ref, "reply", text="I have read all of it. A new jug leaves today.")
    await maya.act(ref, "note", text="The batch of March.")
    page = text_of(await maya.see(f"/desk/cases/{ref}"))
    assert "With a person: you" in page
    assert "Private note by Maya" in page
    assert await service.said(conversation, "agent") == ["I have read all of it. A new jug leaves today."]
    await maya.act(ref, "resolve")
    assert "Resolved: you" in text_of(await maya.see(f"/desk/cases/{ref}"))
    assert (await service.conversation(conversation)).floor == "customer"


async def test_a_note_never_reaches_the_customer(service: Service) -> None:
    ref = await handed_over(service, STORY)
    maya = await signed_in(service, "Maya")
    await maya.act(ref, "note", text="Warehouse knows.")
    thread = await service.thread(await conversation_of(service, ref))
    assert not [message for message in thread if "Warehouse" in message.text]


async def test_the_same_form_sent_five_times_at_once_says_it_once(service: Service) -> None:
    ref = await handed_over(service, STORY)
    maya, id = await signed_in(service, "Maya"), uuid.uuid4().hex
    answers = await asyncio.gather(*(maya.act(ref, "reply", text="On its way.", client_id=id) for _ in range(5)))
    assert {answer.status_code for answer in answers} == {303}
    assert await service.said(await conversation_of(service, ref), "agent") == ["On its way."]


async def test_a_reply_takes_a_case_that_nobody_has(service: Service) -> None:
    ref = await handed_over(service, STORY)
    maya = await signed_in(service, "Maya")
    await maya.act(ref, "reply", text="I am here.")
    assert "With a person: you" in text_of(await maya.see(f"/desk/cases/{ref}"))


async def test_a_colleague_sees_who_has_the_case_and_cannot_answer_it(service: Service) -> None:
    ref = await handed_over(service, STORY)
    maya, jon = await signed_in(service, "Maya"), await signed_in(service, "Jon")
    await maya.act(ref, "take")
    page = await jon.see(f"/desk/cases/{ref}")
    assert "Maya has this case" in text_of(page)
    assert "reply-text" not in page and "note-text" in page
    for act in ("take", "reply", "resolve", "return"):
        refused = await jon.act(ref, act, text="Me too.")
        assert refused.status_code == 409 and "Maya has taken" in refused.text, act


async def test_a_supervisor_takes_a_case_over(service: Service) -> None:
    ref = await handed_over(service, STORY)
    maya, ada = await signed_in(service, "Maya"), await signed_in(service, "Ada", Role.SUPERVISOR)
    await maya.act(ref, "take")
    assert "Take over from Maya" in text_of(await ada.see(f"/desk/cases/{ref}"))
    await ada.act(ref, "take", over_from=maya.agent.id)
    assert "With a person: Ada" in text_of(await maya.see(f"/desk/cases/{ref}"))


async def test_a_remedy_within_the_limit_is_applied_and_one_above_is_explained(service: Service) -> None:
    ref = await handed_over(service, STORY)
    maya = await signed_in(service, "Maya")
    await maya.act(ref, "take")
    above = await maya.act(ref, "remedy", remedy="refund_and_keep", amount="80")
    assert above.status_code == 403 and "supervisor" in above.text
    await maya.act(ref, "remedy", remedy="refund_and_keep", amount="40")
    assert "£40: applied by Maya" in text_of(await maya.see(f"/desk/cases/{ref}"))


async def test_a_case_goes_back_to_the_assistant(service: Service) -> None:
    ref = await handed_over(service, STORY)
    maya = await signed_in(service, "Maya")
    await maya.act(ref, "take")
    await maya.act(ref, "return")
    assert "Maya gave it back to the assistant" in text_of(await maya.see(f"/desk/cases/{ref}"))


async def test_a_designer_reads_and_does_not_act(service: Service) -> None:
    ref = await handed_over(service, STORY)
    designer = await signed_in(service, "Dee", Role.DESIGNER)
    page = await designer.see(f"/desk/cases/{ref}")
    assert "Agents and supervisors answer it" in page
    assert "<textarea" not in page
    assert (await designer.act(ref, "take")).status_code == 403


async def test_the_queue_can_be_narrowed_to_mine_and_to_what_is_over(service: Service) -> None:
    ref = await handed_over(service, STORY)
    maya, jon = await signed_in(service, "Maya"), await signed_in(service, "Jon")
    await maya.act(ref, "take")
    assert ref in await maya.see("/desk/?who=mine")
    assert "You have no case" in await jon.see("/desk/?who=mine")
    assert ref not in await maya.see("/desk/?state=waiting")
    await maya.act(ref, "resolve")
    assert ref in await maya.see("/desk/?state=resolved")
    assert ref not in await maya.see("/desk/")


async def test_a_customers_markup_stays_text(service: Service) -> None:
    ref = await handed_over(service, 'cracked <script>alert("1")</script> & <b>fed up</b>')
    maya = await signed_in(service, "Maya")
    for path in ("/desk/", f"/desk/cases/{ref}"):
        page = await maya.see(path)
        assert "<script>alert" not in page and "<b>fed up" not in page
        assert "&lt;script&gt;alert" in page


async def test_a_refused_fragment_leaves_the_page_and_says_what_to_do(service: Service) -> None:
    ref = await handed_over(service, STORY)
    maya = await signed_in(service, "Maya")
    headers = {"HX-Request": "true", "X-CSRF-Token": maya.csrf}
    answer = await maya.http.post(
        f"/desk/cases/{ref}/reply", data={"client_id": uuid.uuid4().hex, "text": " "}, headers=headers
    )
    assert (answer.status_code, answer.headers["HX-Reswap"]) == (422, "none")
    assert json.loads(answer.headers["HX-Trigger"])["trouble"]["says"]


async def test_a_case_that_is_not_there_is_a_page_that_says_so(service: Service) -> None:
    answer = await (await signed_in(service, "Maya")).http.get("/desk/cases/A-9999")
    assert answer.status_code == 404
    assert "There is no case" in answer.text and "To the queue" in answer.text


async def test_only_supervisors_let_people_in_and_never_above_themselves(service: Service) -> None:
    ada, maya = await signed_in(service, "Ada", Role.SUPERVISOR), await signed_in(service, "Maya")
    assert (await maya.http.get("/desk/agents")).status_code == 403
    assert (await maya.send("/desk/agents", email="x@example.com", name="X", role="agent")).status_code == 403
    assert (await ada.send("/desk/agents", email="x@example.com", name="X", role="admin")).status_code == 422
    assert (await ada.send("/desk/agents", email="nonsense", name="X", role="agent")).status_code == 422
    assert (await ada.send("/desk/agents", email=maya.agent.email, name="X", role="agent")).status_code == 409


async def test_somebody_new_signs_in_with_the_password_that_was_shown_once(service: Service) -> None:
    ada = await signed_in(service, "Ada", Role.SUPERVISOR)
    page = (await ada.send("/desk/agents", email="Lea@Example.com", name="Lea", role="agent")).text
    password = re.search(r"<code>([^<]+)</code>", page)
    assert password is not None
    assert password[1] not in await ada.see("/desk/agents")
    lea = await arrive(service, "Someone")
    form = {"email": "lea@example.com", "password": password[1], "next": "/desk/"}
    assert (await lea.http.post("/desk/sign-in", data=form)).status_code == 303
