"""Stories are listened to, answered once, and taken back when the customer goes on."""

from collections.abc import Callable
from typing import Any

import pytest

from handoff.inbox import UnknownButton
from handoff.model.floor import Floor, FloorMoved
from handoff.model.turn import TurnState
from handoff.store import conversations, floors, turns
from tests.handoff.at_the_desk import signed_in
from tests.handoff.fake_bot import FakeBot
from tests.handoff.service import Service


async def answered(service: Service, conversation: str, count: int = 1) -> list[str]:
    async def look() -> list[str] | None:
        said = await service.said(conversation, "bot")
        return said if len(said) >= count else None

    return await service.until(look)


async def test_a_story_in_three_fragments_gets_one_answer_after_quiet(service: Service) -> None:
    for text in ("So I ordered the blender", "and it came with a cracked jug", "I am so fed up"):
        told = await service.tell(text)
    assert await service.said(told.conversation) == []
    said = await answered(service, told.conversation)
    assert said == ["I heard 3: So I ordered the blender and it came with a cracked jug I am"]
    assert [len(one["fragments"]) for one in service.bot.responded] == [3]
    assert (await service.conversation(told.conversation)).floor is Floor.CUSTOMER


async def test_done_closes_at_once_without_waiting_for_the_reading(start: Callable[..., Any]) -> None:
    service: Service = await start(time_scale=0.01)
    told = await service.tell("it came with a cracked jug")
    await service.parts.inbox.done(told.conversation)
    await answered(service, told.conversation)


async def test_done_with_nothing_told_is_no_turn(service: Service) -> None:
    told = await service.tell("it came with a cracked jug")
    await service.parts.inbox.done(told.conversation)
    await answered(service, told.conversation)
    await service.parts.inbox.done(told.conversation)
    await service.story_seconds(5)
    assert len(await service.said(told.conversation)) == 1


async def test_thats_all_and_a_wish_for_a_person_do_not_wait(start: Callable[..., Any]) -> None:
    service: Service = await start(time_scale=0.1)
    done = await service.tell("broken again. that's all", who="one")
    person = await service.tell("a human please", who="two")
    await answered(service, done.conversation)
    await answered(service, person.conversation)


async def test_a_fragment_before_the_answer_left_takes_the_floor_back(start: Callable[..., Any]) -> None:
    service: Service = await start(FakeBot(slow=0.5))
    told = await service.tell("it came with a cracked jug")
    await service.parts.inbox.done(told.conversation)

    async def asked() -> bool:
        return bool(service.bot.responded)

    await service.until(asked)
    await service.tell("and the lid is missing")
    assert (await service.conversation(told.conversation)).floor is Floor.CUSTOMER
    await service.parts.inbox.done(told.conversation)
    assert await answered(service, told.conversation) == [
        "I heard 2: it came with a cracked jug and the lid is missing"
    ]
    first, second = service.bot.responded
    assert second["supersedes"] == first["turn"]
    assert [one["text"] for one in second["fragments"]] == ["it came with a cracked jug", "and the lid is missing"]


async def test_a_turn_that_never_reached_the_bot_is_not_named_as_superseded(start: Callable[..., Any]) -> None:
    service: Service = await start(FakeBot(down=True))
    told = await service.tell("it came with a cracked jug")
    await service.parts.inbox.done(told.conversation)
    await service.tell("and the lid is missing")
    await service.parts.inbox.done(told.conversation)
    service.bot.down = False
    await answered(service, told.conversation)
    assert service.bot.responded[-1]["supersedes"] is None or len(service.bot.responded) == 1


async def test_two_hundred_messages_in_a_minute_get_one_answer(start: Callable[..., Any]) -> None:
    service: Service = await start(time_scale=1)  # a slow machine's pause between two messages is no quiet time
    for n in range(200):
        told = await service.tell(f"part {n} of it", id=str(n))
    await service.parts.inbox.done(told.conversation)
    await answered(service, told.conversation)
    assert len(await service.said(told.conversation)) == 1
    assert len(service.bot.responded) == 1
    assert len(service.bot.responded[0]["fragments"]) == 200


async def test_messages_that_came_while_the_bot_was_loading_are_answered_later(start: Callable[..., Any]) -> None:
    service: Service = await start(FakeBot(down=True))
    assert "bot" in (await service.http.get("/ready")).json()["missing"]
    told = await service.tell("it came with a cracked jug")
    await service.parts.inbox.done(told.conversation)
    await service.story_seconds(10)
    assert await service.said(told.conversation, "bot") == []
    service.bot.down = False
    await answered(service, told.conversation)
    assert (await service.http.get("/ready")).json() == {"ready": True}


