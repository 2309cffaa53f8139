"""Has closed turns answered by the bot, several conversations at once, each turn once."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from handoff.bell import Bell
from handoff.bot_client import Answer, BotClient, BotFailed, BotUnavailable, Fragment, Question
from handoff.cases.own_links import OwnLinks
from handoff.clock import Clock
from handoff.model.follow_up import MADE_RIGHT, NOT_YET, PHASE, Answered
from handoff.model.turn import Turn
from handoff.phrases import Phrases
from handoff.policy.policies import Policies
from handoff.rounds import log, log_failure
from handoff.store import inbox, turns
from handoff.store.crash_points import BEGUN, COMMITTED, UNCOMMITTED, crash_at
from handoff.store.database import Database
from handoff.turns.follow_up import heed_answer
from handoff.turns.saying import may_answer, say
from handoff.turns.shown import thank_for_pictures
from handoff.turns.standing_in import give_to_person, hold

AT_ONCE = 8
LEASE = 4.0  # real seconds; renewed by who is alive, so that the turns of one who died wait no longer
RENEWED = 1.0
LONGEST_BACKOFF = 5.0
SHORTEST_CALL = 5.0  # even when the turn has waited long: the bot gets one fair try
NO_HURRY = 1.0  # an answer that is nearly there needs no holding sentence before it


@dataclass
class Asked:
    turn: Turn
    question: Question
    lease: datetime
    follows_up: bool  # the customer was asked whether it was made right
    only_shows: bool  # pictures, and not a word


class Answerer:
    def __init__(
        self,
        database: Database,
        bot: BotClient,
        policies: Policies,
        phrases: Phrases,
        clock: Clock,
        bell: Bell,
        own_links: OwnLinks,
    ) -> None:
        self._database = database
        self._bot = bot
        self._policies = policies
        self._phrases = phrases
        self._clock = clock
        self._bell = bell
        self._own_links = own_links
        self._under_way: dict[asyncio.Task[None], Asked] = {}
        self._full = False  # more turns may wait than were claimed
        self._renewing: asyncio.Task[None] | None = None

    async def go_round(self) -> float | None:
        if self._renewing is None:
            self._renewing = asyncio.create_task(self._renew_leases())
        free = AT_ONCE - len(self._under_way)
        claimed = await self._database.write(lambda conn: self._claim(conn, free)) if free else []
        self._full = len(claimed) == free
        for asked in claimed:
            crash_at("turn.claim", COMMITTED)
            task = asyncio.create_task(self._answer(asked))
            self._under_way[task] = asked
            task.add_done_callback(self._finished)
        return None

    async def stop(self) -> None:
        """What is being answered is free at once for the next worker."""
        under_way = dict(self._under_way)
        tasks = [*under_way, *([self._renewing] if self._renewing else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for asked in under_way.values():
            await self._try_again(asked, 0.0, error="stopped", reached=True)

    async def _renew_leases(self) -> None:
        while True:
            await asyncio.sleep(RENEWED)
            if not self._under_way:
                continue
            until = self._clock.now() + self._real(LEASE)
            try:
                await self._database.write(partial(_renew, held=list(self._under_way.values()), until=until))
            except Exception as error:  # the leases run out and others take the turns up; they are answered once
                log_failure("renewing leases", error)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._under_way.pop(task, None)
        if self._full:
            self._bell.ring("turns")

    def _claim(self, conn: Connection, limit: int) -> list[Asked]:
        """The floor and its epoch are checked here, when a turn starts, and again when its words are stored."""
        now = self._clock.now()
        lease = now + self._real(LEASE)
        claimed = []
        for turn in turns.claim(conn, now, lease, limit):
            crash_at("turn.claim", BEGUN)
            held = may_answer(conn, turn.id, lock=False)
            if held is None:
                turns.drop(conn, turn.id)
                continue
            conversation, _ = held
            told = inbox.of_turn(conn, turn.id)
            question = Question(
                turn=turn.id,
                conversation=conversation.id,
                fragments=[Fragment(one.id, one.text, one.at) for one in told],
                channel=conversation.channel,
                known=conversation.known,
                button=None if turn.button in (MADE_RIGHT, NOT_YET) else turn.button,
                supersedes=turn.supersedes,
            )
            only_shows = turn.button is None and bool(told) and all(one.only_shows for one in told)
            claimed.append(Asked(turn, question, lease, conversation.phase == PHASE, only_shows))
            crash_at("turn.claim", UNCOMMITTED)
        return claimed

    async def _answer(self, asked: Asked) -> None:
        try:
            try:
                if asked.follows_up and await self._was_answer(asked):
                    return
                if asked.only_shows:
                    await self._commit(
                        lambda conn: thank_for_pictures(
                            conn, asked.turn.id, policies=self._policies, phrases=self._phrases, now=self._clock.now()
                        )
                    )
                    return
                answer = await self._ask(asked)
                await self._commit(
                    lambda conn: say(
                        conn,
                        asked.turn.id,
                        answer,
                        policies=self._policies,
                        now=self._clock.now(),
                        own_links=self._own_links,
                    ),
                    "turn.answer",
                )
            except BotUnavailable as error:
                await self._missed(asked, str(error), reached=error.reached, wrong=False)
            except BotFailed as error:
                log.warning("answering turn %s: %s", asked.turn.id, error)
                await self._missed(asked, str(error), reached=True, wrong=True)
            except Exception as error:  # such as a case that cannot be opened from this answer
                log_failure("answering", error)
                await self._missed(asked, type(error).__name__, reached=True, wrong=True)
        except Exception as error:  # the edge of the task; the lease runs out and the turn is tried again
            log_failure("answering", error)

    async def _was_answer(self, asked: Asked) -> bool:
        """Whether the customer said that it was made right, or that it was not. Raises BotUnavailable."""
        meant, topics = await self._database.write(
            lambda conn: heed_answer(
                conn, asked.turn.id, policies=self._policies, phrases=self._phrases, now=self._clock.now()
            )
        )
        self._bell.ring(*topics)
        if meant is Answered.UNREAD:
            raise BotUnavailable("the answer is not read yet", reached=False)
        return meant is not Answered.UNCLEAR

    async def _ask(self, asked: Asked) -> Answer:
        rules, waited = self._policies.listening.assistant, self._waited(asked)
        left = max(SHORTEST_CALL, rules.person_after - waited)
        call = asyncio.create_task(self._bot.respond(asked.question, left))
        try:
            hurry = max(min(NO_HURRY, rules.holding_after), rules.holding_after - waited)
            answered, _ = await asyncio.wait({call}, timeout=hurry)
            if not answered:
                await self._hold(asked)
            return await call
        finally:
            call.cancel()

    async def _missed(self, asked: Asked, error: str, *, reached: bool, wrong: bool) -> None:
        rules = self._policies.listening.assistant
        waited = self._waited(asked)
        if waited >= rules.person_after or (wrong and asked.turn.attempts >= rules.most_failures):
            await self._commit(
                lambda conn: give_to_person(
                    conn,
                    asked.turn.id,
                    error,
                    policies=self._policies,
                    phrases=self._phrases,
                    now=self._clock.now(),
                )
            )
            return
        if waited >= rules.holding_after:
            await self._hold(asked)
        backoff = 0.5 * 2**asked.turn.attempts if wrong else max(0.5, waited / 4)
        await self._try_again(asked, min(LONGEST_BACKOFF, backoff), error=error, reached=reached)

    async def _try_again(self, asked: Asked, seconds: float, *, error: str, reached: bool) -> None:
        at = self._clock.now() + self._real(seconds)
        await self._database.write(lambda conn: turns.retry_at(conn, asked.turn.id, at, error=error, reached=reached))

    async def _hold(self, asked: Asked) -> None:
        await self._commit(lambda conn: hold(conn, asked.turn.id, phrases=self._phrases, now=self._clock.now()))

    async def _commit(self, work: Callable[[Connection], set[str]], step: str | None = None) -> None:
        self._bell.ring(*await self._database.write(work, step))

    def _waited(self, asked: Asked) -> float:
        """Real seconds since the turn closed."""
        if asked.turn.closed_at is None:
            return 0.0
        return (self._clock.now() - asked.turn.closed_at).total_seconds() / self._clock.scale

    def _real(self, seconds: float) -> timedelta:
        return timedelta(seconds=seconds * self._clock.scale)


def _renew(conn: Connection, held: list[Asked], until: datetime) -> None:
    for asked in held:
        if turns.renew(conn, asked.turn.id, asked.lease, until):
            asked.lease = until
