"""What people do with cases: one holder, one answer, and nothing lost or doubled."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from handoff.cases.opening import Handoff, open_case
from handoff.model.agent import Role
from handoff.model.case import CaseOver, CaseTaken, CaseUnknown
from handoff.model.channel import Channel
from handoff.model.floor import Floor
from handoff.model.message import Author
from handoff.model.refusal import Malformed
from handoff.outbox.speaking import OptedOut
from handoff.store import conversations, suppressions, turns
from handoff.store.database import Database
from handoff.store.tables import outbox
from tests.handoff.case_world import NOW, POLICIES, World, damaged, fact

PHONE = "+447400123456"


@pytest.fixture
def world(database: Database) -> World:
    return World.over(database)


async def test_cases_opened_at_once_are_numbered_without_gap_or_double(world: World) -> None:
    opened = await asyncio.gather(*(world.case(f"session-{number}") for number in range(20)))
    assert {one.ref for one in opened} == {f"A-{number}" for number in range(1042, 1062)}


async def test_a_transaction_that_fails_leaves_no_case_and_no_promise(world: World) -> None:
    conversation, _ = await world.tells("it broke")

    def work(conn: Any) -> None:
        held = conversations.get(conn, conversation, lock=True)
        open_case(conn, held, Handoff("story_complete", None, damaged()), policies=POLICIES, now=NOW)
        raise CaseOver("something after it went wrong")

    with pytest.raises(CaseOver):
        await world.database.write(work)
    with pytest.raises(CaseUnknown):
        await world.cases.packet("A-1042")
    assert (await world.hands_over(conversation, damaged())).ref == "A-1042"


async def test_a_second_handoff_adds_to_the_open_case_and_keeps_its_promise(world: World) -> None:
    first = await world.case()
    conversation = (await world.conversation_of(first.ref)).id
    world.clock.forward(minutes=40)
    second = await world.hands_over(conversation, damaged(facts=[fact("order_number", "4471-220")]))
    assert (second.ref, second.promised) == (first.ref, first.promised)
    assert (await world.cases.packet(first.ref))["facts"][0]["value"] == "4471-220"
    assert len((await world.cases.queue()).rows) == 1


async def test_of_fifty_who_take_a_case_at_once_one_has_it_and_the_others_learn_who(world: World) -> None:
    opened = await world.case()
    people = await asyncio.gather(*(world.agent(f"Agent {number}") for number in range(50)))
    results = await asyncio.gather(*(world.cases.take(opened.ref, one) for one in people), return_exceptions=True)
    (winner,) = [one for one, result in zip(people, results, strict=True) if result is None]
    refused = [result for result in results if result is not None]
    assert {type(one) for one in refused} == {CaseTaken}
    assert {str(one) for one in refused} == {f"{winner.name} has taken A-1042."}
    conversation = await world.conversation_of(opened.ref)
    assert (conversation.floor, conversation.holder) == (Floor.HUMAN, winner.id)
    assert await world.events(opened.ref) == ["opened", "taken"]


async def test_taking_what_one_has_changes_nothing(world: World) -> None:
    opened, sam = await world.case(), await world.agent("Sam")
    await world.cases.take(opened.ref, sam)
    epoch = (await world.conversation_of(opened.ref)).epoch
    await world.cases.take(opened.ref, sam)
    assert (await world.conversation_of(opened.ref)).epoch == epoch


async def test_only_a_supervisor_takes_over_and_only_from_whom_they_think(world: World) -> None:
    opened = await world.case()
    sam, kim = await world.agent("Sam"), await world.agent("Kim")
    lee = await world.agent("Lee", Role.SUPERVISOR)
    await world.cases.take(opened.ref, sam)
    for who, of in ((kim, sam.id), (lee, kim.id), (lee, None)):
        with pytest.raises(CaseTaken, match="Sam has taken"):
            await world.cases.take(opened.ref, who, over_from=of)
    await world.cases.take(opened.ref, lee, over_from=sam.id)
    assert (await world.cases.packet(opened.ref))["holder"] == {"id": lee.id, "name": "Lee"}


async def test_a_reply_takes_case_and_floor_and_keeps_the_promise(world: World) -> None:
    opened, sam = await world.case(), await world.agent("Sam")
    message = await world.cases.reply(opened.ref, sam, "  I am sorry about your jug. ", "1")
    assert (message.author, message.name, message.text) == (Author.AGENT, "Sam", "I am sorry about your jug.")
    packet = await world.cases.packet(opened.ref)
    assert (packet["state"], packet["floor"], packet["holder"]["name"]) == ("taken", "human", "Sam")
    assert packet["promises"][0]["state"] == "kept"
    assert packet["first_reply_at"] is not None
    assert packet["draft_reply"].endswith("Sam, Nook & Kettle")
    assert await world.events(opened.ref) == ["opened", "taken", "replied"]


async def test_an_answer_after_the_promised_time_is_a_broken_promise(world: World) -> None:
    opened, sam = await world.case(), await world.agent("Sam")
    world.clock.forward(days=2)
    await world.cases.reply(opened.ref, sam, "I am late, and I am sorry.", "1")
    assert (await world.cases.packet(opened.ref))["promises"][0]["state"] == "broken"


async def test_the_same_reply_five_times_at_once_is_said_once(world: World) -> None:
    opened, sam = await world.case(PHONE, sms=True), await world.agent("Sam")
    said = await asyncio.gather(*(world.cases.reply(opened.ref, sam, "On its way.", "same") for _ in range(5)))
    assert len({message.id for message in said}) == 1
    assert [message.text for message in await world.thread(opened.ref) if message.author == "agent"] == ["On its way."]
    texts = await world.database.read(lambda conn: conn.execute(select(outbox.c.body)).scalars().all())
    assert texts == ["On its way."]
    assert (await world.events(opened.ref)).count("replied") == 1


async def test_a_reply_that_is_sent_again_after_the_end_does_not_reopen_the_case(world: World) -> None:
    opened, sam = await world.case(), await world.agent("Sam")
    first = await world.cases.reply(opened.ref, sam, "A new one is on its way.", "1")
    await world.cases.resolve(opened.ref, sam)
    assert (await world.cases.reply(opened.ref, sam, "A new one is on its way.", "1")).id == first.id
    assert (await world.cases.packet(opened.ref))["state"] == "resolved"


async def test_two_people_never_answer_one_case(world: World) -> None:
    opened, sam, kim = await world.case(), await world.agent("Sam"), await world.agent("Kim")
    results = await asyncio.gather(
        world.cases.reply(opened.ref, sam, "Sam here.", "1"),
        world.cases.reply(opened.ref, kim, "Kim here.", "1"),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in results) == ["CaseTaken", "Message"]
    assert len([one for one in await world.thread(opened.ref) if one.author == "agent"]) == 1


async def test_who_asked_us_to_stop_is_not_written_to_and_nothing_else_happens(world: World) -> None:
    opened, sam = await world.case(PHONE, sms=True), await world.agent("Sam")
    await world.database.write(lambda conn: suppressions.suppress(conn, Channel.SMS, PHONE, NOW, "STOP"))
    with pytest.raises(OptedOut):
        await world.cases.reply(opened.ref, sam, "Hello?", "1")
    packet = await world.cases.packet(opened.ref)
    assert (packet["state"], packet["floor"], packet["promises"][0]["state"]) == ("waiting", "queue", "open")


@pytest.mark.parametrize("text", ["", "  \n ", "\x00", "x" * 4001])
async def test_a_reply_without_words_or_without_end_is_refused(world: World, text: str) -> None:
    opened, sam = await world.case(), await world.agent("Sam")
    with pytest.raises(Malformed):
        await world.cases.reply(opened.ref, sam, text, "1")
    assert (await world.cases.packet(opened.ref))["state"] == "waiting"


async def test_notes_are_kept_once_and_anybody_may_write_them(world: World) -> None:
    opened, sam, kim = await world.case(), await world.agent("Sam"), await world.agent("Kim")
    await world.cases.take(opened.ref, sam)
    await asyncio.gather(*(world.cases.note(opened.ref, kim, "She rang the shop too.", "1") for _ in range(3)))
    world.clock.forward(minutes=1)
    await world.cases.note(opened.ref, sam, "Thanks.", "1")
    notes = (await world.cases.packet(opened.ref))["notes"]
    assert [(one["name"], one["text"]) for one in notes] == [("Kim", "She rang the shop too."), ("Sam", "Thanks.")]
    assert all("shop too" not in message.text for message in await world.thread(opened.ref))


async def test_a_resolved_case_gives_the_floor_back_and_remembers_who_the_customer_is(world: World) -> None:
    told = damaged(facts=[fact("person_name", "Dana"), fact("order_number", "4471-220")])
    opened, sam = await world.case(intake=told), await world.agent("Sam")
    await world.cases.reply(opened.ref, sam, "A new one is on its way.", "1")
    await world.cases.resolve(opened.ref, sam)
    await world.cases.resolve(opened.ref, sam)
    conversation = await world.conversation_of(opened.ref)
    assert (conversation.floor, conversation.holder, conversation.closed_at) == (Floor.CUSTOMER, None, None)
    assert (conversation.known, conversation.intake, conversation.phase) == ({"person_name": "Dana"}, None, None)
    assert (await world.cases.packet(opened.ref))["resolved_at"] is not None
    world.clock.forward(days=3)
    again = await world.case()
    assert again.ref == "A-1043"
    packet = await world.cases.packet(again.ref)
    assert packet["clocks"]["first_word"].startswith("2026-06-06")
    assert packet["asked"] == []


async def test_a_resolved_case_can_be_taken_again_but_not_beside_a_new_one(world: World) -> None:
    opened, sam = await world.case(), await world.agent("Sam")
    await world.cases.reply(opened.ref, sam, "Done.", "1")
    await world.cases.resolve(opened.ref, sam)
    await world.cases.reply(opened.ref, sam, "One more thing: the courier comes on Friday.", "2")
    assert (await world.cases.packet(opened.ref))["state"] == "taken"
    assert "reopened" in await world.events(opened.ref)
    await world.cases.resolve(opened.ref, sam)
    newer = await world.case()
    with pytest.raises(CaseOver, match=newer.ref):
        await world.cases.take(opened.ref, sam)


async def test_a_returned_case_is_closed_and_the_bot_is_told(world: World) -> None:
    opened, sam = await world.case(), await world.agent("Sam")
    await world.cases.take(opened.ref, sam)
    await world.cases.return_to_bot(opened.ref, sam)
    await world.cases.return_to_bot(opened.ref, sam)
    packet, conversation = await world.cases.packet(opened.ref), await world.conversation_of(opened.ref)
    assert (packet["state"], packet["floor"]) == ("closed", "bot")
    assert packet["promises"][0]["state"] == "broken"
    turn = await world.database.read(lambda conn: turns.live(conn, conversation.id))
    assert turn is not None and (turn.button, turn.epoch) == ("returned", conversation.epoch)
    with pytest.raises(CaseOver):
        await world.cases.take(opened.ref, sam)


async def test_every_act_rings_for_those_who_look_on(world: World) -> None:
    opened, sam = await world.case(), await world.agent("Sam")
    conversation = (await world.conversation_of(opened.ref)).id
    with world.bell.listen("queue", f"case:{opened.ref}", f"conversation:{conversation}", "outbox") as listening:
        await world.cases.reply(opened.ref, sam, "Hello", "1")
        assert await listening.wait(1) == {"queue", f"case:{opened.ref}", f"conversation:{conversation}", "outbox"}


@pytest.mark.parametrize("ref", ["A-9999", "", "x" * 500, "A-1042'; --"])
async def test_an_unknown_case_is_not_found(world: World, ref: str) -> None:
    sam = await world.agent("Sam")
    for act in (world.cases.packet(ref), world.cases.take(ref, sam), world.cases.seen(ref, sam)):
        with pytest.raises(CaseUnknown):
            await act
