"""People correct, add, confirm and take out facts; who and from what is kept, and it outlives every later reading."""

from typing import Any

import pytest

from handoff.cases.fact_values import plain_value
from handoff.cases.ledger import decide_fact
from handoff.cases.refreshing import refresh_packet
from handoff.model.agent import Agent
from handoff.model.case import CaseOver
from handoff.model.refusal import Malformed
from handoff.store.database import Database
from tests.handoff.case_world import POLICIES, World, damaged, fact


@pytest.fixture
def world(database: Database) -> World:
    return World.over(database)


async def decide(world: World, ref: str, agent: Agent, key: str, value: str | None) -> None:
    await world.cases.act(
        lambda conn, now: decide_fact(conn, ref, agent, key, value, policies=POLICIES, now=now),
    )


async def told_more(world: World, ref: str, intake: dict[str, Any]) -> None:
    conversation, now = (await world.conversation_of(ref)).id, world.clock.forward(minutes=1)
    await world.database.write(lambda conn: refresh_packet(conn, conversation, intake, policies=POLICIES, now=now))


async def facts_of(world: World, ref: str, key: str) -> list[tuple[str, str, str | None]]:
    packet = await world.cases.packet(ref)
    return [(one["value"], one["source"], one["confirmed_by"]) for one in packet["facts"] if one["key"] == key]


def said(key: str, value: str, words: str) -> dict[str, Any]:
    return {**fact(key, value), "words": words, "fragment": "m1", "start": 3, "end": 3 + len(words)}


async def test_a_correction_counts_from_now_on_and_what_was_told_is_kept_in_the_history(world: World) -> None:
    ref, sam = (await world.case(intake=damaged(facts=[fact("amount", "89.00 GBP")]))).ref, await world.agent("Sam")
    await decide(world, ref, sam, "amount", "80.00 GBP")
    assert await facts_of(world, ref, "amount") == [("80.00 GBP", "agent", "Sam")]
    (change,) = (await world.cases.packet(ref))["fact_history"]
    assert change == {
        "key": "amount",
        "how": "corrected",
        "before": ["89.00 GBP"],
        "after": "80.00 GBP",
        "by": "Sam",
        "at": world.clock.now().isoformat(),
    }


async def test_what_follows_from_a_fact_follows_from_the_correction(world: World) -> None:
    told = damaged(facts=[fact("amount", "89.00 GBP")], wanted={"kind": "refund"})
    ref, sam = (await world.case(intake=told)).ref, await world.agent("Sam")
    await decide(world, ref, sam, "amount", "12.00 GBP")
    packet = await world.cases.packet(ref)
    assert (packet["remedy"]["id"], packet["remedy"]["cost"]) == ("refund_without_return", "12.00")
    assert ("fact_changed", "amount") in [(one["what"], one["key"]) for one in packet["changes"][0]["changed"]]


async def test_a_correction_outlives_a_story_that_is_told_further(world: World) -> None:
    told = damaged(facts=[fact("order_number", "4471-220")])
    ref, sam = (await world.case(intake=told)).ref, await world.agent("Sam")
    await decide(world, ref, sam, "order_number", "4471-229")
    await told_more(world, ref, damaged(facts=[fact("order_number", "4471-220"), fact("product", "ProBlend")]))
    assert await facts_of(world, ref, "order_number") == [("4471-229", "agent", "Sam")]
    assert await facts_of(world, ref, "product") == [("ProBlend", "customer", None)]


async def test_what_the_customer_says_later_and_differently_stands_beside_the_correction(world: World) -> None:
    told = damaged(facts=[fact("order_number", "4471-220")])
    ref, sam = (await world.case(intake=told)).ref, await world.agent("Sam")
    await decide(world, ref, sam, "order_number", "4471-229")
    await told_more(world, ref, damaged(facts=[fact("order_number", "5000-001")]))
    values = [value for value, *_ in await facts_of(world, ref, "order_number")]
    assert values == ["4471-229", "5000-001"]


async def test_a_confirmed_fact_keeps_the_customers_words(world: World) -> None:
    told = damaged(facts=[said("order_number", "4471-220", "4471 220")])
    ref, sam = (await world.case(intake=told)).ref, await world.agent("Sam")
    await decide(world, ref, sam, "order_number", "4471-220")
    (one,) = (await world.cases.packet(ref))["facts"]
    assert (one["words"], one["source"], one["confirmed_by"]) == ("4471 220", "customer", "Sam")
    assert (await world.cases.packet(ref))["fact_history"][0]["how"] == "confirmed"


