"""Hands waiting texts to the carrier: one at a time for each of our numbers, and none that may not be said any more."""

import asyncio
from datetime import datetime, timedelta

from sqlalchemy import Connection

from handoff.bell import Bell
from handoff.clock import Clock
from handoff.model.delivery import DeliveryState
from handoff.model.message import Author
from handoff.outbox.carrier import Carrier, DeliveryFailed, OutboundSms
from handoff.outbox.settling import settle
from handoff.rounds import log, log_failure
from handoff.store import conversations, outbox, suppressions
from handoff.store.database import Database
from handoff.store.outbox import Ready

LEASE = 60.0  # real seconds
SEGMENT = 1.0  # seconds that carriers ask between two segments from one number
MOST_ATTEMPTS = 6
BACKOFF = 5.0
OPTED_OUT = 21610  # Twilio: the person wrote STOP to the carrier itself


class Sender:
    def __init__(self, database: Database, carrier: Carrier, clock: Clock, bell: Bell) -> None:
        self._database = database
        self._carrier = carrier
        self._clock = clock
        self._bell = bell
        self._free_at: dict[str, datetime | None] = {}  # by number of ours; None: sending right now
        self._under_way: set[asyncio.Task[None]] = set()

    async def go_round(self) -> float | None:
        now = self._clock.now()
        await self._database.write(lambda conn: outbox.forget_lost(conn, now))
        while True:
            ready = await self._database.write(self._claim)
            if ready is None:
                return self._until_free()
            self._free_at[ready.from_address] = None
            task = asyncio.create_task(self._send(ready))
            self._under_way.add(task)
            task.add_done_callback(self._finished)

    async def stop(self) -> None:
        """Lets what is being handed over finish for a moment; what does not is unknown, and never repeated."""
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=1.0)
            for task in late:
                task.cancel()

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self._bell.ring("outbox")

    def _busy(self, now: datetime) -> set[str]:
        self._free_at = {number: at for number, at in self._free_at.items() if at is None or at > now}
        return set(self._free_at)

    def _until_free(self) -> float | None:
        pauses = [at for at in self._free_at.values() if at is not None]
        if not pauses:
            return None
        # Never zero: a round that finds nothing must not turn into a busy loop.
        return max(0.01, (min(pauses) - self._clock.now()).total_seconds() / self._clock.scale)

    def _claim(self, conn: Connection) -> Ready | None:
        """The next text that may still be said, now `sending`; others on the way to it are cancelled."""
        now = self._clock.now()
        busy = self._busy(now)
        lease_until = now + timedelta(seconds=LEASE * self._clock.scale)
        while (ready := outbox.claim_first(conn, now, lease_until, busy)) is not None:
            reason = _reason_not_to_send(conn, ready)
            if reason is None:
                return ready
            outbox.change(conn, ready.id, state=DeliveryState.CANCELLED, error=reason, settled_at=now, lease_until=None)
        return None

    async def _send(self, ready: Ready) -> None:
        try:
            await self._hand_over(ready)
        except Exception as error:  # the edge of the task; the lease runs out and the text becomes `unknown`
            log_failure("sending", error)
        finally:
            self._free_at[ready.from_address] = self._clock.now() + timedelta(seconds=SEGMENT * ready.segments)

    async def _hand_over(self, ready: Ready) -> None:
        sms = OutboundSms(ready.id, ready.to_address, ready.from_address, ready.body)
        try:
            external_id = await self._carrier.send(sms)
        except DeliveryFailed as failure:
            log.warning("text %s did not leave: code %s", ready.id, failure.code)
            problem = failure
            await self._database.write(lambda conn: self._failed(conn, ready, problem))
        else:
            await self._database.write(
                lambda conn: settle(conn, ready.id, DeliveryState.SENT, external_id=external_id, now=self._clock.now())
            )
        self._bell.ring(f"conversation:{ready.conversation}")

    def _failed(self, conn: Connection, ready: Ready, failure: DeliveryFailed) -> None:
        now = self._clock.now()
        if failure.code == OPTED_OUT:
            suppressions.suppress(conn, ready.channel, ready.to_address, now, None)
        if failure.unknown:
            settle(conn, ready.id, DeliveryState.UNKNOWN, code=failure.code, now=now)
        elif failure.permanent or ready.attempts >= MOST_ATTEMPTS:
            settle(conn, ready.id, DeliveryState.FAILED, code=failure.code, now=now)
        elif outbox.state_of(conn, ready.id) is DeliveryState.SENDING:
            wait = failure.retry_after if failure.retry_after is not None else BACKOFF * 2 ** (ready.attempts - 1)
            at = now + timedelta(seconds=wait)
            outbox.change(conn, ready.id, state=DeliveryState.READY, ready_at=at, lease_until=None)


def _reason_not_to_send(conn: Connection, ready: Ready) -> str | None:
    if suppressions.is_suppressed(conn, ready.channel, ready.to_address):
        return "opted_out"
    if ready.author is Author.BOT and conversations.get(conn, ready.conversation).epoch != ready.epoch:
        return "floor_moved"
    return None
