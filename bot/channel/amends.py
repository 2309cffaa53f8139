"""Rasa's input channel `amends`: read, understand, respond, forget (docs/contracts.md)."""

import asyncio
import hmac
import ipaddress
import json
import logging
import os
import traceback
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.shared.exceptions import RasaException
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, raw

from channel import dialogue, speed
from channel.dialogue_store import DialogueMoved, DialogueStoreUnavailable
from channel.incoming import BadRequest, forget_request, read_request, turn_request, understand_request
from channel.readings import readings_of

SECRET = "X-Amends-Secret"
INSIDE_ONLY = ("text", "at")  # of a reading; the service has them already
logger = logging.getLogger(__name__)
Handler = Callable[[Agent, bytes], Awaitable[dict[str, Any]]]

speed.install()


class NoSecret(RasaException):
    pass


class Amends(InputChannel):
    """AMENDS_BOT_SECRET must be set. Only with AMENDS_DEVELOPMENT=1 may it be empty, and then only this machine is
    answered."""

    def __init__(self, secret: str, development: bool) -> None:
        if not secret and not development:
            raise NoSecret("AMENDS_BOT_SECRET is not set: give bot and handoff service the same long random secret.")
        self._secret = secret.encode()

    @classmethod
    def name(cls) -> str:
        return "amends"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> "Amends":
        return cls(os.environ.get("AMENDS_BOT_SECRET", ""), os.environ.get("AMENDS_DEVELOPMENT") == "1")

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        blueprint = Blueprint("amends")
        blueprint.add_route(self._guarded(_ready), "/", methods=["GET"], name="ready")
        blueprint.add_route(self._guarded(_read), "/read", methods=["POST"], name="read")
        blueprint.add_route(self._guarded(_understand), "/understand", methods=["POST"], name="understand")
        blueprint.add_route(self._guarded(_respond), "/respond", methods=["POST"], name="respond")
        blueprint.add_route(self._guarded(_forget), "/forget", methods=["POST"], name="forget")
        return blueprint

    def _guarded(self, handler: Handler) -> Callable[[Request], Awaitable[HTTPResponse]]:
        async def handle(request: Request) -> HTTPResponse:
            if not self._may_ask(request):
                return _error(403, "forbidden", f"{SECRET} is missing or wrong")
            try:
                return _json(200, await handler(_agent(request), request.body))
            except BadRequest as bad:
                return _error(bad.status, bad.error, bad.detail)
            except DialogueMoved:
                return _error(503, "dialogue_moved", "this conversation was answered elsewhere meanwhile; ask again")
            except DialogueStoreUnavailable as error:
                return _failure(503, "store_unavailable", "the bot's dialogues cannot be read or kept", error)
            except dialogue.DialogueFailed as error:
                return _failure(500, "dialogue_failed", str(error), error)
            except Exception as error:
                return _failure(500, "failed", f"the turn failed: {type(error).__name__}", error)

        return handle

    def _may_ask(self, request: Request) -> bool:
        if self._secret:
            return hmac.compare_digest(request.headers.get(SECRET, "").encode(), self._secret)
        return ipaddress.ip_address(request.ip).is_loopback


async def _ready(agent: Agent, _: bytes) -> dict[str, Any]:
    dialogue.dialogue_store(agent).ping()
    return {"status": "ok", "model": agent.processor.model_filename}


async def _read(agent: Agent, body: bytes) -> dict[str, Any]:
    request = read_request(body)
    readings = []
    for fragment in request.fragments:
        (reading,) = readings_of(agent.processor, [fragment])
        readings.append({name: value for name, value in reading.items() if name not in INSIDE_ONLY})
        # Reading keeps the processor to itself; a turn that waits to be answered goes before the next one.
        await asyncio.sleep(0)
    return {"readings": readings} if request.several else readings[0]


async def _understand(agent: Agent, body: bytes) -> dict[str, Any]:
    request = understand_request(body)
    return {**dialogue.readings_and_intake(agent.processor, request.fragments, request.channel, request.known)}


async def _respond(agent: Agent, body: bytes) -> dict[str, Any]:
    return await dialogue.respond(agent, turn_request(body))


async def _forget(agent: Agent, body: bytes) -> dict[str, Any]:
    conversation = forget_request(body)
    await dialogue.forget(agent, conversation)
    return {"conversation": conversation}


def _agent(request: Request) -> Agent:
    agent = request.app.ctx.agent
    if agent is None or not agent.is_ready():
        raise DialogueStoreUnavailable("no model is loaded")
    return agent


def _json(status: int, body: dict[str, Any]) -> HTTPResponse:
    return raw(json.dumps(body).encode(), status=status, content_type="application/json")


def _error(status: int, error: str, detail: str) -> HTTPResponse:
    return _json(status, {"error": error, "detail": detail})


def _failure(status: int, error: str, detail: str, raised: Exception) -> HTTPResponse:
    """Where it went wrong is logged, the exception's own words are not: they may hold the customer's."""
    places = "".join(traceback.format_tb(raised.__traceback__))
    logger.error(f"{error}: {type(raised).__name__}\n{places}")
    return _error(status, error, detail)
