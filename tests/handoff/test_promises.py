"""A promised time is recalled before it comes, and a promise that was not kept is shown, however late."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from handoff.cases.commitments import Commitment
from handoff.cases.keeping import promise_due
from handoff.model.agent import Agent, Role
from handoff.store import cases as stored
from handoff.store import notices, promises, timers
from handoff.store.database import Database
from handoff.timers import Timers
from tests.handoff.case_world import POLICIES, World


@pytest.fixture
def world(database: Database) -> World:
    return World.over(database)


async def time_passes(world: World, **step: float) -> None:
    world.clock.forward(**step)
    worker = Timers(world.database, POLICIES, world.clock, world.bell, {timers.PROMISE: promise_due(POLICIES.timers)})
    while await worker.go_round() == 0:
        pass


async def made(world: World, ref: str) -> list[tuple[str, bool]]:
    """State of each promise and whether it was acted on."""
    case = await world.database.read(lambda conn: stored.get(conn, ref))
    rows = await world.database.read(lambda conn: promises.of_case(conn, case.id))
    return [(row.state, row.kept_at is not None) for row in rows]


async def promised_at(world: World, ref: str) -> datetime:
    return (await world.database.read(lambda conn: stored.get(conn, ref))).promised_at


async def test_a_promise_is_recalled_once_before_its_time_and_broken_after_it(world: World) -> None:
    ref = (await world.case()).ref
    await time_passes(world)
    left = (await promised_at(world, ref) - world.clock.now()).total_seconds()
    await time_passes(world, seconds=left - 600)
    await time_passes(world, seconds=60)
    assert (await world.events(ref)).count("promise_due_soon") == 1
    assert await made(world, ref) == [("open", False)]
    with world.bell.listen("promises") as watching:
        await time_passes(world, seconds=600)
        assert await watching.wait(0.1) == {"promises"}
    assert await made(world, ref) == [("broken", False)]
    assert (await world.events(ref)).count("promise_broken") == 1


async def test_a_broken_promise_stays_what_is_due_first(world: World) -> None:
    late, calm = (await world.case(who="one")).ref, (await world.case(who="two")).ref
    left = (await promised_at(world, late) - world.clock.now()).total_seconds()
    await time_passes(world, days=3, seconds=left)
    queue = (await world.cases.queue()).rows
    assert [row.ref for row in queue] == [late, calm]
    assert all(row.due_at is not None and row.due_at < world.clock.now() for row in queue)


async def test_an_answer_after_a_broken_promise_ends_the_waiting_and_does_not_mend_it(world: World) -> None:
    ref, sam = (await world.case()).ref, await world.agent("Sam")
    await time_passes(world, days=5)
    await world.cases.reply(ref, sam, "I am sorry this took so long.", "1")
    assert await made(world, ref) == [("broken", True)]
    (row,) = (await world.cases.queue()).rows
    assert row.due_at is None


async def test_a_promise_that_was_kept_is_neither_recalled_nor_broken(world: World) -> None:
    ref, sam = (await world.case()).ref, await world.agent("Sam")
    await world.cases.reply(ref, sam, "I have it.", "1")
    await time_passes(world, days=5)
    assert await made(world, ref) == [("kept", True)]
    assert not {"promise_due_soon", "promise_broken"} & set(await world.events(ref))


async def test_two_promises_of_one_case_are_each_broken_once(world: World) -> None:
    ref = (await world.case()).ref
    case = await world.database.read(lambda conn: stored.get(conn, ref))

    def promise(conn: Any) -> str:
        due = POLICIES.hours.in_open_time(world.clock.now(), world.clock.now() - world.clock.now())
        return promises.make(conn, case.id, "I will ring you", due, now=world.clock.now())

    await world.database.write(promise)
    for _ in range(5):
        await time_passes(world, days=1)
    assert await made(world, ref) == [("broken", False), ("broken", False)]
    assert (await world.events(ref)).count("promise_broken") == 2


async def test_what_a_person_promised_is_recalled_to_them_also_when_the_case_has_ended(world: World) -> None:
    ref, sam, sue = (await world.case()).ref, await world.agent("Sam"), await world.agent("Sue", Role.SUPERVISOR)
    due = world.clock.now() + timedelta(hours=3)
    promise = Commitment("I will send the link.", due)
    await world.cases.reply(ref, sam, "I will send the link.", "1", promised=[promise])
    await world.cases.resolve(ref, sam)
    await time_passes(world, seconds=1)

    async def heard(agent: Agent) -> list[tuple[str, str | None]]:
        unseen = await world.database.read(lambda conn: notices.unseen(conn, agent.id))
        return [(one.what, one.words) for one in unseen]

    assert await heard(sam) == []
    await time_passes(world, hours=2, minutes=50)
    assert await heard(sam) == [("promise_soon", promise.words)]
    assert await heard(sue) == []
    await time_passes(world, hours=1)
    assert ("promise_late", promise.words) in await heard(sam)
    assert await heard(sue) == [("promise_late", promise.words)]
