"""Customers, bot, agents, carrier, time and crashes in any order: the service is where a small reference model is."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from sanic.router import Router

from handoff.store.database import Database
from tests.handoff import observed
from tests.handoff.driven import AGENTS, OUTBOUND, Customer, Driven
from tests.handoff.invariants import check, no_words_in
from tests.handoff.lives import LONG, lives
from tests.handoff.reference import DONE, URGENT, Act
from tests.handoff.reference_acts import done, hand_back, long_silence, reply, resolve, take, tell
from tests.handoff.reference_course import Around, possible

STAGES = ("told", "answered", "handed over", "taken")
CANARY = "xylophone"  # a word that only customers write


@dataclass(frozen=True)
class Move:
    """One act: what it does to the reference, and how it is done to the service."""

    means: Act
    do: Callable[[], Awaitable[bool]]
    id: str | None = None  # of what is told


class Machine(RuleBasedStateMachine):
    loop: ClassVar[asyncio.Runner]
    driven: ClassVar[Driven]

    def __init__(self) -> None:
        super().__init__()
        self.count = 0
        self.customers = [self.run(self.driven.customer(on_sms=sms)) for sms in (False, True)]

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run(work)

    def teardown(self) -> None:
        self.driven.bot_is("up")
        self.run(self.driven.no_more_faults())
        self.run(self.driven.hold(False))

    # ---------------------------------------------------------------- moves

    @initialize(web=st.sampled_from(STAGES), sms=st.sampled_from(STAGES))
    def long_ago(self, web: str, sms: str) -> None:
        """How far the two have come already."""
        for who, stage in zip(self.customers, (web, sms), strict=True):
            for what in ("part", *({"told": (), "answered": (DONE,)}.get(stage, (URGENT,)))):
                self.run(self.step(who, [self.telling(who, what)]))
            if stage == "taken":
                self.run(self.step(who, [Move(take("Maya"), partial(self.driven.acts, "Maya", "take", who))]))

    @rule(on_sms=st.booleans(), data=st.data())
    def one_act(self, on_sms: bool, data: st.DataObject) -> None:
        who = self.customers[on_sms]
        self.run(self.step(who, [self.any_of(who, data)]))

    @rule(on_sms=st.booleans(), data=st.data())
    def two_at_once(self, on_sms: bool, data: st.DataObject) -> None:
        who = self.customers[on_sms]
        self.run(self.step(who, [self.any_of(who, data), self.any_of(who, data)]))

    @rule(on_sms=st.booleans(), data=st.data(), when=st.sampled_from(("", "unread", "closed", "sending", "sending")))
    def crash_meanwhile(self, on_sms: bool, data: st.DataObject, when: str) -> None:
        """`when`: this is under way, should it come to that."""
        who = self.customers[on_sms or when == "sending"]
        if when == "sending":
            self.run(self.driven.faults("hang"))
        self.run(self.step(who, [self.any_of(who, data)], crash_when=when))

    @rule(on_sms=st.booleans())
    def same_again(self, on_sms: bool) -> None:
        who = self.customers[on_sms]
        self.run(self.step(who, [Move(lambda talk: talk, partial(self.driven.tells, who, *who.told[-1]))]))

    @rule(word=st.sampled_from(("STOP", "START")))
    def customer_wishes(self, word: str) -> None:
        self.run(self.step(self.customers[1], [self.telling(self.customers[1], word)]))

    @rule(how=st.sampled_from(("up", "down", "slow", "wrong")))
    def bot_is(self, how: str) -> None:
        self.driven.bot_is(how)
        for who in self.customers:
            self.run(self.step(who, []))

    @rule(how=st.sampled_from((*OUTBOUND, "lost", "twice")))
    def carrier_will(self, how: str) -> None:
        self.run(self.driven.faults(how) if how in OUTBOUND else self.driven.faults(inbound=(how,)))

    @rule()
    def no_text_leaves_or_all_do(self) -> None:
        self.run(self.driven.hold(not self.driven.held))
        self.run(self.step(self.customers[1], []))

    @rule()
    @precondition(lambda self: not self.driven.held)  # a text that waits so long is not worth sending any more
    def nobody_says_a_word_for_hours(self) -> None:
        self.run(self.hours())

    # ---------------------------------------------------------------- what they are made of

    def telling(self, who: Customer, what: str) -> Move:
        self.count += 1
        text = f"{CANARY} part {self.count}" if what == "part" else what
        id = f"SM{uuid.uuid4().hex}" if who.number else str(uuid.uuid4())
        who.told.append((id, text))
        return Move(tell(text), lambda: self.driven.tells(who, id, text), id)

    def pressing_done(self, who: Customer) -> Move:
        return Move(done, lambda: self.driven.done(who))

    def any_of(self, who: Customer, data: st.DataObject) -> Move:
        """Of a customer's acts, or where there is a case of an agent's."""
        acts = ["part", URGENT, DONE, *([] if who.number else ["done"])]
        if all(talk.case for talk in who.talks):
            acts += ["take", "reply", "reply", "resolve", "return"]
        what = data.draw(st.sampled_from(acts))
        if what in ("part", URGENT, DONE):
            return self.telling(who, what)
        if what == "done":
            return self.pressing_done(who)
        agent = data.draw(st.sampled_from(AGENTS))
        if what != "reply":
            means = {"take": take, "resolve": resolve, "return": hand_back}[what]
            return Move(means(agent), lambda: self.driven.acts(agent, what, who))
        self.count += 1
        text = data.draw(st.sampled_from((f"answer {self.count}", "one moment")))  # the same words are another text
        return Move(reply(agent, text), lambda: self.driven.acts(agent, "messages", who, text))

    async def step(self, who: Customer, moves: list[Move], crash_when: str | None = None) -> None:
        around = await self.around(shaky=crash_when is not None)
        doing = [asyncio.ensure_future(move.do()) for move in moves]
        if crash_when is not None:
            await self.driven.until_under_way(crash_when)
            await self.driven.crash()
        outcome = await asyncio.gather(*doing)
        await self.driven.rest(*(move.id for move in moves if move.id))
        where = possible(who.talks, [move.means for move in moves], around)
        await self.compare(who, {talk for talk in where if talk.refused == outcome.count(False)})

    async def hours(self) -> None:
        around = await self.around()
        self.driven.lives.pass_time(LONG)
        await self.driven.rest()
        for who in self.customers:
            await self.compare(who, possible(who.talks, [long_silence(around.bot_up)], around))

    async def around(self, shaky: bool = False) -> Around:
        coming, bot = await self.driven.faults(), self.driven.lives.bot
        deaf = "bad_number" in coming
        return Around(not bot.down, bot.wrong is not None, shaky or bool(coming), deaf, self.driven.held)

    async def compare(self, who: Customer, talks: set[Any]) -> None:
        seen = await self.driven.see(who)
        who.talks = {talk for talk in talks if observed.of_talk(talk) == seen}
        expected = "\n or ".join(str(observed.of_talk(talk)) for talk in talks)
        assert who.talks, f"\n    {seen}\nis not\n    {expected}"
        if who.number is not None:
            took = len(await self.driven.took(who.number))
            left = sum(left == "taken" for _, _, left in seen.said)
            assert took == left, f"the carrier took {took} texts, and {left} count as taken: {seen}"


def test_the_service_is_where_the_reference_is(
    database_url: str, tmp_path: Path, rounds: int, caplog: pytest.LogCaptureFixture
) -> None:
    with asyncio.Runner() as loop:
        stack = AsyncExitStack()

        async def begin() -> Driven:
            looking = Database(database_url)
            stack.push_async_callback(looking.close)
            driven = Driven(await stack.enter_async_context(lives(database_url, tmp_path)), looking)
            await driven.arrive()
            return driven

        async def hold_true() -> None:
            driven = Machine.driven
            for number in driven.numbers:
                driven.witness.carrier_took += await driven.took(number)
            now = driven.lives.clock.now()
            await driven.looking.read(lambda conn: check(conn, driven.witness, now=now, at_rest=False))

        Machine.loop, Machine.driven = loop, loop.run(begin())
        try:
            run_state_machine_as_test(
                Machine,
                settings=settings(
                    max_examples=6 if rounds < 200 else 300,
                    stateful_step_count=15,
                    deadline=None,
                    derandomize=True,
                    database=None,
                    phases=[Phase.generate],
                    suppress_health_check=list(HealthCheck),
                    print_blob=False,
                ),
            )
            loop.run(hold_true())
        finally:
            loop.run(stack.aclose())
            Router.get.cache_clear()
            Router.find_route_by_view_name.cache_clear()
    assert Machine.driven.lives.ended
    no_words_in(caplog.text, [CANARY])
