"""Whether the service lives, whether it can do its work, and its figures for Prometheus."""

import asyncio
import time

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json, raw
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import DBAPIError

from handoff.bot_client import BotClient
from handoff.errors import error
from handoff.parts import Parts
from handoff.store import outbox
from handoff.store.database import Database, StoreUnavailable
from handoff.store.migrate import is_current
from handoff.store.tables import conversations, inbox, timers, turns

BOT_SEEN = 1.0  # real seconds that an answer of the bot counts for
COUNTS = {
    "amends_fragments_unread": (
        select(func.count()).select_from(inbox).where(inbox.c.read_at.is_(None)),
        "Not read yet.",
    ),
    "amends_turns_waiting": (
        select(func.count()).select_from(turns).where(turns.c.state == "closed"),
        "Closed turns that wait for the bot's answer.",
    ),
    "amends_timers_set": (select(func.count()).select_from(timers).where(timers.c.state == "set"), "Timers ahead."),
    "amends_interruptions": (
        select(func.coalesce(func.sum(conversations.c.interruptions), 0)),
        "Bot messages that cut into a story, over all conversations.",
    ),
}


class Readiness:
    def __init__(self, database: Database, bot: BotClient, prepared: asyncio.Event) -> None:
        self._database = database
        self._bot = bot
        self._prepared = prepared
        self._bot_seen = -BOT_SEEN

    async def missing(self) -> list[str]:
        """What is not there yet: database, migrations, preparation (keys, the first supervisor), bot."""
        missing = []
        try:
            if not await self._database.read(is_current):
                missing.append("migrations")
            elif not self._prepared.is_set():
                missing.append("preparation")
        except (StoreUnavailable, DBAPIError):
            missing.append("database")
        if not await self._bot_answers():
            missing.append("bot")
        return missing

    async def _bot_answers(self) -> bool:
        if time.monotonic() - self._bot_seen < BOT_SEEN:
            return True
        if not await self._bot.ready():
            return False
        self._bot_seen = time.monotonic()
        return True


def blueprint(parts: Parts, prepared: asyncio.Event) -> Blueprint:
    health = Blueprint("health")
    readiness = Readiness(parts.database, parts.bot, prepared)

    @health.get("/live")
    async def live(_request: Request) -> HTTPResponse:
        return json({"live": True})

    @health.get("/ready")
    async def ready(_request: Request) -> HTTPResponse:
        missing = await readiness.missing()
        if missing:
            return error("not_ready", f"Still missing: {', '.join(missing)}.", 503, missing=missing)
        return json({"ready": True})

    @health.get("/metrics")
    async def metrics(_request: Request) -> HTTPResponse:
        figures = await parts.database.read(lambda conn: _figures(conn, parts.bot.away()))
        return raw(figures, content_type=CONTENT_TYPE_LATEST)

    return health


def _figures(conn: Connection, bots_away: int) -> bytes:
    # A registry of its own for each look: the figures live in the database, shared by all workers.
    registry = CollectorRegistry()
    for name, (query, words) in COUNTS.items():
        Gauge(name, words, registry=registry).set(conn.execute(query).scalar_one())
    Gauge("amends_bots_away", "Bots that this worker does not ask at the moment.", registry=registry).set(bots_away)
    floors = Gauge("amends_conversations", "Open conversations by floor.", ["floor"], registry=registry)
    by_floor = select(conversations.c.floor, func.count()).where(conversations.c.closed_at.is_(None))
    for floor, count in conn.execute(by_floor.group_by(conversations.c.floor)):
        floors.labels(floor).set(count)
    texts = Gauge("amends_texts", "Texts to phones by state.", ["state"], registry=registry)
    for state, count in outbox.counts(conn).items():
        texts.labels(state).set(count)
    return generate_latest(registry)
