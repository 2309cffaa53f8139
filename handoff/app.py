"""Joins the parts of the service in one place, and puts its pages and tasks on one Sanic app."""

import uuid
from typing import Any

from sanic import Blueprint, Sanic
from sanic.blueprint_group import BlueprintGroup

from handoff import errors, health
from handoff.api import http as api
from handoff.background import Background
from handoff.bell import Bell
from handoff.bot_client import BotClient
from handoff.carrier import http as carrier
from handoff.cases.cases import Cases
from handoff.cases.own_links import OwnLinks
from handoff.channels.sms import http as sms
from handoff.channels.web import http as web
from handoff.clock import Clock
from handoff.desk import http as desk
from handoff.inbox import Inbox
from handoff.own_page import http as own_page
from handoff.parts import Parts
from handoff.phrases import Phrases
from handoff.pictures.album import Album
from handoff.policy.policies import Policies
from handoff.settings import ROOT, Settings
from handoff.store.database import Database

LARGEST_REQUEST = 1_000_000  # bytes; 50,000 characters fit in any encoding of them
SERVICE_PHRASES = ROOT / "bot" / "data" / "service.yml"
QUESTIONS = ROOT / "bot" / "data" / "gathering.yml"


def build_parts(settings: Settings, clock: Clock | None = None) -> Parts:
    """`clock`: another than the wall's.

    Raises PolicyError, PhrasesError, ValueError (a database URL of an unknown kind).
    """
    policies = Policies.load(settings.policy_dir)
    phrases = Phrases.load(SERVICE_PHRASES)
    database = Database(settings.database_url)
    clock, bell = clock or Clock.scaled_since(settings.clock_origin, settings.time_scale), Bell()
    own_links = OwnLinks(settings.public_url, policies.customers.link_days, phrases)
    return Parts(
        settings=settings,
        clock=clock,
        bell=bell,
        database=database,
        policies=policies,
        phrases=phrases,
        questions=Phrases.load(QUESTIONS),
        bot=BotClient(settings.bot_urls, settings.bot_secret, policies.listening.assistant),
        inbox=Inbox(database, policies.listening, clock, bell),
        cases=Cases(database, policies, clock, bell, own_links),
        own_links=own_links,
        album=Album(settings.media_dir, policies.customers.pictures),
    )


def create_app(parts: Parts) -> "Sanic[Any, Any]":
    # A name of its own, so that several apps can live in one process.
    app: Sanic[Any, Any] = Sanic(f"amends-{uuid.uuid4().hex[:8]}", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = LARGEST_REQUEST
    app.config.KEEP_ALIVE_TIMEOUT = 75
    app.config.PROXIES_COUNT = parts.settings.proxies
    app.config.ACCESS_LOG = False
    app.config.FALLBACK_ERROR_FORMAT = "json"
    errors.answer_on(app)
    background = Background(parts)
    for blueprint in _blueprints(parts, background):
        app.blueprint(blueprint)

    @app.after_server_start
    async def start(_app: object) -> None:
        await background.start()

    @app.before_server_stop
    async def stop(_app: object) -> None:
        parts.bell.wake_all()
        await background.stop()

    @app.after_server_stop
    async def close(_app: object) -> None:
        await parts.bot.close()
        await parts.database.close()

    return app


def _blueprints(parts: Parts, background: Background) -> "list[Blueprint | BlueprintGroup]":
    made: list[Blueprint | BlueprintGroup | None] = [
        health.blueprint(parts, background.prepared),
        web.blueprint(parts),
        sms.blueprint(parts),
        carrier.blueprint(parts),
        desk.blueprint(parts),
        own_page.blueprint(parts),
        api.blueprint(parts),
    ]
    return [blueprint for blueprint in made if blueprint is not None]
