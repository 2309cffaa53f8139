"""A case changes hands: to the team, to a colleague, to the assistant; and back from somebody who is silent."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import Connection

from handoff.cases import handing
from handoff.cases.handing import ColleagueUnknown, Why
from handoff.cases.silence import unanswered
from handoff.model.agent import Agent, Role
from handoff.model.case import AnsweredMeanwhile, CaseNotTaken, CaseTaken
from handoff.store import conversations, inbox, notices, presence, queue, timers
from handoff.store.database import Database
from handoff.store.notices import Notice
from handoff.store.timers import Timer
from tests.handoff.at_the_desk import handed_over, signed_in
from tests.handoff.case_world import POLICIES, World
from tests.handoff.service import Service


@pytest.fixture
def world(database: Database) -> World:
    return World.over(database)


async def to_team(world: World, ref: str, agent: Agent) -> None:
    await world.cases.act(lambda conn, now: handing.to_team(conn, ref, agent, hours=POLICIES.hours, now=now))


async def to_colleague(world: World, ref: str, agent: Agent, to: Agent, words: str = "She likes to be rung.") -> None:
    await world.cases.act(lambda conn, now: handing.to_colleague(conn, ref, agent, to.id, words, "1", now=now))


async def unseen(world: World, agent: Agent) -> list[Notice]:
    return await world.database.read(lambda conn: notices.unseen(conn, agent.id))


async def timers_fire(world: World) -> None:
    """As the service does when one is due."""

    def fire(conn: object) -> None:
        now = world.clock.now()
        for timer in timers.due(conn, [timers.UNANSWERED], now, 20):  # type: ignore[arg-type]
            list(unanswered(POLICIES.hours)(conn, timer, now))  # type: ignore[arg-type]
            timers.fired(conn, timer)  # type: ignore[arg-type]

    await world.database.write(fire)


async def state_of(world: World, ref: str) -> tuple[str, str | None, str]:
    row = next(row for row in (await world.cases.queue()).rows if row.ref == ref)
    return row.state, row.holder_name, row.floor


async def test_what_is_handed_to_the_team_waits_for_anybody(world: World) -> None:
    opened, sam, kim = await world.case(), await world.agent("Sam"), await world.agent("Kim")
    await world.cases.take(opened.ref, sam)
    await to_team(world, opened.ref, sam)
    assert await state_of(world, opened.ref) == ("waiting", None, "queue")
    await world.cases.take(opened.ref, kim)
    assert await state_of(world, opened.ref) == ("taken", "Kim", "human")


async def test_a_customer_who_was_answered_gets_a_new_time_when_the_team_has_the_case_again(world: World) -> None:
    opened, sam = await world.case(), await world.agent("Sam")
    await world.cases.reply(opened.ref, sam, "I am on it.", "1")
    assert (await world.cases.queue()).rows[0].due_at is None
    world.clock.forward(minutes=90)
    await to_team(world, opened.ref, sam)
    due = (await world.cases.queue()).rows[0].due_at
    assert due is not None and due > world.clock.now()


async def test_a_colleague_gets_the_case_with_a_note_and_hears_of_it(world: World) -> None:
    opened, sam, kim = await world.case(), await world.agent("Sam"), await world.agent("Kim")
    await world.cases.take(opened.ref, sam)
    await to_colleague(world, opened.ref, sam, kim)
    await to_colleague(world, opened.ref, sam, kim)
    assert await state_of(world, opened.ref) == ("taken", "Kim", "human")
    [told] = await unseen(world, kim)
    assert (told.what, told.ref, told.who, told.words) == ("handed", opened.ref, "Sam", "She likes to be rung.")
    assert [note["text"] for note in (await world.cases.packet(opened.ref))["notes"]] == ["She likes to be rung."]
    await world.database.write(lambda conn: notices.seen(conn, kim.id, opened.ref, world.clock.now()))
    assert await unseen(world, kim) == []


async def test_only_its_holder_or_a_supervisor_hands_a_case_on(world: World) -> None:
    opened, sam, kim = await world.case(), await world.agent("Sam"), await world.agent("Kim")
    ada, dee = await world.agent("Ada", Role.SUPERVISOR), await world.agent("Dee", Role.DESIGNER)
    with pytest.raises(CaseNotTaken):
        await to_colleague(world, opened.ref, sam, kim)
    await to_colleague(world, opened.ref, ada, sam)
    with pytest.raises(CaseTaken):
        await to_team(world, opened.ref, kim)
    with pytest.raises(ColleagueUnknown):
        await to_colleague(world, opened.ref, sam, dee, "for you")
    assert await state_of(world, opened.ref) == ("taken", "Sam", "human")


async def test_for_feedback_the_customer_is_asked_at_once_whether_it_is_right(world: World) -> None:
    opened, sam = await world.case(), await world.agent("Sam")
    await world.cases.take(opened.ref, sam)
    await world.cases.act(lambda conn, now: handing.to_assistant(conn, opened.ref, sam, Why.FEEDBACK, now))
    due = await world.database.read(lambda conn: timers.due(conn, [timers.FOLLOW_UP], world.clock.now(), 9))
    assert [timer.data for timer in due] == [{"case": int(opened.ref.split("-")[1])}]
    assert (await world.cases.packet(opened.ref))["state"] == "resolved"
    assert (await world.conversation_of(opened.ref)).floor == "customer"


async def test_for_a_new_topic_the_assistant_has_the_floor(world: World) -> None:
    opened, sam = await world.case(), await world.agent("Sam")
    await world.cases.take(opened.ref, sam)
    await world.cases.act(lambda conn, now: handing.to_assistant(conn, opened.ref, sam, Why.NEW_TOPIC, now))
    assert (await world.conversation_of(opened.ref)).floor == "bot"


async def test_a_closed_case_leaves_the_queue_and_the_customer_may_tell_anew(world: World) -> None:
    opened, sam = await world.case(), await world.agent("Sam")
    with pytest.raises(CaseNotTaken):
        await world.cases.act(lambda conn, now: handing.close(conn, opened.ref, sam, now))
    await world.cases.take(opened.ref, sam)
    await world.cases.act(lambda conn, now: handing.close(conn, opened.ref, sam, now))
    assert (await world.cases.queue()).rows == ()
    assert (await world.conversation_of(opened.ref)).floor == "customer"


async def test_a_taken_case_that_nobody_answers_goes_back_and_the_supervisor_hears_of_it(world: World) -> None:
    opened, sam, ada = await world.case(), await world.agent("Sam"), await world.agent("Ada", Role.SUPERVISOR)
    await world.cases.take(opened.ref, sam)
    await timers_fire(world)
    world.clock.forward(minutes=59)
    await timers_fire(world)
    assert await state_of(world, opened.ref) == ("taken", "Sam", "human")
    world.clock.forward(minutes=1)
    await timers_fire(world)
    assert await state_of(world, opened.ref) == ("waiting", None, "queue")
    for one in (sam, ada):
        [told] = await unseen(world, one)
        assert (told.what, told.ref, told.who) == ("came_back", opened.ref, "Sam")


async def test_who_has_answered_keeps_the_case_until_the_customer_waits_again(world: World) -> None:
    opened, sam = await world.case(), await world.agent("Sam")
    await world.cases.reply(opened.ref, sam, "I am on it.", "1")
    world.clock.forward(hours=2)
    await timers_fire(world)
    assert (await state_of(world, opened.ref))[1] == "Sam"
    await world.tells("and?")
    conversation = await world.conversation_of(opened.ref)
    await world.database.write(lambda conn: queue.heard(conn, conversation, world.clock.now()))
    await timers_fire(world)
    assert (await state_of(world, opened.ref))[1] == "Sam"
    world.clock.forward(minutes=61)
    await timers_fire(world)
    assert (await state_of(world, opened.ref))[1] is None


async def test_a_plain_thanks_for_an_answer_takes_the_case_from_nobody(service: Service) -> None:
    maya, ref = await signed_in(service, "Maya"), await handed_over(service)
    await maya.act(ref, "reply", text="A new jug leaves today.")
    for said, holder in (("thanks", "Maya"), ("and when does it come?", None)):
        conversation = (await service.tell(said)).conversation
        await service.until(partial(all_read, service, conversation))
        ringing = partial(after_days, conversation=conversation, now=service.parts.clock.now())
        await service.parts.database.write(ringing)
        [row] = (await service.parts.cases.queue()).rows
        assert row.holder_name == holder, said


async def all_read(service: Service, conversation: str) -> bool:
    told = await service.look(lambda conn: inbox.of_conversation(conn, conversation))
    return all(one.reading is not None for one in told)


def after_days(conn: Connection, conversation: str, now: datetime) -> None:
    """The timer of an unanswered customer rings, as it would some days later."""
    held = conversations.get(conn, conversation, lock=True)
    timer = Timer("any", conversation, timers.UNANSWERED, held.epoch, now, None)
    list(unanswered(POLICIES.hours)(conn, timer, now + timedelta(days=7)))


async def test_the_time_to_answer_stands_still_while_the_desk_is_closed(world: World) -> None:
    opened, sam = await world.case(), await world.agent("Sam")
    world.clock.forward(hours=4)  # the evening of a Wednesday
    await world.cases.take(opened.ref, sam)
    for _ in range(14):
        await timers_fire(world)
        world.clock.forward(hours=1)
    assert (await state_of(world, opened.ref))[1] == "Sam"
    world.clock.forward(hours=2)  # Thursday, ten o'clock and some minutes
    await timers_fire(world)
    assert (await state_of(world, opened.ref))[1] is None


async def test_nobody_loses_a_case_while_writing_in_it(world: World) -> None:
    opened, sam = await world.case(), await world.agent("Sam")
    await world.cases.take(opened.ref, sam)
    now = world.clock.forward(minutes=61)
    await world.database.write(lambda conn: presence.here(conn, sam.id, opened.ref, typing=True, now=now, scale=1))
    await timers_fire(world)
    assert (await state_of(world, opened.ref))[1] == "Sam"
    world.clock.time += timedelta(minutes=3)
    await timers_fire(world)
    assert (await state_of(world, opened.ref))[1] is None


async def test_words_of_a_colleague_that_i_have_not_seen_hold_mine_back(world: World) -> None:
    opened, sam, kim = await world.case(), await world.agent("Sam"), await world.agent("Kim")
    seen = (await world.conversation_of(opened.ref)).last_seq
    await world.cases.reply(opened.ref, kim, "A new jug leaves today.", "1")
    await to_team(world, opened.ref, kim)
    with pytest.raises(AnsweredMeanwhile) as refused:
        await world.cases.reply(opened.ref, sam, "We will look into it.", "2", seen=seen)
    assert (refused.value.name, refused.value.words) == ("Kim", "A new jug leaves today.")
    await world.cases.reply(opened.ref, sam, "It is out now.", "2", seen=refused.value.until)
    await world.cases.reply(opened.ref, sam, "And tracked.", "3", seen=seen + 1)
    said = [message.text for message in await world.thread(opened.ref) if message.author == "agent"]
    assert said == ["A new jug leaves today.", "It is out now.", "And tracked."]
