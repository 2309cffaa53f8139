"""Keeps a case's packet true while the customer goes on telling after the handover."""

from datetime import timedelta

from sqlalchemy import Connection

from handoff.bell import Bell
from handoff.bot_client import BotClient, BotFailed, BotUnavailable, Fragment
from handoff.cases.refreshing import refresh_packet
from handoff.clock import Clock
from handoff.policy.policies import Policies
from handoff.rounds import log, log_failure
from handoff.store import conversations, inbox, timers
from handoff.store.conversations import Conversation
from handoff.store.database import Database
from handoff.store.timers import Timer

LEASE = 5.0  # real seconds until a refresh that did not come about is tried again


class Refresher:
    def __init__(self, database: Database, bot: BotClient, policies: Policies, clock: Clock, bell: Bell) -> None:
        self._database = database
        self._bot = bot
        self._policies = policies
        self._clock = clock
        self._bell = bell

    async def go_round(self) -> float | None:
        now = self._clock.now()
        due = await self._database.read(lambda conn: timers.next_due(conn, [timers.REFRESH]))
        if due is None or due > now:
            return None
        lease = timedelta(seconds=LEASE * self._clock.scale)
        for timer in await self._database.write(
            lambda conn: timers.claim_due(conn, [timers.REFRESH], now, lease=lease)
        ):
            await self._refresh(timer)
        return None

    async def _refresh(self, timer: Timer) -> None:
        try:
            conversation, told = await self._database.read(lambda conn: _story(conn, timer.conversation))
            intake = await self._bot.understand(told, conversation.channel, conversation.known)
        except BotUnavailable:
            return
        except BotFailed as error:
            log.warning("understanding conversation %s anew: %s", timer.conversation, error)
            await self._database.write(lambda conn: timers.fired(conn, timer))
            return

        def work(conn: Connection) -> None:
            refresh_packet(conn, timer.conversation, intake, policies=self._policies, now=self._clock.now())
            conversations.change(conn, timer.conversation, intake=intake)
            timers.fired(conn, timer)

        try:
            await self._database.write(work)
        except Exception as error:  # one failing conversation must not keep the others waiting
            log_failure("refreshing", error)
        else:
            refs = await self._database.read(lambda conn: conversations.case_refs(conn, timer.conversation))
            self._bell.ring("queue", f"conversation:{timer.conversation}", *(f"case:{ref}" for ref in refs))


def _story(conn: Connection, conversation_id: str) -> tuple[Conversation, list[Fragment]]:
    told = inbox.of_conversation(conn, conversation_id)
    return conversations.get(conn, conversation_id), [Fragment(one.id, one.text, one.at) for one in told]
