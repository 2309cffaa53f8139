"""More than an agent may give is asked for with a clock and decided by somebody else."""

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from handoff.cases import approving
from handoff.cases.giving import AboveAuthority
from handoff.model.agent import Agent, Role
from handoff.model.approval import AlreadyAsked, Approval, ApprovalDecided, ApprovalState, OwnRequest
from handoff.model.refusal import Forbidden, Malformed
from handoff.store import approvals
from handoff.store import cases as stored
from handoff.store.database import Database
from handoff.store.tables import remedies, timers
from tests.handoff.case_world import POLICIES, World, damaged, fact

REFUND = "collect_and_refund"


@pytest.fixture
def world(database: Database) -> World:
    return World.over(database)


async def taken(world: World, agent: Agent, amount: str = "89.00 GBP") -> str:
    told = damaged(facts=[fact("amount", amount)], wanted={"kind": "refund"})
    ref = (await world.case(intake=told)).ref
    await world.cases.take(ref, agent)
    return ref


async def ask(world: World, ref: str, agent: Agent, amount: str | None = None, id: str = "1") -> None:
    await world.cases.act(
        lambda conn, now: approving.ask(
            conn,
            ref,
            agent,
            REFUND,
            Decimal(amount) if amount else None,
            id,
            words="I am refunding £89.",
            why="Her mother's birthday.",
            policies=POLICIES,
            now=now,
        )
    )


async def approve(world: World, id: str, agent: Agent, amount: str | None = None) -> None:
    await world.cases.act(
        lambda conn, now: approving.approve(
            conn, id, agent, Decimal(amount) if amount else None, policies=POLICIES, now=now
        )
    )


async def decline(world: World, id: str, agent: Agent, why: str) -> None:
    await world.cases.act(lambda conn, now: approving.decline(conn, id, agent, why, now=now))


async def asked_about(world: World, ref: str) -> list[Approval]:
    case = await world.database.read(lambda conn: stored.get(conn, ref))
    return await world.database.read(lambda conn: approvals.of_case(conn, case.id))


async def test_a_request_waits_with_its_words_and_a_clock_in_opening_hours(world: World) -> None:
    sam = await world.agent("Sam")
    ref = await taken(world, sam)
    await asyncio.gather(*(ask(world, ref, sam) for _ in range(3)))
    (one,) = await asked_about(world, ref)
    assert (one.amount, one.words, one.why) == (Decimal("89.00"), "I am refunding £89.", "Her mother's birthday.")
    assert (one.state, one.asked_by_name, one.role) == (ApprovalState.ASKED, "Sam", "supervisor")
    assert timedelta(minutes=60) <= one.due_at - world.clock.now() <= timedelta(minutes=90)
    assert (await world.cases.packet(ref))["applied"] == []
    with pytest.raises(AlreadyAsked):
        await ask(world, ref, sam, id="2")


async def test_a_yes_gives_the_remedy_in_the_requesters_name_and_sets_the_follow_up(world: World) -> None:
    sam, lee = await world.agent("Sam"), await world.agent("Lee", Role.SUPERVISOR)
    ref = await taken(world, sam)
    await ask(world, ref, sam)
    (one,) = await asked_about(world, ref)
    await approve(world, one.id, lee)
    (applied,) = (await world.cases.packet(ref))["applied"]
    assert (applied["amount"], applied["name"], applied["approved_by"]) == ("89.00", "Sam", "Lee")
    assert applied["check"] == "that it was collected and the money is on the account"
    kinds = await world.database.read(lambda conn: conn.execute(select(timers.c.kind)).scalars().all())
    assert "follow_up" in kinds
    events = await world.events(ref)
    assert events[-3:] == ["asked", "approved", "remedy"]


async def test_a_yes_may_name_another_amount_and_only_that_is_given(world: World) -> None:
    sam, lee = await world.agent("Sam"), await world.agent("Lee", Role.SUPERVISOR)
    ref = await taken(world, sam)
    await ask(world, ref, sam)
    (one,) = await asked_about(world, ref)
    await approve(world, one.id, lee, "60.10")
    amounts = await world.database.read(lambda conn: conn.execute(select(remedies.c.amount)).scalars().all())
    assert amounts == [Decimal("60.10")]
    (answered,) = await asked_about(world, ref)
    assert (answered.amount, answered.granted) == (Decimal("89.00"), Decimal("60.10"))


async def test_a_no_needs_a_reason_and_gives_nothing(world: World) -> None:
    sam, lee = await world.agent("Sam"), await world.agent("Lee", Role.SUPERVISOR)
    ref = await taken(world, sam)
    await ask(world, ref, sam)
    (one,) = await asked_about(world, ref)
    with pytest.raises(Malformed):
        await decline(world, one.id, lee, "")
    await decline(world, one.id, lee, "Offer a replacement first.")
    (answered,) = await asked_about(world, ref)
    assert (answered.state, answered.answer, answered.decided_by_name) == (
        ApprovalState.DECLINED,
        "Offer a replacement first.",
        "Lee",
    )
    assert (await world.cases.packet(ref))["applied"] == []
    await ask(world, ref, sam, id="2")


async def test_nobody_decides_their_own_request_and_agents_decide_none(world: World) -> None:
    lee, kim = await world.agent("Lee", Role.SUPERVISOR), await world.agent("Kim")
    ada = await world.agent("Ada", Role.ADMIN)
    ref = await taken(world, lee, "900.00 GBP")
    await ask(world, ref, lee)
    (one,) = await asked_about(world, ref)
    assert one.role == "admin"
    with pytest.raises(OwnRequest):
        await approve(world, one.id, lee)
    with pytest.raises(Forbidden):
        await approve(world, one.id, kim)
    with pytest.raises(AboveAuthority, match="£900 for one case is above your limit of £500"):
        await approve(world, one.id, await world.agent("Bo", Role.SUPERVISOR))
    await approve(world, one.id, ada)


async def test_two_supervisors_at_once_decide_once(world: World) -> None:
    sam = await world.agent("Sam")
    deciders = [await world.agent(name, Role.SUPERVISOR) for name in ("Lee", "Ada", "Bo")]
    ref = await taken(world, sam)
    await ask(world, ref, sam)
    (one,) = await asked_about(world, ref)
    done = await asyncio.gather(*(approve(world, one.id, lee) for lee in deciders), return_exceptions=True)
    assert sum(result is None for result in done) == 1
    assert sum(isinstance(result, ApprovalDecided) for result in done) == 2
    assert len((await world.cases.packet(ref))["applied"]) == 1


async def test_what_one_may_decide_alone_is_not_asked_and_what_nobody_may_give_is_refused(world: World) -> None:
    sam = await world.agent("Sam")
    ref = await taken(world, sam)
    with pytest.raises(Malformed, match="You may decide this yourself"):
        await ask(world, ref, sam, "50")
    with pytest.raises(AboveAuthority, match="Nobody may give that much"):
        await ask(world, ref, sam, "2001")


async def test_a_request_ends_with_its_case_or_by_its_author(world: World) -> None:
    sam, lee = await world.agent("Sam"), await world.agent("Lee", Role.SUPERVISOR)
    first = await taken(world, sam)
    await ask(world, first, sam)
    (one,) = await asked_about(world, first)
    await world.cases.act(lambda conn, now: approving.withdraw(conn, one.id, sam, now=now))
    await ask(world, first, sam, id="2")
    await world.cases.resolve(first, sam)
    assert {one.state for one in await asked_about(world, first)} == {ApprovalState.WITHDRAWN}
    with pytest.raises(ApprovalDecided):
        await approve(world, one.id, lee)
