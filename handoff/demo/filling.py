"""Plays the week of the demo into an empty database: everything that happened until now, in its order."""

import heapq
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import count

import yaml
from sqlalchemy import Connection, func, select

from handoff.background import Background
from handoff.cases.cases import Cases
from handoff.demo.customer import Customer
from handoff.demo.desk_side import Desk, deliver
from handoff.demo.story import Person, Step, Story
from handoff.demo.story_clock import StoryClock, began, open_after
from handoff.desk import agents
from handoff.inbox import Inbox
from handoff.model.agent import Agent
from handoff.model.channel import Channel
from handoff.model.follow_up import PHASE
from handoff.parts import Parts
from handoff.phrases import Phrases
from handoff.settings import ROOT
from handoff.store import cases, conversations, notices, templates, timers
from handoff.store.tables import cases as case_rows
from handoff.timers import Timers

Act = Callable[[], Awaitable[None]]
BETWEEN, CLOSES, THINKS = timedelta(seconds=27), timedelta(seconds=40), timedelta(seconds=12)
DECIDES = timedelta(minutes=25)  # of opening hours, until a supervisor answers
BRISK = timedelta(minutes=6)  # of opening hours, between a customer's thanks and the end of the case
HEARD = timedelta(hours=1)
FINDS = timedelta(hours=2)  # until a customer answers whether it was made right
WORDS = ROOT / "bot" / "data"


class Week:
    def __init__(self, parts: Parts, people: dict[str, Agent], now: datetime) -> None:
        self._clock = StoryClock(now - timedelta(days=30))
        bell, policies, database = parts.bell, parts.policies, parts.database
        self.parts = replace(
            parts,
            clock=self._clock,
            inbox=Inbox(database, policies.listening, self._clock, bell),
            cases=Cases(database, policies, self._clock, bell),
        )
        self._now, self._hours = now, policies.hours
        self._desk = Desk(self.parts, people)
        handlers = Background(self.parts).handlers()
        self._kinds = [kind for kind in handlers if kind != timers.PAUSE]
        self._timers = Timers(database, policies, self._clock, bell, {kind: handlers[kind] for kind in self._kinds})
        self._words = {channel: Phrases.load(WORDS / "handover.yml", channel) for channel in Channel}
        self._titles = _button_titles()
        self._coming: list[tuple[datetime, int, Act]] = []
        self._numbers = count()
        self._customers: dict[str, Customer] = {}

    async def play(self, stories: list[Story]) -> None:
        for story in stories:
            self._plan(story)
        while self._coming:
            at, _, act = heapq.heappop(self._coming)
            await self._fire_until(at)
            self._clock.to(at)
            await act()
            await self.parts.database.write(partial(deliver, now=at))
        await self._fire_until(self._now)

    def _at(self, at: datetime, act: Act) -> None:
        """What would come after now has not happened."""
        if at <= self._now:
            heapq.heappush(self._coming, (at, next(self._numbers), act))

    def _plan(self, story: Story) -> None:
        words = self._words[Channel.WEB if story.phone is None else Channel.SMS]
        customer = Customer(self.parts, story, words, self._titles)
        at = began(story.when, self._hours, self._now)
        for index in range(len(story.tells)):
            self._at(at, partial(customer.tell, index))
            at += BETWEEN
        at += CLOSES - BETWEEN
        if story.reason == "story_complete":
            self._at(at, customer.reflected)
            at += CLOSES
            self._at(at, customer.confirms)
            for index in range(len(story.asked)):
                at += THINKS
                self._at(at, partial(customer.asked, index))
                at += CLOSES
                self._at(at, partial(customer.answers, index))
            at += THINKS
        self._at(at, partial(self._hand_over, customer))
        said = 0
        for index, step in enumerate(story.steps):
            if step.does == "says":
                at += step.after
                self._at(at, partial(customer.says, said, step.who, stops=step.more.get("wish") == "stop"))
                said += 1
            else:
                after = min(step.after, BRISK) if _only_ends(story.steps, index) else step.after
                at = open_after(self._hours, at, after)
                self._at(at, partial(self._act, customer, step))

    async def _hand_over(self, customer: Customer) -> None:
        await customer.handed_over()
        self._customers[customer.conversation] = customer

    async def _act(self, customer: Customer, step: Step) -> None:
        ref = await self.parts.database.read(partial(_latest, conversation=customer.conversation))
        if await self._desk.do(ref, step) and step.more.get("approved", True) is not None:
            at = open_after(self._hours, self._clock.now(), DECIDES)
            self._at(at, partial(self._desk.answer, ref, step))

    async def _fire_until(self, at: datetime) -> None:
        """Promises break, silent agents lose their cases, customers are asked: each at its time."""
        while True:
            due = await self.parts.database.read(lambda conn: timers.next_due(conn, self._kinds))
            if due is None or due > at:
                return
            self._clock.to(due)
            await self._timers.go_round()
            await self._hear_answers()

    async def _hear_answers(self) -> None:
        for id, customer in self._customers.items():
            how = customer.story.made_right
            if how is None:
                continue
            asked = await self.parts.database.read(partial(conversations.get, id=id))
            if asked.phase == PHASE:
                del self._customers[id]
                self._at(self._clock.now() + FINDS, partial(self._finds_it, customer, how))
                return

    async def _finds_it(self, customer: Customer, how: str) -> None:
        await customer.finds_it(how)
        await self._answerer_heeds(customer.conversation)
        await customer.adds()

    async def _answerer_heeds(self, conversation: str) -> None:
        from handoff.store import turns
        from handoff.turns.follow_up import heed_answer

        def work(conn: Connection) -> None:
            turn = turns.live(conn, conversation)
            if turn is not None:
                now, policies = self._clock.now(), self.parts.policies
                heed_answer(conn, turn.id, policies=policies, phrases=self.parts.phrases, now=now)

        await self.parts.database.write(work)


