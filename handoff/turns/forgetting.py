"""What a customer had erased is forgotten by the bots, too; one that is away forgets it when it is back."""

import time

from sqlalchemy import Connection

from handoff.bot_client import BotClient, BotFailed, BotUnavailable
from handoff.clock import Clock
from handoff.rounds import log
from handoff.store import conversations, erasing
from handoff.store.database import Database

AGAIN = 5.0  # real seconds until a bot that did not forget is asked again
AT_ONCE = 20


class Forgetting:
    def __init__(self, database: Database, bot: BotClient, clock: Clock) -> None:
        self._database = database
        self._bot = bot
        self._clock = clock
        self._not_before = 0.0

    async def go_round(self) -> float | None:
        if time.monotonic() < self._not_before:
            return None
        ids = await self._database.read(lambda conn: erasing.to_forget(conn, AT_ONCE))
        try:
            done = [await self._forget(id) for id in ids]
        except BotUnavailable:
            done = [False]
        if all(done):
            return 0.0 if ids else None
        self._not_before = time.monotonic() + AGAIN
        return None

    async def _forget(self, id: str) -> bool:
        """Raises BotUnavailable: the others can wait, too."""
        try:
            await self._bot.forget(id)
        except BotFailed as error:
            log.warning("forgetting conversation %s: %s", id, error)
            return False

        def work(conn: Connection) -> None:
            conversations.change(conn, id, forgotten_at=self._clock.now())

        await self._database.write(work)
        return True
