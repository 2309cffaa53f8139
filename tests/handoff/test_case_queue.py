"""The queue: who waits, why, and what nobody has read yet."""

import pytest

from handoff.model.refusal import Malformed
from handoff.store.database import Database
from tests.handoff.case_world import World, damaged


@pytest.fixture
def world(database: Database) -> World:
    return World.over(database)


async def test_the_queue_puts_first_what_nobody_has_and_what_cannot_wait(world: World) -> None:
    sam = await world.agent("Sam")
    calm = await world.case("s1", damaged())
    urgent = await world.case("s2", damaged(flags=[{"name": "legal"}]))
    at_once = await world.case("s3", {"kind": "safety", "complaint": 0.9})
    world.clock.forward(minutes=45)
    calm_later = await world.case("s4", damaged())
    taken = await world.case("s5", {"kind": "safety", "complaint": 0.9})
    await world.cases.take(taken.ref, sam)
    done = await world.case("s6", damaged())
    await world.cases.take(done.ref, sam)
    await world.cases.resolve(done.ref, sam)
    rows = (await world.cases.queue()).rows
    assert [row.ref for row in rows] == [at_once.ref, urgent.ref, calm.ref, calm_later.ref, taken.ref]
    assert [row.ref for row in (await world.cases.queue(state="resolved")).rows] == [done.ref]
    assert (rows[-1].holder_name, rows[-1].floor) == ("Sam", "human")


async def test_a_row_of_the_queue_says_why_and_since_when(world: World) -> None:
    told = damaged(
        headline="ProBlend arrived cracked, twice",
        feelings=[{"name": "sad", "intensity": 0.3}, {"name": "angry", "intensity": 0.9}],
        flags=[{"name": "repeat", "words": "broken again"}, {"name": "public"}],
    )
    opened = await world.case(intake=told)
    (row,) = (await world.cases.queue()).rows
    assert (row.ref, row.headline, row.kind, row.channel) == (opened.ref, told["headline"], "damaged", "web")
    assert (row.feeling, row.intensity, row.severity) == ("angry", 0.9, 3)
    assert row.severity_reasons == ("It went wrong before", "Very angry")
    assert (row.flags, row.second_failure) == (("repeat", "public"), True)
    assert (row.floor, row.holder, row.unread) == ("queue", None, 1)
    assert row.first_word_at < row.promised_at
    assert row.as_json()["opened_at"] == row.opened_at.isoformat()


async def test_unread_counts_what_nobody_answered_or_saw(world: World) -> None:
    opened, sam, kim = await world.case(), await world.agent("Sam"), await world.agent("Kim")

    async def unread() -> int:
        return (await world.cases.queue()).rows[0].unread

    assert await unread() == 1
    await world.cases.reply(opened.ref, sam, "I am on it.", "1")
    assert await unread() == 0
    await world.tells("and the lid too", "hello?")
    await world.cases.seen(opened.ref, kim)
    assert await unread() == 2
    await world.cases.seen(opened.ref, sam)
    await world.cases.seen(opened.ref, sam)
    assert await unread() == 0
    assert (await world.events(opened.ref)).count("viewed") == 2


async def test_pages_of_the_queue_join_without_gap_or_double(world: World) -> None:
    sam = await world.agent("Sam")
    for number in range(9):
        flags = [{"name": "legal"}] if number % 3 == 0 else []
        opened = await world.case(f"s{number}", damaged(flags=flags))
        if number in (2, 6):
            await world.cases.take(opened.ref, sam)
    whole = [row.ref for row in (await world.cases.queue()).rows]
    walked, after = [], None
    while True:
        page = await world.cases.queue(after=after, limit=2)
        walked += [row.ref for row in page.rows]
        if (after := page.after) is None:
            break
    assert len(walked) == 9
    assert walked == whole


@pytest.mark.parametrize(("state", "after"), [("lost", None), (None, "x"), (None, "WzFd"), ("taken", "é")])
async def test_a_page_that_cannot_be_is_refused(world: World, state: str | None, after: str | None) -> None:
    with pytest.raises(Malformed):
        await world.cases.queue(state=state, after=after)
