"""Remedies are given once, by who has the case, inside their authority."""

import asyncio
from decimal import Decimal

import pytest
from sqlalchemy import select

from handoff.cases.giving import AboveAuthority, RemedyGiven
from handoff.model.agent import Role
from handoff.model.case import CaseNotTaken, CaseTaken
from handoff.model.refusal import Malformed
from handoff.policy.remedies import RemedyUnknown
from handoff.store.database import Database
from handoff.store.tables import remedies
from tests.handoff.case_world import World, damaged, fact


@pytest.fixture
def world(database: Database) -> World:
    return World.over(database)


async def with_amount(world: World, amount: str = "89.00 GBP") -> str:
    return (await world.case(intake=damaged(facts=[fact("amount", amount)], wanted={"kind": "refund"}))).ref


async def test_a_remedy_within_the_limit_is_applied_once(world: World) -> None:
    ref, sam = await with_amount(world, "50.00 GBP"), await world.agent("Sam")
    await world.cases.take(ref, sam)
    await asyncio.gather(*(world.cases.apply_remedy(ref, sam, "collect_and_refund", None, "1") for _ in range(5)))
    (applied,) = (await world.cases.packet(ref))["applied"]
    assert (applied["remedy"], applied["amount"], applied["name"]) == ("collect_and_refund", "50.00", "Sam")
    with pytest.raises(RemedyGiven):
        await world.cases.apply_remedy(ref, sam, "collect_and_refund", None, "2")
    assert (await world.events(ref)).count("remedy") == 1


async def test_above_the_limit_a_supervisor_decides(world: World) -> None:
    ref, sam = await with_amount(world), await world.agent("Sam")
    lee = await world.agent("Lee", Role.SUPERVISOR)
    await world.cases.take(ref, sam)
    with pytest.raises(AboveAuthority, match=r"£89 for one case is above your limit of £50\. Ask a supervisor\."):
        await world.cases.apply_remedy(ref, sam, "collect_and_refund", None, "1")
    assert (await world.cases.packet(ref))["applied"] == []
    await world.cases.apply_remedy(ref, lee, "collect_and_refund", None, "1")
    assert (await world.cases.packet(ref))["applied"][0]["name"] == "Lee"


async def test_two_small_remedies_are_no_way_around_the_limit(world: World) -> None:
    ref, sam = await with_amount(world), await world.agent("Sam")
    await world.cases.take(ref, sam)
    await world.cases.apply_remedy(ref, sam, "collect_and_refund", Decimal("45.00"), "1")
    with pytest.raises(AboveAuthority, match="£55 for one case"):
        await world.cases.apply_remedy(ref, sam, "replace_damaged", None, "2")
    await world.cases.apply_remedy(ref, sam, "goodwill_credit", Decimal("5.00"), "3")
    amounts = await world.database.read(lambda conn: conn.execute(select(remedies.c.amount)).scalars().all())
    assert sum(amounts) == 50


@pytest.mark.parametrize(
    ("remedy", "amount", "refusal"),
    [
        ("collect_and_refund", None, "Nobody has named the amount yet"),
        ("collect_and_refund", "0", "must be above 0"),
        ("collect_and_refund", "-5", "must be above 0"),
        ("collect_and_refund", "1.005", "at most two decimals"),
        ("collect_and_refund", "NaN", "must be above 0"),
        ("talk_it_through", "5", "gives no money"),
    ],
)
async def test_an_amount_that_makes_no_sense_is_refused(
    world: World, remedy: str, amount: str | None, refusal: str
) -> None:
    ref, sam = (await world.case()).ref, await world.agent("Sam")
    await world.cases.take(ref, sam)
    with pytest.raises(Malformed, match=refusal):
        await world.cases.apply_remedy(ref, sam, remedy, Decimal(amount) if amount else None, "1")


async def test_remedies_and_ends_belong_to_who_has_the_case(world: World) -> None:
    ref, sam, kim = (await world.case()).ref, await world.agent("Sam"), await world.agent("Kim")
    for act in (world.cases.resolve(ref, sam), world.cases.apply_remedy(ref, sam, "talk_it_through", None, "1")):
        with pytest.raises(CaseNotTaken):
            await act
    await world.cases.take(ref, sam)
    acts = (
        world.cases.resolve(ref, kim),
        world.cases.return_to_bot(ref, kim),
        world.cases.apply_remedy(ref, kim, "talk_it_through", None, "1"),
    )
    for act in acts:
        with pytest.raises(CaseTaken):
            await act
    with pytest.raises(RemedyUnknown):
        await world.cases.apply_remedy(ref, sam, "a_new_car", None, "1")
