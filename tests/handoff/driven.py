"""People who act on a service through its doors, patiently, also while it is ended and begun again."""

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx2
from sqlalchemy import Connection, select

from handoff.api import tokens
from handoff.carrier.stand_in import Fault
from handoff.channels.sms.account import account_of
from handoff.model.agent import Role
from handoff.store.database import Database
from handoff.store.tables import cases
from tests.handoff import observed
from tests.handoff.invariants import Taken, Witness
from tests.handoff.lives import Lives
from tests.handoff.observed import View
from tests.handoff.phone import CONFIRMATION, free_number
from tests.handoff.reference import Talk

AGENTS = ("Maya", "Sam")
PATIENCE = 120.0  # real seconds until the service must be at rest
STUCK = 0.15  # real seconds after which only time helps
AFTER_CRASH = timedelta(seconds=6)  # longer than any lease
A_WHILE = timedelta(days=30)
HELPS = {"unknown": 20, "ready": 1, "closed": 2, "missing": 301}  # story seconds, by what waits


@dataclass
class Customer:
    """`talks`: where the reference says that the conversation may be."""

    number: str | None
    conversation: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    talks: set[Talk] = field(default_factory=set)
    told: list[tuple[str, str]] = field(default_factory=list)  # outside id, text


class Driven:
    def __init__(self, lives: Lives, looking: Database) -> None:
        self.lives, self.looking = lives, looking
        self.witness = Witness()
        self.numbers: list[str] = []
        self.held = False  # no text leaves for the moment
        self._tokens: dict[str, str] = {}

    async def arrive(self) -> None:
        now = self.lives.clock.now()
        for name in AGENTS:
            self._tokens[name] = await self.lives.parts.database.write(
                lambda conn, name=name: tokens.create(conn, name=name, role=Role.AGENT, now=now)  # type: ignore[misc]
            )

    async def customer(self, *, on_sms: bool) -> Customer:
        if on_sms:
            self.numbers.append(f"+44770{len(self.numbers):07d}")
            return Customer(self.numbers[-1], talks={Talk(True)})
        session = (await self.lives.http.post("/chat/sessions", json={})).json()
        headers = {"Authorization": f"Bearer {session['token']}"}
        return Customer(None, session["conversation"], headers, {Talk(False)})

    # Each act returns whether it was done, or refused.

    async def tells(self, who: Customer, id: str, text: str) -> bool:
        if who.number is not None:
            words = {"number": who.number, "text": text, "sid": id}
            # Where nobody answers, the carrier keeps it in its list.
            await self.lives.carrier.post("/phone/messages", json=words)
        else:
            body = {"id": id, "text": text}
            await self._answered(lambda: self.lives.http.post("/chat/messages", json=body, headers=who.headers))
        self.witness.acknowledged.add(id)
        return True

    async def done(self, who: Customer) -> bool:
        await self._answered(lambda: self.lives.http.post("/chat/done", headers=who.headers))
        return True

    async def acts(self, agent: str, what: str, who: Customer, text: str | None = None) -> bool:
        ref = await self.looking.read(lambda conn: _latest_case(conn, who))
        body = {"id": str(uuid.uuid4())} | ({} if text is None else {"text": text})
        headers = {"Authorization": f"Bearer {self._tokens[agent]}"}
        answer = await self._answered(
            lambda: self.lives.http.post(f"/api/cases/{ref}/{what}", json=body, headers=headers)
        )
        assert answer.status_code in (200, 201, 409), answer.text
        return answer.status_code != 409

    async def _answered(self, ask: Callable[[], Awaitable[httpx2.Response]]) -> httpx2.Response:
        while True:
            try:
                answer = await ask()
            except httpx2.TransportError:
                await asyncio.sleep(0.02)
                continue
            if answer.status_code not in (429, 503):
                assert answer.status_code < 500, answer.text
                return answer
            await asyncio.sleep(0.02)

    # ---------------------------------------------------------------- the world

    def bot_is(self, how: str) -> None:
        """up, down, slow, or wrong: it answers no turn as agreed."""
        bot = self.lives.bot
        bot.down, bot.slow, bot.wrong = how == "down", 0.1 if how == "slow" else 0.0, "500" if how == "wrong" else None

    async def crash(self) -> None:
        await self.lives.end(abruptly=True)
        await self.lives.begin()
        self.lives.pass_time(AFTER_CRASH)

    async def hold(self, held: bool) -> None:
        self.held = held
        until = self.lives.clock.now() + (A_WHILE if held else timedelta())
        await self.lives.parts.database.write(lambda conn: free_number(conn, until))

    async def faults(self, *outbound: str, inbound: tuple[str, ...] = ()) -> list[str]:
        """Those that are still to come."""
        given = {"faults": list(outbound), "inbound": list(inbound)}
        coming: list[str] = (await self.lives.carrier.put("/carrier/faults", json=given)).json()["faults"]
        return coming

    async def no_more_faults(self) -> None:
        account = account_of(self.lives.settings)
        assert account is not None
        url = f"/carrier/2010-04-01/Accounts/{account.sid}/Messages.json"
        form = {"To": "+15005550006", "Body": "."}
        while await self.faults():
            with suppress(httpx2.TimeoutException):
                await self.lives.carrier.post(url, data=form, auth=(account.sid, account.tokens[0]), timeout=0.3)

    async def rest(self, *told: str) -> None:
        """Waits until nothing is left to be done at this time; a little time passes where that is needed."""
        began = changed = time.monotonic()
        before: set[str] = set()
        while todo := await self.looking.read(self._still_to_do(told)):
            now = time.monotonic()
            if todo != before:
                before, changed = todo, now
            elif now - changed > STUCK or todo <= {"unknown", "ready"}:
                self.lives.pass_time(timedelta(seconds=max(HELPS.get(one, 0) for one in todo)))
                changed = now
            if now - began > PATIENCE:
                raise AssertionError(f"it does not come to rest: {todo}")
            self.lives.ring()
            await asyncio.sleep(0.01)

    async def until_under_way(self, what: str) -> None:
        """Or until it seems not to come about."""
        ends = time.monotonic() + STUCK
        while what and what not in await self.looking.read(self._still_to_do(())) and time.monotonic() < ends:
            await asyncio.sleep(0.002)

    def _still_to_do(self, told: tuple[str, ...]) -> Callable[[Connection], set[str]]:
        now, bot_up = self.lives.clock.now(), not self.lives.bot.down
        left = {"ready"} if self.held else set[str]()
        return lambda conn: observed.still_to_do(conn, now, bot_up=bot_up, told=told) - left

    async def see(self, who: Customer) -> View:
        def look(conn: Connection) -> View:
            who.conversation = who.conversation or observed.conversation_of(conn, who.number or "")
            return observed.of_database(conn, who.conversation)

        return await self.looking.read(look)

    async def took(self, number: str) -> list[Taken]:
        answer = await self.lives.carrier.get("/phone/messages", params={"number": number})
        texts: list[dict[str, Any]] = answer.json()["messages"]
        return [
            Taken(number, text["body"], observed.instant(text["at"]))
            for text in texts
            if text["direction"] == "out" and CONFIRMATION not in text["body"]
        ]


def _latest_case(conn: Connection, who: Customer) -> str:
    query = select(cases.c.ref).where(cases.c.conversation == who.conversation).order_by(cases.c.id.desc()).limit(1)
    ref: str = conn.execute(query).scalar_one()
    return ref


# A phone that was out of reach gets the same text twice.
OUTBOUND = tuple(fault.value for fault in Fault if fault is not Fault.UNREACHABLE)
