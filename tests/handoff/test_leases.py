"""Who answers a turn keeps it for as long as it takes; nobody else asks the bot meanwhile, and it is answered once."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from handoff.store.tables import turns
from handoff.turns.answerer import LEASE, RENEWED
from tests.handoff.fake_bot import FakeBot
from tests.handoff.service import Service


async def test_a_turn_that_takes_longer_than_its_lease_is_answered_once_by_who_has_it(
    start: Callable[..., Any], rounds: int
) -> None:
    renewals = 10 if rounds >= 200 else 5
    slow = renewals * RENEWED + 0.7
    assert slow > LEASE
    service: Service = await start(FakeBot(slow=slow), time_scale=1)
    bots = [service.bot]
    if not service.parts.database.is_sqlite:
        bots.append((await start(FakeBot(slow=slow), time_scale=1)).bot)
    told = await service.tell("it came with a cracked jug")
    await service.parts.inbox.done(told.conversation)
    leases: set[datetime] = set()

    def look(conn: Connection) -> str:
        turn = conn.execute(select(turns).where(turns.c.conversation == told.conversation)).one()
        if turn.lease_until is not None:
            leases.add(turn.lease_until)
        return str(turn.state)

    async def answered() -> bool:
        return await service.look(look) == "answered"

    await service.until(answered)
    # The first one was not a renewal; on a slow machine one or two may come late.
    assert len(leases) - 1 >= renewals - 2
    assert sum(len(bot.responded) for bot in bots) == 1
    assert await service.said(told.conversation, "bot") == ["I heard 1: it came with a cracked jug"]
