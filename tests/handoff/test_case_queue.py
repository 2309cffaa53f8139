"""The queue: who waits, why, and what nobody has read yet."""

import pytest

from handoff.cases.queue import Counts, counts
from handoff.cases.wanted import Wanted
from handoff.model.refusal import Malformed
from handoff.store.database import Database
from tests.handoff.case_world import World, damaged


@pytest.fixture
def world(database: Database) -> World:
    return World.over(database)


async def refs(world: World, **given: str) -> list[str]:
    return [row.ref for row in (await world.cases.queue(Wanted.parse(given, given.pop("me", "nobody")))).rows]


async def test_the_queue_puts_danger_first_and_then_what_is_due_next(world: World) -> None:
    sam = await world.agent("Sam")
    calm = await world.case("s1", damaged())
    urgent = await world.case("s2", damaged(flags=[{"name": "legal"}]))
    world.clock.forward(minutes=45)
    calm_later = await world.case("s4", damaged())
    at_once = await world.case("s3", {"kind": "safety", "complaint": 0.9})
    await world.cases.take(calm.ref, sam)
    done = await world.case("s6", damaged())
    await world.cases.take(done.ref, sam)
    await world.cases.resolve(done.ref, sam)
    rows = (await world.cases.queue()).rows
    assert [row.ref for row in rows] == [at_once.ref, urgent.ref, calm.ref, calm_later.ref]
    assert (rows[2].holder_name, rows[2].floor) == ("Sam", "human")
    assert await refs(world, state="resolved") == [done.ref]


async def test_who_was_answered_and_promised_nothing_stands_at_the_end(world: World) -> None:
    sam, first = await world.agent("Sam"), await world.case("s1")
    world.clock.forward(minutes=5)
    second = await world.case("s2")
    assert await refs(world) == [first.ref, second.ref]
    await world.cases.reply(first.ref, sam, "A new jug leaves today.", "1")
    assert await refs(world) == [second.ref, first.ref]


async def test_danger_that_was_answered_holds_up_nobody(world: World) -> None:
    sam, danger = await world.agent("Sam"), await world.case("s1", {"kind": "safety", "complaint": 0.9})
    calm = await world.case("s2")
    assert await refs(world) == [danger.ref, calm.ref]
    await world.cases.reply(danger.ref, sam, "Please leave it where it is. We collect it.", "1")
    assert await refs(world) == [calm.ref, danger.ref]


async def test_of_two_that_are_due_together_the_longer_wait_comes_first(world: World) -> None:
    earlier, _ = await world.tells("my kettle leaks", who="s2")
    later, _ = await world.tells("my kettle leaks too", who="s1")
    second = await world.hands_over(later, damaged())
    first = await world.hands_over(earlier, damaged())
    rows = (await world.cases.queue()).rows
    assert rows[0].due_at == rows[1].due_at
    assert [row.ref for row in rows] == [first.ref, second.ref]


async def test_ended_cases_stand_with_the_latest_first(world: World) -> None:
    sam = await world.agent("Sam")
    ended = [await world.case(f"s{number}") for number in range(3)]
    for one in ended:
        await world.cases.take(one.ref, sam)
        world.clock.forward(minutes=1)
        await world.cases.resolve(one.ref, sam)
    assert await refs(world, state="resolved") == [one.ref for one in reversed(ended)]
    assert await refs(world) == []


async def test_every_filter_shows_its_cases_and_no_others(world: World) -> None:
    sam, kim = await world.agent("Sam"), await world.agent("Kim")
    late = await world.case("s1", {"kind": "late", "complaint": 0.9, "flags": [{"name": "legal"}]})
    world.clock.forward(hours=2)
    mine, hers = await world.case("s2"), await world.case("+447700900123", sms=True)
    await world.cases.take(mine.ref, sam)
    await world.cases.take(hers.ref, kim)
    soon = await world.case("s4", damaged(flags=[{"name": "safety"}]))
    expected = {
        "who=nobody": {late.ref, soon.ref},
        "who=mine": {mine.ref},
        "state=taken": {mine.ref, hers.ref},
        "state=waiting": {late.ref, soon.ref},
        "kind=late": {late.ref},
        "flag=legal": {late.ref},
        "channel=sms": {hers.ref},
        "when=late": {late.ref},
        "when=due": {soon.ref},
    }
    for one, wanted in expected.items():
        assert set(await refs(world, me=sam.id, **dict([one.split("=")]))) == wanted, one
    assert await refs(world, kind="late", flag="safety") == []
    counted = await world.database.read(lambda conn: counts(conn, sam.id, now=world.clock.now()))
    assert counted == Counts(waiting=2, open=4, mine=1, due=1, late=1)


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


@pytest.mark.parametrize(
    ("filters", "after"),
    [({"state": "lost"}, None), ({"who": "me"}, None), ({"kind": "a b"}, None), ({}, "x"), ({}, "12"), ({}, "é" * 46)],
)
async def test_a_page_that_cannot_be_is_refused(world: World, filters: dict[str, str], after: str | None) -> None:
    with pytest.raises(Malformed):
        await world.cases.queue(Wanted.parse(filters, "nobody"), after=after)
