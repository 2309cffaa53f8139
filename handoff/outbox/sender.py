"""Hands waiting texts to the carrier: one at a time for each of our numbers, and none that may not be said any more."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import Connection

from handoff.bell import Bell
from handoff.clock import Clock
from handoff.model.delivery import DeliveryState, Priority
from handoff.model.message import Author
from handoff.outbox.carrier import Carrier, DeliveryFailed, OutboundSms
from handoff.outbox.settling import News, settle
from handoff.outbox.wishes import OPTED_OUT
from handoff.policy.policies import Policies
from handoff.policy.quiet import may_write_at
from handoff.rounds import log, log_failure
from handoff.store import claiming, conversations, outbox, suppressions
from handoff.store.claiming import Ready
from handoff.store.crash_points import BEGUN, COMMITTED, UNCOMMITTED, crash_at
from handoff.store.database import Database

LEASE = 30.0  # real seconds; longer than anybody waits for the carrier
FLOOR_MOVED = "floor_moved"
HELD_BACK = 0.1  # real seconds between two looks
SHORTEST_PAUSE = 0.02  # real seconds; a round that finds nothing must not turn into a busy loop


class Sender:
    def __init__(
        self,
        database: Database,
        carrier: Carrier,
        policies: Policies,
        clock: Clock,
        bell: Bell,
        held_back: Callable[[], bool] = lambda: False,
        lease: float = LEASE,
    ) -> None:
        """`held_back`: true while texts of customers, perhaps a STOP, wait to be taken in. `lease`: real seconds."""
        self._database = database
        self._carrier = carrier
        self._policies = policies
        self._clock = clock
        self._bell = bell
        self._held_back = held_back
        self._lease = lease
        self._under_way: set[asyncio.Task[None]] = set()

    async def go_round(self) -> float | None:
        if self._held_back():
            return HELD_BACK
        await self._tidy()
        claimed = await self._database.write(self._claim)
        for ready in claimed:
            crash_at("outbox.claim", COMMITTED)
            task = asyncio.create_task(self._send(ready))
            self._under_way.add(task)
            task.add_done_callback(self._finished)
        return 0 if claimed else await self._until_next()

    async def stop(self) -> None:
        """Lets what is being handed over finish for a moment; what does not is unknown, and never repeated."""
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=0.6)
            for task in late:
                task.cancel()

    async def _tidy(self) -> None:
        def work(conn: Connection) -> tuple[set[str], int]:
            now = self._clock.now()
            expired: set[str] = set()
            for priority, worth in self._policies.texting.worth_sending.items():
                expired.update(outbox.expire(conn, priority, now - worth, now))
            return expired, outbox.forget_lost(conn, now)

        expired, lost = await self._database.write(work)
        self._bell.ring(*(f"conversation:{id}" for id in expired), *(["unknown"] if lost else []))

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self._bell.ring("outbox")

    async def _until_next(self) -> float | None:
        at = await self._database.read(claiming.next_at)
        if at is None:
            return None
        return max(SHORTEST_PAUSE, (at - self._clock.now()).total_seconds() / self._clock.scale)

    def _claim(self, conn: Connection) -> list[Ready]:
        """For each free number its next text, now `sending`."""
        now = self._clock.now()
        numbers = claiming.free_numbers(conn, now)
        return [ready for number in numbers if (ready := self._claim_from(conn, number)) is not None]

    def _claim_from(self, conn: Connection, number: str) -> Ready | None:
        """Texts that may not be said any more are cancelled on the way to it."""
        now = self._clock.now()
        while (ready := claiming.first(conn, number, now)) is not None:
            reason = _reason_not_to_send(conn, ready)
            if reason is not None:
                cancelled = {"state": DeliveryState.CANCELLED, "error": reason, "settled_at": now}
                outbox.change(conn, ready.id, **cancelled)
                continue
            at = now
            if ready.priority is Priority.FOLLOW_UP:
                at = may_write_at(self._policies.hours, ready.channel, ready.to_address, now)
            if at > now:
                outbox.change(conn, ready.id, ready_at=at)
                continue
            lease_until = now + timedelta(seconds=self._lease * self._clock.scale)
            pause = self._policies.texting.pause(ready.segments)
            crash_at("outbox.claim", BEGUN)
            claiming.begin(conn, ready, lease_until=lease_until, number_free_at=now + pause)
            crash_at("outbox.claim", UNCOMMITTED)
            return ready
        return None

    async def _send(self, ready: Ready) -> None:
        try:
            await self._hand_over(ready)
        except Exception as error:  # the edge of the task; the lease runs out and the text becomes `unknown`
            log_failure("sending", error)

    async def _hand_over(self, ready: Ready) -> None:
        sms = OutboundSms(ready.id, ready.to_address, ready.from_address, ready.body)
        try:
            news = News(DeliveryState.SENT, external_id=await self._carrier.send(sms))
        except DeliveryFailed as failure:
            log.warning("text %s did not leave: code %s", ready.id, failure.code)
            state = DeliveryState.UNKNOWN if failure.unknown else DeliveryState.FAILED
            news = News(state, code=failure.code, retry_after=failure.retry_after)
        await self._database.write(lambda conn: self._settle(conn, ready, news), "outbox.settle")
        self._bell.ring(
            f"conversation:{ready.conversation}", *(["unknown"] if news.state is DeliveryState.UNKNOWN else [])
        )

    def _settle(self, conn: Connection, ready: Ready, news: News) -> None:
        now = self._clock.now()
        if news.retry_after is not None:
            # The carrier speaks of the number, not of this one text.
            claiming.hold_number(conn, ready.from_address, now + timedelta(seconds=news.retry_after))
        settle(conn, ready.id, news, texting=self._policies.texting, now=now)


def _reason_not_to_send(conn: Connection, ready: Ready) -> str | None:
    if suppressions.is_suppressed(conn, ready.channel, ready.to_address):
        return OPTED_OUT
    if ready.author is Author.BOT and conversations.get(conn, ready.conversation).epoch != ready.epoch:
        return FLOOR_MOVED
    return None
