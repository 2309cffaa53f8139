"""Facts, remedies and approvals at the desk, as a browser without scripts would send them."""

import re
from html import unescape

import pytest
from sqlalchemy import Connection, func, select

from handoff.model.agent import Role
from handoff.store.tables import inbox
from tests.handoff.at_the_desk import Browser, handed_over, signed_in
from tests.handoff.service import Service
from tests.handoff.test_desk import conversation_of, text_of

STORY = "my blender came cracked, order 44712, i am so fed up"


async def desk(service: Service, story: str = STORY) -> tuple[str, Browser]:
    ref = await handed_over(service, story)
    maya = await signed_in(service, "Maya")
    await maya.act(ref, "take")
    return ref, maya


async def see(browser: Browser, ref: str) -> str:
    return text_of(await browser.see(f"/desk/cases/{ref}"))


async def test_a_fact_is_corrected_confirmed_added_and_taken_out_with_its_history(service: Service) -> None:
    ref, maya = await desk(service)
    await maya.act(ref, "fact", key="order_number", value="44712")
    assert "confirmed · by Maya" in await see(maya, ref)
    await maya.act(ref, "fact", key="order_number", value="44713")
    await maya.act(ref, "fact", key="amount", value="£64.99")
    page = await see(maya, ref)
    assert "Maya corrected order number: 44713 (was 44712)" in page
    assert "Maya added amount: £64.99" in page
    await maya.act(ref, "fact", key="amount", value="", how="remove")
    assert "Maya took out amount (was £64.99)" in await see(maya, ref)
    refused = await maya.act(ref, "fact", key="amount", value="a lot")
    assert refused.status_code == 422 and "a number such as 40" in unescape(refused.text)


async def test_a_missing_fact_brings_the_designers_question_into_the_reply(service: Service) -> None:
    ref, maya = await desk(service, "my blender came cracked")
    page = await maya.see(f"/desk/cases/{ref}")
    asked = [unescape(one) for one in re.findall(r'data-ask data-insert="([^"]+)"', page)]
    questions = await service.look(lambda _: service.parts.questions)
    assert asked == [questions.text("utter_ask_order_number", ref)]


async def test_what_the_customer_is_told_is_shown_before_and_sent_with_the_remedy(service: Service) -> None:
    ref, maya = await desk(service)
    page = await maya.see(f"/desk/cases/{ref}")
    words = unescape(re.findall(r'<textarea name="words"[^>]*>([^<]+)</textarea>', page)[0])
    remedy = re.findall(r'name="remedy" value="(\w+)"', page)[0]
    await maya.act(ref, "remedy", remedy=remedy, how="tell", words=words)
    assert await service.said(await conversation_of(service, ref), "agent") == [words]
    assert "applied by Maya" in await see(maya, ref)
    assert "We check on" in await see(maya, ref)


async def test_a_request_goes_to_a_supervisor_and_its_answer_comes_back(service: Service) -> None:
    ref, maya = await desk(service)
    ada = await signed_in(service, "Ada", Role.SUPERVISOR)
    asked = {"remedy": "refund_and_keep", "amount": "80", "how": "ask", "words": "I am refunding £80.", "why": "Twice."}
    await maya.act(ref, "remedy", **asked)
    assert "You asked for £80." in await see(maya, ref)
    page = await ada.see("/desk/approvals")
    for words in ("£80", "Maya asked", "“Twice.”", "I am refunding £80.", STORY, "Frustrated", "left"):
        assert words in text_of(page) or words in unescape(page), words
    assert await ada.see("/desk/approvals/count") == "1"
    (address,) = re.findall(r'action="(/desk/approvals/[^"]+)"', page)
    answer = {"amount": "60", "words": "I am refunding £60.", "answer": "Sixty is enough.", "how": "approve"}
    assert (await ada.send(address, **answer)).status_code == 303
    page = await see(maya, ref)
    assert "Ada said yes to £60 instead of £80. “Sixty is enough.”" in page
    assert "£60: applied by Maya, Ada said yes" in page
    # The prepared reply now says what was agreed.
    assert "I am refunding £60." in page and "I am refunding £80." not in page
    assert "Nothing waits for your yes" in text_of(await ada.see("/desk/approvals"))
    assert (await ada.send(address, **answer)).status_code == 409


async def test_a_no_says_why_and_only_supervisors_see_the_page(service: Service) -> None:
    ref, maya = await desk(service)
    ada = await signed_in(service, "Ada", Role.SUPERVISOR)
    await maya.act(ref, "remedy", remedy="refund_and_keep", amount="80", how="ask", words="I am refunding £80.")
    (address,) = re.findall(r'action="(/desk/approvals/[^"]+)"', await ada.see("/desk/approvals"))
    assert (await ada.send(address, how="decline")).status_code == 422
    assert (await maya.http.get("/desk/approvals")).status_code == 403
    assert (await maya.send(address, how="approve", amount="80", words="x")).status_code == 403
    await ada.send(address, how="decline", answer="Offer a new one first.")
    assert "Ada said no to £80. “Offer a new one first.”" in await see(maya, ref)
    await maya.act(ref, "remedy", remedy="refund_and_keep", amount="80", how="ask", words="I am refunding £80.")
    await maya.act(ref, "withdraw")
    assert "Maya took the request back" in await see(maya, ref)


async def test_how_often_a_remedy_was_given_and_received_stands_beside_it(service: Service) -> None:
    first, maya = await desk(service)
    remedy = re.findall(r'name="remedy" value="(\w+)"', await maya.see(f"/desk/cases/{first}"))[0]
    await maya.act(first, "remedy", remedy=remedy)
    await service.tell("thanks, that helps")
    conversation = await conversation_of(service, first)

    async def read() -> bool:
        return not await service.parts.database.read(lambda conn: _unread(conn, conversation))

    await service.until(read)
    second = await handed_over(service, STORY, who="session-2")
    assert "Given once before, 1 pleased." in await see(maya, second)


async def test_what_is_new_since_the_last_look_is_marked_for_each_agent(service: Service) -> None:
    ref, maya = await desk(service)
    jon = await signed_in(service, "Jon")
    await maya.see(f"/desk/cases/{ref}")
    await service.tell("and nobody answers")
    page = text_of(await maya.see(f"/desk/cases/{ref}"))
    assert "1 message from the customer" in page and "New since you looked" in page
    assert "New since you looked" not in text_of(await maya.see(f"/desk/cases/{ref}"))
    assert "New since you looked" not in text_of(await jon.see(f"/desk/cases/{ref}"))


@pytest.mark.parametrize("given", [[], ["replace_damaged"]])
async def test_earlier_cases_of_the_same_person_show_their_remedies(service: Service, given: list[str]) -> None:
    first, maya = await desk(service)
    for remedy in given:
        await maya.act(first, "remedy", remedy=remedy)
    await maya.act(first, "resolve")
    second = await handed_over(service, "the new one is cracked as well", who="session-1")
    page = await see(maya, second)
    assert f"Earlier cases of the customer {first}" in page
    title = service.parts.policies.remedies.with_id("replace_damaged").title
    assert (title in page.split("Earlier cases")[1]) is bool(given)
    assert ("no remedy given" in page) is not bool(given)


def _unread(conn: Connection, conversation: str) -> int:
    unread = select(func.count()).where(inbox.c.conversation == conversation, inbox.c.read_at.is_(None))
    return conn.execute(unread).scalar_one()
