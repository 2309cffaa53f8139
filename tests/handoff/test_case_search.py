"""Finding a case by what was said in it, by names and by numbers, however they are written."""

import pytest

from handoff.cases.wanted import Wanted
from handoff.model.finding import Asked, words_of
from handoff.store import queue
from handoff.store.database import Database
from tests.handoff.case_world import World, damaged, fact


@pytest.fixture
def world(database: Database) -> World:
    return World.over(database)


async def found(world: World, words: str, **given: str) -> list[str]:
    return [row.ref for row in (await world.cases.queue(Wanted.parse({"q": words, **given}, "nobody"))).rows]


WORDS = ("ProBlend", "problen", "cracked jug", "JUG CRACKED", "Zoë", "zoe", "Priya Nair", "nair priya")
NUMBERS = ("NK-20418", "nk 20418", "NK20418", "20418", "4471 220", "4471-220", "4471220", "44 71 220")
PHONES = ("+44 7700 900123", "07700 900123", "07700900123", "7700 900 123", "900123", "0123", "+44 (0)7700 900123")
NOT_IN_IT = ("blender kettle", "20419", "jug of zebra", "4471220999", '"', "' OR 1=1", "NEAR(", "?!")


async def test_a_case_is_found_by_its_words_names_and_numbers_however_they_are_written(world: World) -> None:
    facts = [fact("person_name", "Priya Nair"), fact("order_number", "NK-20418"), fact("reference_number", "4471 220")]
    conversation, _ = await world.tells("zoë from the shop said the jug", who="+447700900123", sms=True)
    opened = await world.hands_over(conversation, damaged(headline="ProBlend arrived cracked", facts=facts))
    other, _ = await world.tells("my parcel is late", who="s2")
    await world.hands_over(other, {"kind": "late", "complaint": 0.9})
    for asked in (*WORDS, *NUMBERS, *PHONES, opened.ref, opened.ref.replace("-", "").lower()):
        assert await found(world, asked) == [opened.ref], asked


async def test_a_case_is_not_found_by_what_is_not_in_it(world: World) -> None:
    await world.case(intake=damaged(facts=[fact("order_number", "4471-220")]))
    for asked in NOT_IN_IT:
        assert await found(world, asked) == [], asked


async def test_what_the_customer_adds_can_be_found_at_once(world: World) -> None:
    opened = await world.case()
    conversation = await world.conversation_of(opened.ref)
    assert await found(world, "grandmother") == []
    await world.tells("it was for my grandmother")
    now = world.clock.now()
    await world.database.write(lambda conn: queue.heard(conn, conversation, now))
    assert await found(world, "grandmother") == [opened.ref]


async def test_a_search_that_narrows_a_view_stays_in_it(world: World) -> None:
    sam, opened, ended = await world.agent("Sam"), await world.case("s1"), await world.case("s2")
    await world.cases.take(ended.ref, sam)
    await world.cases.resolve(ended.ref, sam)
    assert await found(world, "blender") == [opened.ref, ended.ref]
    assert await found(world, "blender", state="resolved") == [ended.ref]
    assert await found(world, "blender", who="nobody") == [opened.ref]


async def test_cases_of_before_the_index_are_found_after_the_next_start(world: World) -> None:
    opened = await world.case()
    for table in ("case_words", "case_queue"):
        await world.database.write(lambda conn, table=table: conn.exec_driver_sql(f"DELETE FROM {table}"))
    assert await found(world, "blender") == []
    await world.database.write(queue.fill_missing)
    assert await found(world, "blender") == [opened.ref]


def test_a_number_is_kept_in_one_and_in_its_parts() -> None:
    assert {"nk20418", "nk", "20418"} <= set(words_of(["order NK-20418"]))
    assert {"4471220", "4471", "220"} <= set(words_of(["on 12. 4471 220"]))
    assert Asked.parse("?!") is None
