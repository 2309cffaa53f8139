"""Timers are rows: each fires once, also after a restart, late by its own policy, and whatever the clock does."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from handoff.bell import Bell
from handoff.clock import Clock
from handoff.inbox import Inbound, Inbox
from handoff.model.channel import Address, Channel
from handoff.model.floor import Floor
from handoff.model.lateness import Late, Timing, Verdict, judge
from handoff.model.turn import CloseReason
from handoff.policy.policies import Policies
from handoff.settings import ROOT
from handoff.store import conversations, floors, tables, timers, turns
from handoff.store.database import Database
from handoff.store.timers import Timer
from handoff.timers import Timers
from handoff.turns.pauses import pause_over
from tests.handoff.service import Service

NOON = datetime(2026, 6, 3, 12, tzinfo=UTC)
POLICIES = Policies.load(ROOT / "handoff" / "policy")


@pytest.mark.parametrize(
    ("timing", "late_by", "allowed_in", "verdict"),
    [
        (Timing(Late.AT_ONCE), timedelta(hours=3), timedelta(hours=9), Verdict.FIRE),
        (Timing(Late.NEXT_ALLOWED_TIME), timedelta(0), timedelta(hours=9), Verdict.MOVE),
        (Timing(Late.NEXT_ALLOWED_TIME), timedelta(hours=3), timedelta(0), Verdict.FIRE),
        (Timing(Late.AT_ONCE, timedelta(days=14)), timedelta(days=15), timedelta(0), Verdict.DROP),
    ],
)
def test_each_kind_is_late_in_its_own_way(
    timing: Timing, late_by: timedelta, allowed_in: timedelta, verdict: Verdict
) -> None:
    assert judge(timing, NOON - late_by, NOON, NOON + allowed_in) is verdict


async def test_a_pause_that_was_due_three_hours_ago_closes_the_turn_at_once(start: Callable[..., Any]) -> None:
    first: Service = await start(time_scale=1)
    told = await first.tell("it came with a cracked jug")
    await first.stop()
    await _let_pass(first.parts.settings.database_url, told.conversation, timedelta(hours=3))
    second: Service = await start(time_scale=1)
    await second.until(lambda: second.said(told.conversation, "bot"))
    turn = await second.look(lambda conn: turns.last_answered(conn, told.conversation))
    assert turn is not None and turn.close_reason is CloseReason.QUIET


async def _let_pass(url: str, conversation: str, time: timedelta) -> None:
    """As if the service had been away so long."""
    database = Database(url)

    def work(conn: Any) -> None:
        inbox, rows = tables.inbox, tables.timers
        mine = inbox.c.conversation == conversation
        for message, at in conn.execute(inbox.select().with_only_columns(inbox.c.message, inbox.c.received_at)):
            conn.execute(update(inbox).where(mine, inbox.c.message == message).values(received_at=at - time))
        for id, at in conn.execute(rows.select().with_only_columns(rows.c.id, rows.c.due_at)).all():
            conn.execute(update(rows).where(rows.c.id == id).values(due_at=at - time))

    await database.write(work)
    await database.close()


async def conversation_in(database: Database, address: str = "somebody") -> str:
    def work(conn: Any) -> str:
        return conversations.open_conversation(conn, channel=Channel.WEB, address=address, now=NOON).id

    return await database.write(work)


def counting(fired: list[str]) -> Any:
    def handle(conn: Any, timer: Timer, now: datetime) -> tuple[str, ...]:
        fired.append(timer.id)
        return ()

    return handle


async def test_two_workers_fire_each_timer_once(database: Database, database_url: str, rounds: int) -> None:
    other = database if database.is_sqlite else Database(database_url)
    fired: list[str] = []
    ids = [await conversation_in(database, f"c{n}") for n in range(rounds)]
    for epoch in range(4):
        for id in ids:
            await database.write(lambda conn, id=id, epoch=epoch: timers.set_timer(conn, id, "pause", epoch, NOON))
    clock = Clock()
    workers = [Timers(one, POLICIES, clock, Bell(), {"pause": counting(fired)}) for one in (database, other)]
    while (await asyncio.gather(*(worker.go_round() for worker in workers))) != [None, None]:
        pass
    assert len(fired) == len(set(fired)) == 4 * rounds
    if other is not database:
        await other.close()


async def test_a_timer_that_fails_is_tried_again_and_keeps_nobody_waiting(database: Database) -> None:
    fired: list[str] = []
    poisoned, fine = await conversation_in(database, "one"), await conversation_in(database, "two")
    for id in (poisoned, fine):
        await database.write(lambda conn, id=id: timers.set_timer(conn, id, "pause", 0, NOON))

    def handle(conn: Any, timer: Timer, now: datetime) -> tuple[str, ...]:
        if timer.conversation == poisoned:
            floors.move(conn, poisoned, Floor.BOT, now=now)
            raise RuntimeError("this one fails")
        fired.append(timer.conversation)
        return ()

    await Timers(database, POLICIES, Clock(), Bell(), {"pause": handle}).go_round()
    assert fired == [fine]
    conversation = await database.read(lambda conn: conversations.get(conn, poisoned))
    assert conversation.floor is Floor.CUSTOMER  # nothing of what failed was kept
    assert await database.read(timers.count_set) == 1


async def test_a_timer_that_somebody_set_anew_meanwhile_is_not_lost(database: Database) -> None:
    later = datetime(2100, 1, 1, tzinfo=UTC)
    id = await conversation_in(database)
    await database.write(lambda conn: timers.set_timer(conn, id, "pause", 0, NOON))

    def handle(conn: Any, timer: Timer, now: datetime) -> tuple[str, ...]:
        timers.set_timer(conn, id, "pause", 0, later)
        return ()

    await Timers(database, POLICIES, Clock(), Bell(), {"pause": handle}).go_round()
    assert await database.read(lambda conn: timers.next_due(conn, ["pause"])) == later


class Wall:
    """A clock on the wall that somebody puts."""

    def __init__(self) -> None:
        self.put_by = 0.0

    def __call__(self) -> float:
        return time.time() + self.put_by


def test_a_clock_that_is_put_is_noticed_once_and_one_that_drifts_is_not() -> None:
    wall = Wall()
    clock = Clock(wall=wall)
    assert clock.moved() == timedelta()
    wall.put_by = 3600
    assert abs(clock.moved() - timedelta(hours=1)) < timedelta(seconds=1)
    assert clock.moved() == timedelta()
    wall.put_by = 3601
    assert clock.moved() == timedelta()


@pytest.mark.parametrize("hours", [1, -1])
async def test_a_clock_that_is_put_neither_cuts_a_story_short_nor_leaves_it_waiting(
    database: Database, hours: int
) -> None:
    wall = Wall()
    clock = Clock(wall=wall)
    id = await _telling(database, clock.now())
    fired: list[str] = []
    worker = Timers(database, POLICIES, clock, Bell(), {timers.PAUSE: _deciding(fired)})
    wall.put_by = hours * 3600
    await worker.go_round()
    due = await database.read(lambda conn: timers.next_due(conn, [timers.PAUSE]))
    assert due is not None
    assert fired == ["open"]  # looked at anew, and still listening
    assert timedelta(seconds=2) < due - clock.now() <= timedelta(seconds=POLICIES.listening.web.telling)
    assert id


async def _telling(database: Database, now: datetime) -> str:
    """A conversation with one fragment in an open turn, and its pause ahead."""
    inbox = Inbox(database, POLICIES.listening, Clock(), Bell())
    told = await inbox.accept(Inbound("my jug is cracked", "web", "1", now, address=Address(Channel.WEB, "s", None)))
    return told.conversation


def _deciding(fired: list[str]) -> Any:
    decide = pause_over(POLICIES.listening)

    def handle(conn: Any, timer: Timer, now: datetime) -> Any:
        topics = decide(conn, timer, now)
        fired.append("closed" if topics else "open")
        return topics

    return handle


async def test_a_restart_around_a_due_pause_closes_the_turn_once(start: Callable[..., Any], rounds: int) -> None:
    """The service is stopped when five quiet times are just over, or just not."""
    began = time.time()  # the same story time for all of them
    service: Service = await start(clock_origin=began)
    told = []
    for _ in range(max(2, rounds // 5)):
        for n in range(5):
            told.append((await service.tell("it came with a cracked jug", who=f"s{len(told)}")).conversation)
            await asyncio.sleep(0.5 if n == 4 else 0.075)
        await service.stop()
        service = await start(clock_origin=began)
        for id in told[-5:]:
            await answered(service, id)
    assert [len(await service.said(id, "bot")) for id in told] == [1] * len(told)
    assert not await service.look(timers.count_set)


async def answered(service: Service, conversation: str) -> None:
    await service.until(lambda: service.said(conversation, "bot"), patience=30)