async def test_one_of_two_answers_is_picked_and_the_conflict_is_gone_for_good(world: World) -> None:
    answers = [{"value": f"{n}.00 GBP", "words": f"£{n}", "fragment": "m1", "start": n, "end": n + 3} for n in (40, 59)]
    told = damaged(facts=[said("amount", "40.00 GBP", "£40")], conflicts=[{"key": "amount", "values": answers}])
    ref, sam = (await world.case(intake=told)).ref, await world.agent("Sam")
    await decide(world, ref, sam, "amount", "59.00 GBP")
    await told_more(world, ref, told)
    packet = await world.cases.packet(ref)
    assert packet["conflicts"] == []
    assert [(one["value"], one["words"], one["confirmed_by"]) for one in packet["facts"]] == [
        ("59.00 GBP", "£59", "Sam")
    ]
    assert packet["fact_history"][0]["how"] == "picked"


async def test_an_added_fact_is_no_longer_missing_and_the_assistant_knows_it(world: World) -> None:
    ref, sam = (await world.case(intake=damaged(missing=["order_number"]))).ref, await world.agent("Sam")
    await decide(world, ref, sam, "order_number", "4471-220")
    packet = await world.cases.packet(ref)
    assert "order_number" not in packet["missing"]
    assert (await world.conversation_of(ref)).known == {"order_number": "4471-220"}
    assert packet["fact_history"][0]["how"] == "added"


async def test_a_wrong_fact_is_taken_out_and_missing_again(world: World) -> None:
    told = damaged(facts=[fact("order_number", "2026")])
    ref, sam = (await world.case(intake=told)).ref, await world.agent("Sam")
    await decide(world, ref, sam, "order_number", None)
    await told_more(world, ref, told)
    packet = await world.cases.packet(ref)
    assert packet["facts"] == [] and "order_number" in packet["missing"]


async def test_a_correction_survives_the_way_through_the_assistant(world: World) -> None:
    told = damaged(facts=[fact("order_number", "4471-220")])
    ref, sam = (await world.case(intake=told)).ref, await world.agent("Sam")
    await decide(world, ref, sam, "order_number", "4471-229")
    await world.cases.take(ref, sam)
    await world.cases.return_to_bot(ref, sam)
    again = await world.hands_over((await world.conversation_of(ref)).id, told)
    assert again.ref != ref
    assert await facts_of(world, again.ref, "order_number") == [("4471-229", "agent", "Sam")]


async def test_the_same_decision_twice_is_one_and_a_case_that_is_over_keeps_its_facts(world: World) -> None:
    ref, sam = (await world.case(intake=damaged())).ref, await world.agent("Sam")
    for _ in range(2):
        await decide(world, ref, sam, "order_number", "4471-220")
    assert len((await world.cases.packet(ref))["fact_history"]) == 1
    await world.cases.take(ref, sam)
    await world.cases.resolve(ref, sam)
    with pytest.raises(CaseOver):
        await decide(world, ref, sam, "order_number", "1")


@pytest.mark.parametrize(
    ("key", "given", "value"),
    [
        ("amount", "£1,040.5", "1040.50 GBP"),
        ("amount", " 40 gbp ", "40.00 GBP"),
        ("deadline", "2026-12-24", "2026-12-24"),
        ("contacts_before", "03", "3"),
        ("phone", "07400 123456", "+447400123456"),
        ("email", "maya@example.com", "maya@example.com"),
        ("product", "  Kettle   One ", "Kettle One"),
    ],
)
def test_a_value_is_kept_as_the_contract_has_it(key: str, given: str, value: str) -> None:
    assert plain_value(key, given, POLICIES.site) == value


@pytest.mark.parametrize(
    ("key", "given"),
    [
        ("amount", "a lot"),
        ("amount", "-4"),
        ("deadline", "Friday"),
        ("contacts_before", "often"),
        ("phone", "none"),
        ("email", "me"),
        ("product", " "),
        ("product", "x" * 301),
    ],
)
def test_a_value_that_is_none_is_refused_in_a_sentence(key: str, given: str) -> None:
    with pytest.raises(Malformed):
        plain_value(key, given, POLICIES.site)
