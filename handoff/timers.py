"""Fires the timers that are due, each once, also those whose time came while nobody was here: they are rows.

A timer and what it does are one transaction, so there is no lease: who dies half way has done nothing.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import ClassVar

from sqlalchemy import Connection

from handoff.bell import Bell
from handoff.clock import Clock
from handoff.model.lateness import Late, Timing, Verdict, judge
from handoff.policy.policies import Policies
from handoff.policy.quiet import may_write_at
from handoff.rounds import log, log_failure
from handoff.store import clocks, conversations, timers
from handoff.store.conversations import Conversation
from handoff.store.database import Database
from handoff.store.timers import Timer

AT_ONCE = 20
SOMEBODY_IS_THERE = 0.05  # real seconds until the next look at a conversation that somebody else holds
AFTER_FAILURE = 10.0  # real seconds

# What to do when a timer of this kind is due, in one transaction; the topics to ring after it.
Handler = Callable[[Connection, Timer, datetime], Iterable[str]]


class Timers:
    ALWAYS: ClassVar = Timing(Late.AT_ONCE)

    def __init__(
        self, database: Database, policies: Policies, clock: Clock, bell: Bell, handlers: Mapping[str, Handler]
    ) -> None:
        self._database = database
        self._policies = policies
        self._clock = clock
        self._bell = bell
        self._handlers = handlers

    async def go_round(self) -> float | None:
        await self._heed_the_clock()
        now = self._clock.now()
        kinds = list(self._handlers)
        due = await self._database.read(lambda conn: timers.next_due(conn, kinds))
        if due is None:
            return None
        if due > now:
            return (due - now).total_seconds() / self._clock.scale
        found = await self._database.read(lambda conn: timers.due(conn, kinds, now, AT_ONCE))
        done = [await self._fire(timer) for timer in found]
        return 0 if any(done) else SOMEBODY_IS_THERE

    async def _heed_the_clock(self) -> None:
        moved = self._clock.moved()
        if moved:
            log.warning("the clock was put %+.0f s; quiet times begin anew", moved.total_seconds())
            await self._database.write(lambda conn: clocks.begin_anew(conn, moved, self._clock.now()))

    async def _fire(self, timer: Timer) -> bool:
        """False when somebody else holds the conversation."""
        try:
            topics = await self._database.write(lambda conn: self._act(conn, timer), "timer")
        except Exception as error:  # one failing conversation must not keep the others waiting
            log_failure(f"timer {timer.kind}", error)
            later = self._clock.now() + timedelta(seconds=AFTER_FAILURE * self._clock.scale)
            await self._database.write(lambda conn: timers.move(conn, timer, later))
            return True
        if topics is None:
            return False
        self._bell.ring(*topics)
        return True

    def _act(self, conn: Connection, timer: Timer) -> set[str] | None:
        # The conversation first, as everybody does; then the timer, which somebody may have fired or set anew.
        if not conversations.lock_free(conn, timer.conversation):
            return None
        now = self._clock.now()
        current = timers.still_due(conn, timer.id, now)
        if current is None:
            return set()
        conversation = conversations.get(conn, timer.conversation)
        allowed_at = self._allowed_at(conversation, now)
        match judge(self._policies.timers.kinds.get(timer.kind, self.ALWAYS), current.due_at, now, allowed_at):
            case Verdict.MOVE:
                timers.move(conn, current, allowed_at)
                return set()
            case Verdict.DROP:
                log.warning("timer %s of conversation %s came too late", timer.kind, timer.conversation)
                timers.cancel(conn, timer.conversation, timer.kind, timer.epoch)
                return set()
            case Verdict.FIRE:
                topics = set(self._handlers[timer.kind](conn, current, now))
                timers.fired(conn, current)
                return topics

    def _allowed_at(self, conversation: Conversation, now: datetime) -> datetime:
        return may_write_at(self._policies.hours, conversation.channel, conversation.address, now)
