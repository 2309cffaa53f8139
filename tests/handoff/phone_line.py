"""One customer's phone in the tests of the outbox: a recording carrier, a running sender, ways to say and to look."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from handoff.bell import Bell
from handoff.clock import Clock
from handoff.model.channel import Channel
from handoff.model.message import Author, Utterance
from handoff.outbox.carrier import DeliveryFailed, Listed, OutboundSms
from handoff.outbox.sender import Sender
from handoff.outbox.settling import News, settle
from handoff.outbox.speaking import speak
from handoff.outbox.unknowns import Unknowns
from handoff.policy.policies import Policies
from handoff.rounds import keep_going
from handoff.settings import ROOT
from handoff.store import conversations
from handoff.store.conversations import Conversation
from handoff.store.database import Database
from handoff.store.tables import outbox

CUSTOMER, OURS = "+447700900123", "+447400000042"
POLICIES = Policies.load(ROOT / "handoff" / "policy")


@dataclass
class Recorder:
    """A carrier that fails as told, once for each failure, and keeps what it took; `listed` is what its list shows."""

    failures: list[DeliveryFailed] = field(default_factory=list)
    took: list[OutboundSms] = field(default_factory=list)
    listed: list[Listed] | None = None
    calls: int = 0
    at: list[datetime] = field(default_factory=list)
    clock: Clock = field(default_factory=Clock)

    async def send(self, sms: OutboundSms) -> str:
        self.calls += 1
        if self.failures:
            raise self.failures.pop(0)
        self.took.append(sms)
        self.at.append(self.clock.now())
        return f"SM{sms.id}-{self.calls}"

    async def sent_to(self, to: str, from_: str, since: datetime) -> Sequence[Listed]:
        if self.listed is None:
            raise DeliveryFailed(503)
        return [one for one in self.listed if one.at >= since]

    @property
    def bodies(self) -> list[str]:
        return [sms.body for sms in self.took]


@asynccontextmanager
async def sending(
    database: Database, carrier: Recorder, clock: Clock, held_back: Callable[[], bool] = lambda: False
) -> AsyncIterator[None]:
    """The sender, and beside it who settles what is unknown."""
    bell = Bell()
    sender = Sender(database, carrier, POLICIES, clock, bell, held_back)
    unknowns = Unknowns(database, carrier, POLICIES.texting, clock, bell)
    tasks = [
        asyncio.create_task(keep_going("sender", sender.go_round, bell, "outbox")),
        asyncio.create_task(keep_going("unknowns", unknowns.go_round, bell, "unknown")),
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await sender.stop()


async def open_line(database: Database, clock: Clock, customer: str = CUSTOMER) -> Conversation:
    return await database.write(
        lambda conn: conversations.open_conversation(
            conn, channel=Channel.SMS, address=customer, our_number=OURS, now=clock.now()
        )
    )


async def say(
    database: Database,
    who: Conversation,
    text: str,
    origin: str,
    author: Author = Author.BOT,
    *,
    clock: Clock,
    follow_up: bool = False,
) -> None:
    await database.write(
        lambda conn: speak(
            conn, who, [Utterance(text)], author=author, origin=origin, now=clock.now(), follow_up=follow_up
        )
    )


async def settled(database: Database, id: str, news: News, clock: Clock) -> None:
    await database.write(lambda conn: settle(conn, id, news, texting=POLICIES.texting, now=clock.now()))


async def rows(database: Database) -> list[Row[Any]]:
    """In the order in which they were spoken."""

    def look(conn: Connection) -> list[Row[Any]]:
        return list(conn.execute(select(outbox).order_by(outbox.c.place, outbox.c.part)))

    return await database.read(look)


async def states(database: Database) -> dict[str, str]:
    return {row.body: row.state for row in await rows(database)}


async def until(holds: Callable[[], bool]) -> None:
    for _ in range(1_000):
        if holds():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("this did not come about")


async def until_states(database: Database, wanted: Sequence[str]) -> None:
    found: list[str] = []
    for _ in range(1_000):
        found = [row.state for row in await rows(database)]
        if found == list(wanted):
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"it stayed {found}")
