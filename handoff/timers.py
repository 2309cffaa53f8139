"""Fires the timers that are due. They are rows: a restart forgets none."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection

from handoff.bell import Bell
from handoff.clock import Clock
from handoff.rounds import log_failure
from handoff.store import timers
from handoff.store.database import Database
from handoff.store.timers import Timer

LEASE = 10.0  # real seconds

# What to do when a timer of this kind is due, in one transaction; the topics to ring after it.
Handler = Callable[[Connection, Timer, datetime], Iterable[str]]


class Timers:
    def __init__(self, database: Database, clock: Clock, bell: Bell, handlers: Mapping[str, Handler]) -> None:
        self._database = database
        self._clock = clock
        self._bell = bell
        self._handlers = handlers

    async def go_round(self) -> float | None:
        now = self._clock.now()
        kinds = list(self._handlers)
        due = await self._database.read(lambda conn: timers.next_due(conn, kinds))
        if due is None:
            return None
        if due > now:
            return (due - now).total_seconds() / self._clock.scale
        lease = timedelta(seconds=LEASE * self._clock.scale)
        for timer in await self._database.write(lambda conn: timers.claim_due(conn, kinds, now, lease=lease)):
            await self._fire(timer)
        return 0

    async def _fire(self, timer: Timer) -> None:
        def fire(conn: Connection) -> Iterable[str]:
            topics = self._handlers[timer.kind](conn, timer, self._clock.now())
            timers.fired(conn, timer)
            return topics

        try:
            topics = await self._database.write(fire)
        except Exception as error:  # one failing conversation must not keep the others waiting
            log_failure(f"timer {timer.kind}", error)
        else:
            self._bell.ring(*topics)
