"""A returning customer is remembered, and a story told further makes a new version."""

from typing import Any

import pytest

from handoff.cases.refreshing import refresh_packet
from handoff.store.database import Database
from tests.handoff.case_world import POLICIES, World, damaged, fact


@pytest.fixture
def world(database: Database) -> World:
    return World.over(database)


async def test_the_same_trouble_within_ninety_days_is_a_second_failure(world: World) -> None:
    sam = await world.agent("Sam")
    first = await world.case()
    await world.cases.take(first.ref, sam)
    await world.cases.apply_remedy(first.ref, sam, "replace_damaged", None, "1")
    await world.cases.resolve(first.ref, sam)
    world.clock.forward(days=60)
    packet = await world.cases.packet((await world.case()).ref)
    assert (packet["second_failure"], packet["severity"]) == (True, 3)
    assert packet["remedy"]["id"] == "replace_and_refund_shipping"
    (previous,) = packet["previous"]
    assert (previous["ref"], previous["state"], previous["remedy"]) == (first.ref, "resolved", "replace_damaged")


@pytest.mark.parametrize(
    ("days", "then", "now", "again"),
    [
        (89, {"kind": "late"}, {"kind": "late"}, True),
        (91, {"kind": "late"}, {"kind": "late"}, False),
        (5, {"kind": "late"}, {"kind": "staff"}, False),
        (5, {"kind": "other"}, {"kind": "other"}, False),
        (5, {"facts": [fact("product", "BrewMate")]}, {"kind": "late", "facts": [fact("product", "BrewMate")]}, True),
    ],
)
async def test_what_counts_as_failing_twice(
    world: World, days: int, then: dict[str, Any], now: dict[str, Any], again: bool
) -> None:
    sam = await world.agent("Sam")
    first = await world.case(intake=then)
    await world.cases.take(first.ref, sam)
    await world.cases.resolve(first.ref, sam)
    world.clock.forward(days=days)
    packet = await world.cases.packet((await world.case(intake=now)).ref)
    assert packet["second_failure"] is again
    assert [one["ref"] for one in packet["previous"]] == [first.ref]


async def test_what_was_given_back_to_the_assistant_is_the_same_story_and_no_failure(world: World) -> None:
    sam = await world.agent("Sam")
    first = await world.case()
    await world.cases.take(first.ref, sam)
    await world.cases.return_to_bot(first.ref, sam)
    world.clock.forward(minutes=10)
    packet = await world.cases.packet((await world.case()).ref)
    assert packet["second_failure"] is False
    assert packet["clocks"]["first_word"] == (await world.cases.packet(first.ref))["clocks"]["first_word"]


async def test_another_customers_trouble_is_not_ours(world: World) -> None:
    await world.case("session-1")
    assert (await world.cases.packet((await world.case("session-2")).ref))["previous"] == []


async def test_more_of_the_story_makes_a_new_version_that_says_what_is_new(world: World) -> None:
    opened = await world.case(intake=damaged(facts=[fact("product", "ProBlend")]))
    conversation = (await world.conversation_of(opened.ref)).id
    more = damaged(
        facts=[fact("product", "ProBlend"), fact("order_number", "4471-220")],
        feelings=[{"name": "worried", "intensity": 0.6}],
        flags=[{"name": "vulnerable", "words": "my mum depends on it"}],
        wanted={"kind": "replacement"},
    )
    now = world.clock.forward(minutes=3)
    await world.database.write(lambda conn: refresh_packet(conn, conversation, more, policies=POLICIES, now=now))
    packet = await world.cases.packet(opened.ref)
    assert (packet["version"], packet["severity"]) == (2, 3)
    (version,) = packet["changes"]
    assert version["version"] == 2
    assert [(one["what"], one["key"], one["after"]) for one in version["changed"]] == [
        ("fact_added", "order_number", "4471-220"),
        ("feeling_added", "worried", "worried"),
        ("flag_added", "vulnerable", "vulnerable"),
        ("wanted_changed", None, "replacement"),
        ("severity_raised", None, "3"),
    ]
    assert packet["clocks"]["due"] == packet["promises"][0]["due"]


async def test_a_story_told_further_never_becomes_less_urgent(world: World) -> None:
    opened = await world.case(intake=damaged(flags=[{"name": "legal", "words": "my solicitor"}]))
    conversation = (await world.conversation_of(opened.ref)).id
    now = world.clock.forward(minutes=3)
    await world.database.write(lambda conn: refresh_packet(conn, conversation, damaged(), policies=POLICIES, now=now))
    packet = await world.cases.packet(opened.ref)
    assert (packet["severity"], packet["severity_reasons"]) == (3, ["Speaks of legal steps or a regulator"])


async def test_what_was_confirmed_or_declined_stays_so(world: World) -> None:
    sad = {"name": "sad", "intensity": 0.6}
    opened = await world.case(intake=damaged(feelings=[{**sad, "confirmed": True}], declined=["order_number"]))
    conversation = (await world.conversation_of(opened.ref)).id
    again = damaged(feelings=[sad], missing=["order_number", "product"])
    now = world.clock.forward(minutes=3)
    await world.database.write(lambda conn: refresh_packet(conn, conversation, again, policies=POLICIES, now=now))
    packet = await world.cases.packet(opened.ref)
    assert packet["feelings"][0]["confirmed"] is True
    assert (packet["declined"], packet["missing"]) == (["order_number"], ["product"])


@pytest.mark.parametrize(
    ("words", "contacts", "failed_before"),
    [("still waiting", None, False), ("broken again", None, True), ("still waiting", "2", True)],
)
async def test_a_long_wait_alone_is_no_second_failure(
    world: World, words: str, contacts: str | None, failed_before: bool
) -> None:
    facts = [fact("contacts_before", contacts)] if contacts else []
    told = {"kind": "late", "flags": [{"name": "repeat", "words": words}], "facts": facts}
    packet = await world.cases.packet((await world.case(intake=told)).ref)
    assert packet["second_failure"] is failed_before
