"""The public chat: sessions, messages, signals and news for the widget, and the widget itself."""

import re
from contextlib import aclosing
from typing import Any

from sanic import Blueprint, HTTPResponse, Request, Sanic
from sanic.blueprints import BlueprintGroup
from sanic.response import BaseHTTPResponse, empty, json

from handoff.channels.web import demo, pictures
from handoff.channels.web.bodies import NewMessage, Press, after_seq, known_facts, wait_seconds
from handoff.channels.web.news import LONGEST_WAIT, Newsroom
from handoff.channels.web.origins import Origins
from handoff.channels.web.rates import MESSAGES, SESSIONS, SIGNALS, Rates, TooFast
from handoff.channels.web.script import Script
from handoff.channels.web.sessions import Sessions
from handoff.inbox import Inbound
from handoff.parts import Parts

FURTHEST = 10**9  # no message has such a seq
GREETING = "utter_service_greeting"
PATHS = ("sessions", "messages", "buttons", "typing", "done", "events", "pictures", "pictures/<id:str>")
STREAM = "text/event-stream; charset=utf-8"


def blueprint(parts: Parts) -> BlueprintGroup:
    pages = Blueprint("web")
    script = Script()

    @pages.get("/widget.js")
    async def widget(request: Request) -> HTTPResponse:
        return script.answer(request)

    if parts.settings.development:
        demo.add_pages(pages)
    return Blueprint.group(pages, _chat(parts))


def _chat(parts: Parts) -> Blueprint:
    chat = Blueprint("chat", url_prefix="/chat")
    sessions = Sessions(parts.database, parts.clock)
    rates = Rates()
    _guard(chat, Origins(parts.settings.public_url, parts.policies.site.allowed_origins))
    _add_sessions(chat, parts, sessions, rates)
    _add_messages(chat, parts, sessions, rates)
    pictures.add_routes(chat, parts, sessions, rates)
    _add_signals(chat, parts, sessions, rates)
    _add_news(chat, Newsroom(parts.database, parts.bell, parts.own_links, parts.clock), sessions, rates)
    return chat


def _guard(chat: Blueprint, origins: Origins) -> None:
    async def check_origin(request: Request) -> None:
        origins.check(request)

    async def allow_origin(request: Request, response: BaseHTTPResponse) -> None:
        response.headers.update(origins.headers(request))
        response.headers.setdefault("Cache-Control", "no-store")

    async def slow_down(_request: Request, refusal: TooFast) -> HTTPResponse:
        body = {"error": refusal.code, "detail": str(refusal)}
        return json(body, status=refusal.status, headers={"Retry-After": str(refusal.retry_after)})

    chat.middleware(check_origin, "request")
    chat.middleware(allow_origin, "response")
    chat.exception(TooFast)(slow_down)

    async def preflight(_request: Request, **_: str) -> HTTPResponse:
        return origins.preflight()

    for path in PATHS:
        chat.add_route(preflight, f"/{path}", methods=["OPTIONS"], name=f"preflight_{re.sub('[^a-z]', '_', path)}")


def _add_sessions(chat: Blueprint, parts: Parts, sessions: Sessions, rates: Rates) -> None:
    @chat.post("/sessions")
    async def begin(request: Request) -> HTTPResponse:
        await rates.count(SESSIONS, request.client_ip)
        token, session = await sessions.open(known_facts(request))
        greeting = parts.phrases.text(GREETING, session.conversation)
        return json({"token": token, "conversation": session.conversation, "greeting": greeting}, status=201)


def _add_messages(chat: Blueprint, parts: Parts, sessions: Sessions, rates: Rates) -> None:
    @chat.post("/messages")
    async def tell(request: Request) -> HTTPResponse:
        session = await sessions.of(request.headers.get("authorization"))
        await rates.count(MESSAGES, session.conversation)
        message = NewMessage.of(request, parts.policies.customers.pictures.in_a_message)
        receipt = await parts.inbox.accept(
            Inbound(
                text=message.text,
                provider=session.provider,
                external_id=message.id,
                at=parts.clock.now(),
                conversation=session.conversation,
                pictures=message.pictures,
            )
        )
        return json({"seq": receipt.seq}, status=202)

    @chat.post("/buttons")
    async def press(request: Request) -> HTTPResponse:
        session = await sessions.of(request.headers.get("authorization"))
        await rates.count(MESSAGES, session.conversation)
        pressed = Press.of(request)
        receipt = await parts.inbox.press(session.conversation, pressed.button, pressed.id)
        return json({"seq": receipt.seq}, status=202)


def _add_signals(chat: Blueprint, parts: Parts, sessions: Sessions, rates: Rates) -> None:
    @chat.post("/typing")
    async def typing(request: Request) -> HTTPResponse:
        session = await sessions.of(request.headers.get("authorization"))
        await rates.count(SIGNALS, session.conversation)
        await parts.inbox.typing(session.conversation)
        return empty()

    @chat.post("/done")
    async def done(request: Request) -> HTTPResponse:
        session = await sessions.of(request.headers.get("authorization"))
        await rates.count(SIGNALS, session.conversation)
        await parts.inbox.done(session.conversation)
        return empty()


def _add_news(chat: Blueprint, newsroom: Newsroom, sessions: Sessions, rates: Rates) -> None:
    @chat.get("/messages")
    async def read(request: Request) -> HTTPResponse:
        session = await sessions.of(request.headers.get("authorization"))
        await rates.count(SIGNALS, session.conversation)
        news = await newsroom.since(session.conversation, after_seq(request), wait_seconds(request, LONGEST_WAIT))
        return json(news.as_json())

    @chat.get("/events")
    async def follow(request: Request) -> None:
        session = await sessions.of(request.headers.get("authorization"))
        await rates.count(SIGNALS, session.conversation)
        after = after_seq(request)
        await newsroom.since(session.conversation, FURTHEST)  # refused before the stream begins, not in it
        # A proxy that buffers would hold every event back until the stream ends.
        response = await request.respond(content_type=STREAM, headers={"X-Accel-Buffering": "no"})
        async with aclosing(newsroom.stream(session.conversation, after)) as events:
            async for event in events:
                await response.send(event)

    @chat.before_server_stop
    async def end_streams(_app: Sanic[Any, Any]) -> None:
        newsroom.close()
