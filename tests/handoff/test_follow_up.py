"""Some days after a remedy the customer is asked whether it was made right; a no opens the case again."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from handoff.app import SERVICE_PHRASES
from handoff.model.agent import Agent
from handoff.model.case import CaseState
from handoff.model.floor import Floor
from handoff.model.follow_up import MADE_RIGHT, NOT_YET, PHASE, Answered, Heard, answered
from handoff.model.reading import Reading
from handoff.phrases import Phrases
from handoff.store import cases, tables, timers
from handoff.store.database import Database
from handoff.timers import Timers
from handoff.turns.follow_up import follow_up_due
from tests.handoff.at_the_desk import handed_over, signed_in
from tests.handoff.case_world import POLICIES, World
from tests.handoff.fake_bot import FakeBot
from tests.handoff.service import Service


def reading(intent: str) -> Reading:
    return Reading(intent, 0.9, None, frozenset())


@pytest.mark.parametrize(
    ("button", "heard", "meant"),
    [
        (MADE_RIGHT, [Heard(None, 0.0)], Answered.RIGHT),
        (NOT_YET, [Heard(None, 0.0)], Answered.NOT_RIGHT),
        (None, [Heard(reading("affirm"), 0.1)], Answered.RIGHT),
        (None, [Heard(reading("thanks"), 0.1), Heard(reading("goodbye"), 0.0)], Answered.RIGHT),
        (None, [Heard(reading("deny"), 0.2)], Answered.NOT_RIGHT),
        (None, [Heard(reading("affirm"), 0.1), Heard(reading("tell"), 0.8)], Answered.NOT_RIGHT),
        (None, [Heard(reading("wants_person"), 0.1)], Answered.NOT_RIGHT),
        (None, [Heard(reading("ask_question"), 0.1)], Answered.UNCLEAR),
        (None, [Heard(reading("affirm"), 0.1), Heard(None, 0.0)], Answered.UNREAD),
    ],
)
def test_in_doubt_it_was_not_made_right(button: str | None, heard: list[Heard], meant: Answered) -> None:
    assert answered(button, heard) is meant


async def resolved(service: Service, who: str = "session-1") -> tuple[str, str, Agent]:
    """A case with a remedy, resolved: its reference, its conversation, who did it."""
    ref = await handed_over(service, who=who)
    sam = (await signed_in(service, f"Sam{who[-1]}")).agent
    await service.parts.cases.take(ref, sam)
    await service.parts.cases.apply_remedy(ref, sam, "replace_faulty", None, "1")
    await service.parts.cases.resolve(ref, sam)
    return ref, (await service.parts.cases.packet(ref))["conversation"], sam


async def follow_up_is_due(service: Service) -> None:
    """As if the days had passed."""
    rows = tables.timers
    now = service.parts.clock.now()
    due = update(rows).where(rows.c.kind == timers.FOLLOW_UP, rows.c.state == "set").values(due_at=now)
    assert (await service.parts.database.write(lambda conn: conn.execute(due).rowcount)) >= 1
    service.parts.bell.ring("timers")


async def asked(service: Service, conversation: str) -> str:
    async def question() -> str | None:
        said = await service.said(conversation, "bot")
        return said[-1] if (await service.conversation(conversation)).phase == PHASE else None

    return await service.until(question)


async def state_of(service: Service, ref: str) -> CaseState:
    return (await service.look(lambda conn: cases.get(conn, ref))).state


async def events_of(service: Service, ref: str) -> list[str]:
    def look(conn: Any) -> list[str]:
        return [event.what for event in cases.events(conn, cases.get(conn, ref).id)]

    return await service.look(look)


async def test_a_no_opens_the_case_again_with_a_new_promise(service: Service) -> None:
    ref, conversation, _ = await resolved(service)
    await follow_up_is_due(service)
    assert ref in await asked(service, conversation)
    await service.tell("no, the new one is cracked too")

    async def reopened() -> bool:
        return await state_of(service, ref) is CaseState.REOPENED

    await service.until(reopened)
    said = (await service.said(conversation, "bot"))[-1]
    assert ref in said and "{" not in said
    assert (await service.conversation(conversation)).floor is Floor.QUEUE
    assert [row.ref for row in (await service.parts.cases.queue()).rows] == [ref]

    async def in_the_packet() -> bool:
        told = [one["text"] for one in service.bot.understood[-1]["fragments"]] if service.bot.understood else []
        return "no, the new one is cracked too" in told

    await service.until(in_the_packet)
    packet = await service.parts.cases.packet(ref)
    assert packet["promises"][-1]["state"] == "open" and packet["promises"][-1]["what"] == "first_answer"
    draft = packet["draft_reply"]
    assert "not right yet" in draft and packet["remedy"]["script"] not in draft, "nobody is told the same once more"


async def test_a_case_that_was_resolved_by_words_alone_is_asked_about_too(service: Service) -> None:
    ref, maya = await handed_over(service), await signed_in(service, "Maya")
    await maya.act(ref, "reply", text="The jug was sent on Monday; here is the number.")
    await maya.act(ref, "resolve")
    await follow_up_is_due(service)
    assert ref in await asked(service, (await service.parts.cases.packet(ref))["conversation"])


async def test_a_yes_ends_the_case_and_the_assistant_is_not_asked(service: Service) -> None:
    ref, conversation, _ = await resolved(service)
    await follow_up_is_due(service)
    await asked(service, conversation)
    answers = len(service.bot.responded)
    await service.parts.inbox.press(conversation, MADE_RIGHT, "press-1")

    async def closed() -> bool:
        return await state_of(service, ref) is CaseState.CLOSED

    await service.until(closed)
    assert "made_right" in await events_of(service, ref)
    assert (await service.conversation(conversation)).floor is Floor.CUSTOMER
    assert len(service.bot.responded) == answers
    await service.tell("hello, something else. that's all")
    await service.until(lambda: _later(service, answers))


async def _later(service: Service, answers: int) -> bool:
    return len(service.bot.responded) > answers


async def test_a_question_instead_of_an_answer_goes_to_the_assistant(service: Service) -> None:
    ref, conversation, _ = await resolved(service)
    await follow_up_is_due(service)
    await asked(service, conversation)
    answers = len(service.bot.responded)
    await service.tell("when do you open?")
    await service.until(lambda: _later(service, answers))
    assert await state_of(service, ref) is CaseState.RESOLVED


async def test_nobody_is_asked_while_telling_something_new(service: Service) -> None:
    ref, conversation, _ = await resolved(service)
    service.bot.down = True
    await service.tell("my lamp is broken and")
    await follow_up_is_due(service)

    async def skipped() -> bool:
        return "follow_up_skipped" in await events_of(service, ref)

    await service.until(skipped)
    assert (await service.conversation(conversation)).phase != PHASE


async def test_while_somebody_works_on_the_case_the_question_waits(service: Service) -> None:
    ref, conversation, sam = await resolved(service)
    await service.parts.cases.take(ref, sam)
    await follow_up_is_due(service)

    async def moved() -> bool:
        due = await service.look(lambda conn: timers.next_due(conn, [timers.FOLLOW_UP]))
        return due is not None and due > service.parts.clock.now() + timedelta(hours=12)

    await service.until(moved)
    assert (await service.conversation(conversation)).phase != PHASE


async def test_an_answer_that_nobody_can_read_brings_the_same_case_to_a_person(start: Any) -> None:
    service: Service = await start(FakeBot())
    ref, conversation, _ = await resolved(service)
    await follow_up_is_due(service)
    await asked(service, conversation)
    service.bot.down = True
    await service.tell("well, what can I say")
    await service.parts.inbox.done(conversation)
    closed = update(tables.turns).where(tables.turns.c.state == "closed")
    long_ago = service.parts.clock.now() - timedelta(hours=3)
    await service.parts.database.write(lambda conn: conn.execute(closed.values(closed_at=long_ago)))

    async def reopened() -> bool:
        return await state_of(service, ref) is CaseState.REOPENED

    await service.until(reopened)
    count = await service.look(lambda conn: conn.execute(select(tables.cases.c.id)).all())
    assert len(count) == 1


async def test_a_text_waits_for_the_morning(database: Database) -> None:
    world = World.over(database)
    ref = (await world.case(who="+447911123456", sms=True)).ref
    case = await database.read(lambda conn: cases.get(conn, ref))
    night = world.clock.forward(hours=9)  # five past eleven at night in London
    data = {"case": case.id, "remedy": "r", "check": "that it works"}
    await database.write(lambda conn: timers.set_timer(conn, case.conversation, timers.FOLLOW_UP, 0, night, data))
    handler = follow_up_due(POLICIES, Phrases.load(SERVICE_PHRASES))
    await Timers(database, POLICIES, world.clock, world.bell, {timers.FOLLOW_UP: handler}).go_round()
    due = await database.read(lambda conn: timers.next_due(conn, [timers.FOLLOW_UP]))
    assert due is not None and due.astimezone(POLICIES.site.time_zone).strftime("%H:%M") == "08:00"
