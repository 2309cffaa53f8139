"""A customer's story in a real database, and the people who answer it."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert

from handoff.bell import Bell
from handoff.cases.cases import Cases
from handoff.cases.opening import Handoff, Opened, open_case
from handoff.clock import Clock
from handoff.model.agent import Agent, Role
from handoff.model.channel import Channel
from handoff.model.floor import Floor
from handoff.model.message import Author, Message, Utterance
from handoff.outbox.speaking import speak
from handoff.policy.policies import Policies
from handoff.settings import ROOT
from handoff.store import cases as stored
from handoff.store import conversations, floors, messages
from handoff.store.conversations import Conversation
from handoff.store.database import Database
from handoff.store.tables import agents

POLICIES = Policies.load(ROOT / "handoff" / "policy")
NOW = datetime(2026, 6, 3, 13, 5, tzinfo=UTC)  # a Wednesday, five past two in London


class StoppedClock(Clock):
    """Moves only when a test says so."""

    def __init__(self, now: datetime) -> None:
        super().__init__()
        self.time = now

    def now(self) -> datetime:
        return self.time

    def forward(self, **step: float) -> datetime:
        self.time += timedelta(**step)
        return self.time


@dataclass
class World:
    database: Database
    clock: StoppedClock
    bell: Bell
    cases: Cases

    @classmethod
    def over(cls, database: Database) -> "World":
        clock, bell = StoppedClock(NOW), Bell()
        return cls(database, clock, bell, Cases(database, POLICIES, clock, bell))

    async def agent(self, name: str, role: Role = Role.AGENT) -> Agent:
        one = Agent(uuid.uuid4().hex, f"{uuid.uuid4().hex}@example.com", name, role)
        values = {"id": one.id, "email": one.email, "name": name, "role": role, "password_hash": "-", "active": True}
        await self.database.write(lambda conn: conn.execute(insert(agents).values(**values, created_at=NOW)))
        return one

    async def tells(self, *texts: str, who: str = "session-1", sms: bool = False) -> tuple[str, list[str]]:
        """The conversation and the ids of the fragments; ten seconds between them."""
        channel, ours = (Channel.SMS, "+447400000042") if sms else (Channel.WEB, None)

        def work(conn: Connection) -> tuple[str, list[str]]:
            open_one = conversations.open_conversation(
                conn, channel=channel, address=who, our_number=ours, now=self.clock.now()
            )
            ids = [self._say(conn, open_one.id, text) for text in texts]
            return open_one.id, ids

        return await self.database.write(work)

    def _say(self, conn: Connection, conversation: str, text: str) -> str:
        id = uuid.uuid4().hex
        seq = conversations.next_seq(conn, conversation)
        now = self.clock.forward(seconds=10)
        messages.add(conn, id=id, conversation=conversation, seq=seq, author=Author.CUSTOMER, text=text, at=now)
        return id

    async def bot_says(self, conversation: str, text: str) -> None:
        def work(conn: Connection) -> None:
            held = conversations.get(conn, conversation)
            origin, now = uuid.uuid4().hex, self.clock.forward(seconds=1)
            speak(conn, held, [Utterance(text)], author=Author.BOT, origin=origin, now=now)

        await self.database.write(work)

    async def hands_over(
        self, conversation: str, intake: dict[str, Any], reason: str = "story_complete", words: str | None = None
    ) -> Opened:
        """As the engine does it: case and floor in one transaction."""

        def work(conn: Connection) -> Opened:
            held = conversations.get(conn, conversation, lock=True)
            now = self.clock.now()
            opened = open_case(conn, held, Handoff(reason, words, intake), policies=POLICIES, now=now)
            if held.floor is not Floor.QUEUE:
                floors.move(conn, conversation, Floor.QUEUE, now=now)
            return opened

        return await self.database.write(work)

    async def case(self, who: str = "session-1", intake: dict[str, Any] | None = None, **options: Any) -> Opened:
        conversation, _ = await self.tells("my blender came with a cracked jug", who=who, **options)
        return await self.hands_over(conversation, intake if intake is not None else damaged())

    async def conversation_of(self, ref: str) -> Conversation:
        id = (await self.cases.packet(ref))["conversation"]
        return await self.database.read(lambda conn: conversations.get(conn, id))

    async def events(self, ref: str) -> list[str]:
        case = await self.database.read(lambda conn: stored.get(conn, ref))
        return [event.what for event in await self.database.read(lambda conn: stored.events(conn, case.id))]

    async def thread(self, ref: str) -> list[Message]:
        id = (await self.conversation_of(ref)).id
        return await self.database.read(lambda conn: messages.thread(conn, id))


def damaged(**more: Any) -> dict[str, Any]:
    return {"complaint": 0.9, "kind": "damaged", "kinds": [{"name": "damaged", "confidence": 0.9}], **more}


def fact(key: str, value: str) -> dict[str, Any]:
    return {"key": key, "value": value}
