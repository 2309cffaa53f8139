"""Joins the parts of the service in one place, and puts its pages and tasks on one Sanic app."""

import uuid
from typing import Any

from sanic import Sanic

from handoff import errors, health
from handoff.bell import Bell
from handoff.bot_client import BotClient
from handoff.clock import Clock
from handoff.inbox import Inbox
from handoff.parts import Parts
from handoff.phrases import Phrases
from handoff.policy.policies import Policies
from handoff.settings import ROOT, Settings
from handoff.store.database import Database

LARGEST_REQUEST = 1_000_000  # bytes; 50,000 characters fit in any encoding of them
SERVICE_PHRASES = ROOT / "bot" / "data" / "service.yml"


def build_parts(settings: Settings) -> Parts:
    """Raises PolicyError, PhrasesError, ValueError (a database URL of an unknown kind)."""
    policies = Policies.load(settings.policy_dir)
    phrases = Phrases.load(SERVICE_PHRASES)
    database = Database(settings.database_url)
    clock, bell = Clock(settings.time_scale), Bell()
    return Parts(
        settings=settings,
        clock=clock,
        bell=bell,
        database=database,
        policies=policies,
        phrases=phrases,
        bot=BotClient(settings.bot_url, settings.bot_secret),
        inbox=Inbox(database, policies.listening, clock, bell),
        cases=_cases(database, policies, clock, bell),
    )


def create_app(parts: Parts) -> "Sanic[Any, Any]":
    # A name of its own, so that several apps can live in one process.
    app: Sanic[Any, Any] = Sanic(f"amends-{uuid.uuid4().hex[:8]}", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = LARGEST_REQUEST
    app.config.KEEP_ALIVE_TIMEOUT = 75
    app.config.ACCESS_LOG = False
    app.config.FALLBACK_ERROR_FORMAT = "json"
    errors.answer_on(app)
    for blueprint in _blueprints(parts):
        app.blueprint(blueprint)
    background = _background(parts)

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


def _blueprints(parts: Parts) -> list[Any]:
    from importlib import import_module

    found = [health.blueprint(parts)]
    for name in ("channels.web", "channels.sms", "carrier", "desk", "api"):
        try:
            made = import_module(f"handoff.{name}.http").blueprint(parts)
        except ImportError as e:
            print("missing", e)
            continue
        if made is not None:
            found.append(made)
    return found


def _cases(*given: Any) -> Any:
    try:
        from handoff.cases.cases import Cases
    except ImportError:
        return None
    return Cases(*given)


def _background(parts: Parts) -> Any:
    try:
        from handoff.background import Background
    except ImportError as e:
        print("missing", e)
        from handoff.background_nothing import Background
    return Background(parts)
