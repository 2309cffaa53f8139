"""Has each fragment read as it arrives, and decides anew when the customer has finished telling."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from handoff.bell import Bell
from handoff.bot_client import BotClient, BotFailed, BotUnavailable, ToRead
from handoff.clock import Clock
from handoff.hearing import listen_to
from handoff.model.floor import Floor
from handoff.model.listening import Listening
from handoff.rounds import log, log_failure
from handoff.store import conversations, inbox, timers, turns
from handoff.store.conversations import Conversation
from handoff.store.database import Database
from handoff.store.inbox import Unread
from handoff.turns.interruptions import count_interruption

IN_ONE = 8  # fragments in one request: its first reading is kept together with its last
BOT_AWAY = 1.0  # real seconds until the next try


class Reader:
    def __init__(self, database: Database, bot: BotClient, rules: Listening, clock: Clock, bell: Bell) -> None:
        self._database = database
        self._bot = bot
        self._rules = rules
        self._clock = clock
        self._bell = bell
        self._away = False

    async def go_round(self) -> float | None:
        bots = self._bot.replicas
        # A bot that was away may refuse a list: one first, which says that it is back.
        most = bots if self._away else IN_ONE * bots
        waiting = await self._database.read(lambda conn: inbox.unread(conn, most))
        if not waiting:
            return None
        self._away = False
        # Each bot a share, the oldest of each first.
        shares = [waiting[number::bots] for number in range(min(bots, len(waiting)))]
        await asyncio.gather(*(self._read_share(share) for share in shares))
        return BOT_AWAY if self._away else 0

    async def _read_share(self, share: Sequence[Unread]) -> None:
        if len(share) == 1:
            await self._read(share[0])
            return
        try:
            documents = await self._bot.read_several([_asked(fragment) for fragment in share])
            await self._keep(list(zip(share, documents, strict=True)))
        except BotUnavailable:
            self._away = True
        except Exception as error:  # one of them is at fault, or the bot reads them one by one only
            if not isinstance(error, BotFailed):
                log_failure("reading", error)
            for fragment in share:
                await self._read(fragment)

    async def _read(self, fragment: Unread) -> None:
        try:
            document = await self._bot.read(_asked(fragment))
            await self._keep([(fragment, document)])
        except BotUnavailable:
            self._away = True
        except BotFailed as error:
            await self._give_up_or_retry(fragment, error)
        except Exception as error:  # one failing fragment must not keep the others waiting
            self._away = True
            log_failure("reading", error)

    async def _give_up_or_retry(self, fragment: Unread, error: BotFailed) -> None:
        log.warning("reading fragment %s: %s", fragment.id, error)
        if fragment.attempts + 1 >= self._rules.assistant.most_failures:
            await self._keep([(fragment, None)])
            return
        self._away = True
        await self._database.write(lambda conn: inbox.count_read_attempt(conn, fragment.id))

    async def _keep(self, read: Sequence[tuple[Unread, dict[str, Any] | None]]) -> None:
        def work(conn: Connection) -> set[str]:
            topics: set[str] = set()
            # In one order for every worker: two that lock the same conversations do not wait for each other.
            for fragment, document in sorted(read, key=lambda one: one[0].conversation):
                now = self._clock.now()
                conversation = conversations.get(conn, fragment.conversation, lock=True)
                if inbox.store_reading(conn, fragment.id, document, now, of_text=fragment.text):
                    topics |= heed(conn, conversation, fragment, self._rules, now)
            return topics

        self._bell.ring(*await self._database.write(work, "reading"))


def _asked(fragment: Unread) -> ToRead:
    return ToRead(fragment.id, fragment.text, fragment.channel, fragment.at, fragment.expects)


def heed(conn: Connection, conversation: Conversation, fragment: Unread, rules: Listening, now: datetime) -> set[str]:
    """What follows from a reading, in the transaction that stores it; the topics to ring."""
    # What was read shows at the desk; the customer sees it when the turn closes.
    topics = {f"heard:{conversation.id}"}
    if conversation.floor in (Floor.QUEUE, Floor.HUMAN):
        timers.set_timer(conn, conversation.id, timers.REFRESH, conversation.epoch, now)
        if conversation.floor is Floor.QUEUE:
            timers.set_timer(conn, conversation.id, timers.WAITING, conversation.epoch, now)
        return topics | {"refresh", "timers"}
    count_interruption(conn, conversation, fragment.id, rules)
    closed = listen_to(conn, conversation, turns.live(conn, conversation.id), rules, now)
    return topics | ({"turns", f"conversation:{conversation.id}"} if closed else {"timers"})
