"""Two people, a bot and a customer at once: one has the floor, the others learn who, and nothing is said over it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import select

from handoff.bell import Bell
from handoff.cases.cases import Cases
from handoff.model.agent import Agent, Role
from handoff.model.case import CaseState, CaseTaken
from handoff.model.delivery import DeliveryState
from handoff.model.floor import Floor, FloorMoved
from handoff.model.message import Author, Utterance
from handoff.outbox.speaking import speak
from handoff.store import cases as stored
from handoff.store import conversations, floors
from handoff.store.database import Database
from handoff.store.tables import outbox
from tests.handoff.case_world import NOW, POLICIES, World, damaged

PHONE = "+447911123456"


@pytest.fixture
def world(database: Database) -> World:
    return World.over(database)


@pytest.fixture
async def other(database: Database, database_url: str, world: World) -> AsyncIterator[Cases]:
    """The desk of another worker; on SQLite there is only one."""
    second = database if database.is_sqlite else Database(database_url)
    yield Cases(second, POLICIES, world.clock, Bell())
    if second is not database:
        await second.close()


async def takes(cases: Cases, ref: str, agent: Agent) -> str | None:
    """Who has it, when it was not this agent."""
    try:
        await cases.take(ref, agent)
    except CaseTaken as lost:
        return str(lost)
    return None


async def test_of_two_who_claim_a_case_at_once_one_has_it_and_the_other_learns_who(
    world: World, other: Cases, rounds: int
) -> None:
    maya, sam = await world.agent("Maya"), await world.agent("Sam")
    for round in range(10 * rounds):
        ref = (await world.case(who=f"s{round}", intake=damaged())).ref
        first, second = (world.cases, other) if round % 2 else (other, world.cases)
        outcome = await asyncio.gather(takes(first, ref, maya), takes(second, ref, sam))
        case = await world.database.read(lambda conn, ref=ref: stored.get(conn, ref))
        winner, loser = (maya, outcome[1]) if case.holder == maya.id else (sam, outcome[0])
        assert outcome.count(None) == 1 and loser is not None and winner.name in loser
        held = await world.conversation_of(ref)
        assert (held.floor, held.holder, case.state) == (Floor.HUMAN, winner.id, CaseState.TAKEN)
        assert (await world.events(ref)).count("taken") == 1


async def test_of_two_who_answer_at_once_one_is_heard(world: World, other: Cases, rounds: int) -> None:
    maya, sam = await world.agent("Maya"), await world.agent("Sam", Role.SUPERVISOR)
    for round in range(2 * rounds):
        ref = (await world.case(who=f"s{round}")).ref
        replies = (world.cases.reply(ref, maya, "I have it.", "m"), other.reply(ref, sam, "I have it.", "s"))
        outcome = await asyncio.gather(*replies, return_exceptions=True)
        assert sum(isinstance(one, CaseTaken) for one in outcome) == 1
        said = [one for one in await world.thread(ref) if one.author is Author.AGENT]
        assert len(said) == 1 and (await world.conversation_of(ref)).floor is Floor.HUMAN


async def bot_texts(database: Database, conversation: str) -> list[Any]:
    query = select(outbox.c.state, outbox.c.epoch).where(
        outbox.c.conversation == conversation, outbox.c.author == Author.BOT
    )
    return list(await database.read(lambda conn: conn.execute(query).all()))


async def test_taking_over_cancels_every_text_of_the_bot_that_has_not_started(world: World, rounds: int) -> None:
    """The bot speaks and somebody takes over, in either order and at the same moment."""
    maya = await world.agent("Maya")
    for round in range(2 * rounds):
        ref = (await world.case(who=f"+4479111{round:05d}", sms=True)).ref
        conversation = await world.conversation_of(ref)

        def bot_speaks(conn: Any, epoch: int = conversation.epoch, id: str = conversation.id) -> None:
            held = conversations.get(conn, id, lock=True)
            if held.epoch == epoch and held.floor is Floor.QUEUE:
                speak(conn, held, [Utterance("One more thing.")], author=Author.BOT, origin="late", now=NOW)

        acts = [world.cases.take(ref, maya), world.database.write(bot_speaks)]
        await asyncio.gather(*(acts if round % 2 else acts[::-1]))
        states = {row.state for row in await bot_texts(world.database, conversation.id)}
        assert states <= {DeliveryState.CANCELLED}
        # What a person says afterwards goes out.
        await world.cases.reply(ref, maya, "Hello, I am Maya.", "1")
        ready = select(outbox.c.author).where(
            outbox.c.conversation == conversation.id, outbox.c.state == DeliveryState.READY
        )
        assert await world.database.read(lambda conn, ready=ready: list(conn.execute(ready).scalars())) == ["agent"]


async def test_a_reply_takes_the_floor_back_from_the_bot(world: World) -> None:
    ref, maya = (await world.case()).ref, await world.agent("Maya")
    conversation = await world.conversation_of(ref)
    await world.database.write(lambda conn: floors.move(conn, conversation.id, Floor.BOT, now=NOW))
    await world.cases.reply(ref, maya, "I am here.", "1")
    assert (await world.conversation_of(ref)).floor is Floor.HUMAN


async def test_only_one_of_many_moves_from_the_same_moment_happens(world: World, rounds: int) -> None:
    conversation = await world.conversation_of((await world.case()).ref)
    before = conversation.epoch

    async def move(to: Floor) -> bool:
        try:
            await world.database.write(
                lambda conn: floors.move(conn, conversation.id, to, expected_epoch=before, now=NOW)
            )
        except FloorMoved:
            return False
        return True

    moved = await asyncio.gather(*(move((Floor.BOT, Floor.CUSTOMER)[n % 2]) for n in range(2 * rounds)))
    assert moved.count(True) == 1
    assert (await world.database.read(lambda conn: conversations.get(conn, conversation.id))).epoch == before + 1


async def test_the_floor_comes_back_to_the_bot_only_when_a_person_gives_it(world: World) -> None:
    ref, maya = (await world.case()).ref, await world.agent("Maya")
    await world.cases.take(ref, maya)
    await world.tells("are you still there?", "hello?")
    world.clock.forward(days=30)
    assert (await world.conversation_of(ref)).floor is Floor.HUMAN
    await world.cases.return_to_bot(ref, maya)
    assert (await world.conversation_of(ref)).floor is Floor.BOT
    assert (await world.events(ref))[-1] == "returned"
