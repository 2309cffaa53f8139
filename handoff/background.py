"""The tasks that work behind the HTTP service, started and stopped with it."""

import asyncio
from collections.abc import Awaitable, Callable

from handoff.cases.keeping import promise_due
from handoff.cases.looking import typing_over
from handoff.cases.scheduling import time_to_send
from handoff.cases.silence import unanswered
from handoff.channels.sms.account import SmsAccount, account_of
from handoff.channels.sms.media import CarrierMedia
from handoff.channels.sms.missed import Missed
from handoff.channels.sms.replay import Replay
from handoff.channels.sms.spool import Spool
from handoff.channels.sms.taking import Taking
from handoff.channels.sms.twilio_carrier import TwilioCarrier
from handoff.desk.agents import ensure_first_supervisor
from handoff.outbox.sender import Sender
from handoff.outbox.unknowns import Unknowns
from handoff.parts import Parts
from handoff.pictures.fetching import Fetching
from handoff.rounds import Round, keep_going, log_failure
from handoff.store import own_pages, queue, templates, timers, turns
from handoff.store.migrate import migrate
from handoff.timers import Handler, Timers
from handoff.turns.answerer import Answerer
from handoff.turns.follow_up import follow_up_due
from handoff.turns.forgetting import Forgetting
from handoff.turns.pauses import pause_over
from handoff.turns.reader import Reader
from handoff.turns.refresher import Refresher
from handoff.turns.still_waiting import still_waiting
from handoff.wire import Wire

RETRY = 1.0  # real seconds
REST = {"timers": 0.05}  # real seconds after a round; every message sets a timer, and few are due at once


class Background:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._tasks: list[asyncio.Task[None]] = []
        self._closing: list[Callable[[], Awaitable[None]]] = []
        self.prepared = asyncio.Event()
        self._wire = None if parts.database.is_sqlite else Wire(parts.database.engine, parts.bell)

    async def start(self) -> None:
        self._tasks.append(asyncio.create_task(self._run()))

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for close in self._closing:  # in order: the sender hands over by the carrier that is closed after it
            await self._close(close)
        if self._wire is not None:
            await self._close(self._wire.stop)

    async def _close(self, close: Callable[[], Awaitable[None]]) -> None:
        try:
            await close()
        except Exception as error:  # such as a database that went first; the others are still closed
            log_failure("stopping", error)

    async def _run(self) -> None:
        await self._prepare()
        self.prepared.set()
        if self._wire is not None:
            self._wire.start()
        for name, go_round, topics in self._rounds():
            going = keep_going(name, go_round, self._parts.bell, *topics, rest=REST.get(name, 0.0))
            self._tasks.append(asyncio.create_task(going))

    async def _prepare(self) -> None:
        """Waits for the database as long as it takes; `/ready` says so meanwhile."""
        while True:
            try:
                await asyncio.to_thread(migrate, self._parts.database.engine)
                if self._parts.database.is_sqlite:
                    await self._parts.database.write(turns.free_leases)
                await self._parts.database.write(queue.fill_missing)
                await self._parts.database.write(own_pages.make_key)
                await ensure_first_supervisor(self._parts)
                await self._seed_templates()
                return
            except Exception as error:  # the database may be starting, too
                log_failure("preparing", error)
                await asyncio.sleep(RETRY)

    async def _seed_templates(self) -> None:
        given, now = self._parts.policies.templates, self._parts.clock.now()
        await self._parts.database.write(lambda conn: templates.seed(conn, given, now))

    def _rounds(self) -> list[tuple[str, Round, tuple[str, ...]]]:
        parts = self._parts
        database, clock, bell, rules = parts.database, parts.clock, parts.bell, parts.policies.listening
        answerer = Answerer(database, parts.bot, parts.policies, parts.phrases, clock, bell, parts.own_links)
        self._closing.append(answerer.stop)
        rounds: list[tuple[str, Round, tuple[str, ...]]] = [
            ("reader", Reader(database, parts.bot, rules, clock, bell).go_round, ("inbox",)),
            ("timers", Timers(database, parts.policies, clock, bell, self.handlers()).go_round, ("timers",)),
            ("answerer", answerer.go_round, ("turns",)),
            ("forgetting", Forgetting(database, parts.bot, clock).go_round, ("forget",)),
            ("refresher", Refresher(database, parts.bot, parts.policies, clock, bell).go_round, ("refresh",)),
        ]
        account = account_of(parts.settings)
        rounds.append(("pictures", self._fetching(account).go_round, ("pictures",)))
        if account is not None:
            carrier = TwilioCarrier(account, parts.settings.public_url, parts.settings.carrier_patience)
            spool, taking = Spool(parts.settings.spool_dir), Taking(parts)
            lease = 3 * parts.settings.carrier_patience
            sender = Sender(database, carrier, parts.policies, clock, bell, held_back=spool.waits, lease=lease)
            unknowns = Unknowns(database, carrier, parts.policies.texting, clock, bell)
            self._closing += [sender.stop, carrier.close]
            rounds += [
                ("replay", Replay(spool, taking).go_round, ("spool",)),
                ("missed", Missed(account, database, carrier, taking, clock).go_round, ("missed",)),
                ("unknowns", unknowns.go_round, ("unknown",)),
                ("sender", sender.go_round, ("outbox",)),
            ]
        return rounds

    def _fetching(self, account: SmsAccount | None) -> Fetching:
        parts, rules = self._parts, self._parts.policies.customers.pictures
        fetch = None
        if account is not None:
            media = CarrierMedia(account, rules.largest, parts.settings.carrier_patience)
            self._closing.append(media.close)
            fetch = media.fetch
        return Fetching(parts.database, parts.album, rules, parts.clock, parts.bell, fetch)

    def handlers(self) -> dict[str, Handler]:
        policies = self._parts.policies
        return {
            timers.PAUSE: pause_over(policies.listening),
            timers.UNANSWERED: unanswered(policies.hours),
            timers.TYPING: typing_over,
            timers.PROMISE: promise_due(policies.timers),
            timers.WAITING: still_waiting(policies, self._parts.phrases),
            timers.SCHEDULED: time_to_send(policies, self._parts.own_links),
            timers.FOLLOW_UP: follow_up_due(policies, self._parts.phrases),
        }