async def test_a_button_closes_the_turn_with_its_title_as_the_customers_words(service: Service) -> None:
    told = await service.tell("it came with a cracked jug")
    await service.parts.inbox.done(told.conversation)
    await answered(service, told.conversation)
    pressed = await service.parts.inbox.press(told.conversation, "not_quite", "press-1")
    again = await service.parts.inbox.press(told.conversation, "not_quite", "press-1")
    assert again.duplicate and again.seq == pressed.seq
    await answered(service, told.conversation, 2)
    assert service.bot.responded[-1]["button"] == "not_quite"
    assert "Not quite" in [message.text for message in await service.thread(told.conversation)]


async def test_a_button_that_is_not_on_offer_is_refused(service: Service) -> None:
    told = await service.tell("it came with a cracked jug")
    with pytest.raises(UnknownButton):
        await service.parts.inbox.press(told.conversation, "yes", "press-1")


async def test_a_new_worker_answers_what_the_one_before_left_behind(start: Callable[..., Any]) -> None:
    first: Service = await start(FakeBot(down=True), time_scale=1)
    told = await first.tell("it came with a cracked jug")
    await first.parts.inbox.done(told.conversation)
    await first.stop()
    second: Service = await start(time_scale=1)
    assert (await answered(second, told.conversation))[0].startswith("I heard 1")


async def test_a_story_handed_over_has_its_case_its_promise_and_the_queue_in_one(service: Service) -> None:
    told = await service.tell("my jug is cracked, a human please")
    [said] = await answered(service, told.conversation)
    refs = await service.look(lambda conn: conversations.case_refs(conn, told.conversation))
    assert len(refs) == 1 and refs[0] in said and "{" not in said
    conversation = await service.conversation(told.conversation)
    assert conversation.floor is Floor.QUEUE and conversation.phase == "handed_over"


async def test_the_bot_is_silent_while_a_person_has_the_floor(service: Service) -> None:
    told = await service.tell("a human please")
    await answered(service, told.conversation)
    [ref] = await service.look(lambda conn: conversations.case_refs(conn, told.conversation))
    await service.parts.cases.take(ref, (await signed_in(service, "Kim")).agent)
    await service.tell("hello? my jug is cracked. that's all")
    await service.story_seconds(60)
    assert len(await service.said(told.conversation)) == 1
    assert len(service.bot.responded) == 1


async def test_what_is_told_after_the_handover_reaches_the_packet(service: Service) -> None:
    told = await service.tell("a human please")
    await answered(service, told.conversation)
    await service.tell("order 44712")

    async def refreshed() -> bool:
        intake = (await service.conversation(told.conversation)).intake or {}
        return [fact["value"] for fact in intake["facts"]] == ["44712"]

    await service.until(refreshed)
    assert [one["text"] for one in service.bot.understood[-1]["fragments"]] == ["a human please", "order 44712"]


async def test_a_turn_that_was_given_back_is_answered(service: Service) -> None:
    told = await service.tell("a human please")
    await answered(service, told.conversation)
    await give_back(service, told.conversation)
    assert (await answered(service, told.conversation, 2))[-1] == "I'm back with you."


async def test_words_that_come_while_the_bot_returns_are_the_next_turn(start: Callable[..., Any]) -> None:
    service: Service = await start(FakeBot(slow=0.3))
    told = await service.tell("a human please")
    await answered(service, told.conversation)
    await give_back(service, told.conversation)
    await service.tell("the jug is still cracked")
    said = await answered(service, told.conversation, 3)
    assert said[1:] == ["I'm back with you.", "I heard 1: the jug is still cracked"]


async def give_back(service: Service, conversation: str) -> None:
    now = service.parts.clock.now()

    def work(conn: Any) -> None:
        epoch = floors.move(conn, conversation, Floor.BOT, now=now)
        turns.closed_turn(conn, conversation, epoch, now, reason=turns.CloseReason.RETURNED, button="returned")

    await service.parts.database.write(work)
    service.parts.bell.ring("turns")


async def test_a_stale_epoch_cannot_move_the_floor(service: Service) -> None:
    told = await service.tell("it came with a cracked jug")
    now = service.parts.clock.now()
    with pytest.raises(FloorMoved):
        await service.parts.database.write(
            lambda conn: floors.move(conn, told.conversation, Floor.QUEUE, expected_epoch=7, now=now)
        )


async def test_an_answer_to_a_floor_that_a_person_took_is_dropped(start: Callable[..., Any]) -> None:
    service: Service = await start(FakeBot(slow=0.4))
    told = await service.tell("it came with a cracked jug")
    await service.parts.inbox.done(told.conversation)
    turn = await service.look(lambda conn: turns.live(conn, told.conversation))
    now = service.parts.clock.now()
    await service.parts.database.write(lambda conn: floors.move(conn, told.conversation, Floor.HUMAN, now=now))
    await service.story_seconds(20)
    assert await service.said(told.conversation) == []
    assert turn is not None
    assert (await service.look(lambda conn: turns.get(conn, turn.id))).state is TurnState.DROPPED