async def fill(parts: Parts, people: list[Person], stories: list[Story], password_hash: str) -> int:
    """How many cases there are afterwards."""
    now = parts.clock.now()

    def staff(conn: Connection) -> dict[str, Agent]:
        templates.seed(conn, parts.policies.templates, now)
        return {
            one.name.split()[0]: agents.add(
                conn, email=one.email, name=one.name, role=one.role, password_hash=password_hash, now=now
            )
            for one in people
        }

    week = Week(parts, await parts.database.write(staff), now)
    await week.play(stories)
    await parts.database.write(partial(_hear_of_the_past, now=now))
    return await parts.database.read(lambda conn: conn.execute(select(func.count(case_rows.c.id))).scalar_one())


def _hear_of_the_past(conn: Connection, now: datetime) -> None:
    """What people were told of before this hour they have heard."""
    for one in agents.everyone(conn):
        for notice in notices.unseen(conn, one.id):
            if notice.at < now - HEARD:
                notices.seen(conn, one.id, notice.ref, now)


def _latest(conn: Connection, conversation: str) -> str:
    found = conn.execute(
        select(case_rows.c.ref).where(case_rows.c.conversation == conversation).order_by(case_rows.c.id.desc()).limit(1)
    ).scalar_one()
    return cases.get(conn, found).ref


def _only_ends(steps: tuple[Step, ...], index: int) -> bool:
    """The customer has said the last word, and the case is brought to its end: nobody lets that lie around."""
    return any(step.does == "says" for step in steps[:index]) and all(
        step.does in ("gives", "notes", "resolves") for step in steps[index:]
    )


def _button_titles() -> dict[str, str]:
    """By the id of the button, as designers wrote them."""
    titles: dict[str, str] = {}
    for name in ("reflection.yml", "story.yml", "gathering.yml"):
        document = yaml.safe_load((WORDS / name).read_text(encoding="utf-8"))
        for variants in document.get("responses", {}).values():
            for variant in variants:
                for button in variant.get("buttons", ()):
                    titles.setdefault(button["payload"], button["title"])
    return titles
