"""Has each fragment read as it arrives, and decides anew when the customer has finished telling."""

import asyncio
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from handoff.bell import Bell
from handoff.bot_client import BotClient, BotFailed, BotUnavailable
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

AT_ONCE = 4  # more would not be read sooner, and whoever writes now would be acknowledged later
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
        waiting = await self._database.read(lambda conn: inbox.unread(conn, AT_ONCE))
        if not waiting:
            return None
        self._away = False
        await asyncio.gather(*(self._read(fragment) for fragment in waiting))
        return BOT_AWAY if self._away else 0

    async def _read(self, fragment: Unread) -> None:
        try:
            document = await self._bot.read(
                fragment.id, fragment.text, fragment.channel, at=fragment.at, expects=fragment.expects
            )
            await self._keep(fragment, document)
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
            await self._keep(fragment, None)
            return
        self._away = True
        await self._database.write(lambda conn: inbox.count_read_attempt(conn, fragment.id))

    async def _keep(self, fragment: Unread, document: dict[str, Any] | None) -> None:
        def work(conn: Connection) -> set[str]:
            now = self._clock.now()
            conversation = conversations.get(conn, fragment.conversation, lock=True)
            if not inbox.store_reading(conn, fragment.id, document, now, of_text=fragment.text):
                return set()
            return heed(conn, conversation, fragment, self._rules, now)

        self._bell.ring(*await self._database.write(work, "reading"))


def heed(conn: Connection, conversation: Conversation, fragment: Unread, rules: Listening, now: datetime) -> set[str]:
    """What follows from a reading, in the transaction that stores it; the topics to ring."""
    topics = {f"conversation:{conversation.id}"}
    if conversation.floor in (Floor.QUEUE, Floor.HUMAN):
        timers.set_timer(conn, conversation.id, timers.REFRESH, conversation.epoch, now)
        if conversation.floor is Floor.QUEUE:
            timers.set_timer(conn, conversation.id, timers.WAITING, conversation.epoch, now)
        return topics | {"refresh", "timers"}
    count_interruption(conn, conversation, fragment.id, rules)
    closed = listen_to(conn, conversation, turns.live(conn, conversation.id), rules, now)
    return topics | {"turns" if closed else "timers"}
