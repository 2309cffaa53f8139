"""The JSON API for integrators: the same cases and the same acts as at the desk, by bearer token."""

from pathlib import Path

import yaml
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json

from handoff.api import conversations, decisions, handing, reports, tokens
from handoff.api.bodies import Body
from handoff.cases.wanted import Wanted
from handoff.desk import reading_log
from handoff.desk.entries import may_act
from handoff.model.agent import Agent
from handoff.model.channel import Channel
from handoff.model.refusal import Malformed, Unauthorized
from handoff.parts import Parts

DOCUMENT = Path(__file__).parent / "openapi.yml"
OPEN = "/api/openapi.json"
MOST = 200  # cases on one page


def blueprint(parts: Parts) -> Blueprint:
    api = Blueprint("api", url_prefix="/api")
    document = yaml.load(DOCUMENT.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    document["servers"] = [{"url": parts.settings.public_url}]

    async def let_in(request: Request) -> None:
        if request.path == OPEN:
            return
        token = request.token if request.headers.get("authorization", "").startswith("Bearer ") else None
        agent = await parts.database.read(lambda conn: tokens.bearer(conn, token)) if token else None
        if agent is None:
            raise Unauthorized("Send a valid token in the header Authorization: Bearer …")
        request.ctx.agent = agent

    api.middleware(let_in, "request")
    api.middleware(_keep_private, "response")
    reading_log.keep(api, parts, lambda request: getattr(request.ctx, "agent", None))

    @api.get("/openapi.json")
    async def openapi(_request: Request) -> HTTPResponse:
        return json(document)

    @api.get("/cases")
    async def cases(request: Request) -> HTTPResponse:
        given = {name: str(request.args.get(name)) for name in request.args}
        wanted = Wanted.parse(given, _agent(request).id)
        page = await parts.cases.queue(wanted, after=given.get("after"), limit=_limit(request))
        return json({"cases": [row.as_json() for row in page.rows], "after": page.after})

    @api.get("/cases/<ref>")
    async def case(_request: Request, ref: str) -> HTTPResponse:
        return await packet(ref)

    async def packet(ref: str) -> HTTPResponse:
        return json(await parts.cases.packet(ref))

    @api.get("/conversations")
    async def found(request: Request) -> HTTPResponse:
        channel, address = str(request.args.get("channel")), str(request.args.get("address", ""))
        if channel not in set(Channel) or not address:
            raise Malformed("Name the 'channel' (web or sms) and the customer's 'address' on it.")
        return json(
            {"conversations": await parts.database.read(lambda conn: conversations.found(conn, channel, address))}
        )

    @api.get("/conversations/<id>")
    async def conversation(_request: Request, id: str) -> HTTPResponse:
        return json(await parts.database.read(lambda conn: conversations.shown(conn, id)))

    @api.post("/cases/<ref>/take")
    async def take(request: Request, ref: str) -> HTTPResponse:
        body = Body(request, allowed=("id", "over_from"))
        await parts.cases.take(ref, _acting(request), over_from=body.optional("over_from"))
        return await packet(ref)

    @api.post("/cases/<ref>/messages")
    async def reply(request: Request, ref: str) -> HTTPResponse:
        body, me = Body(request, allowed=("id", "text")), _acting(request)
        said = await parts.cases.reply(ref, me, body.text("text"), body.text("id"))
        return json(said.as_event(), status=201)

    @api.post("/cases/<ref>/notes")
    async def note(request: Request, ref: str) -> HTTPResponse:
        body, me = Body(request, allowed=("id", "text")), _acting(request)
        await parts.cases.note(ref, me, body.text("text"), body.text("id"))
        return json({"id": body.text("id")}, status=201)

    @api.post("/cases/<ref>/remedy")
    async def give_remedy(request: Request, ref: str) -> HTTPResponse:
        body, me = Body(request, allowed=("id", "remedy", "amount", "words")), _acting(request)
        remedy, amount, words = body.text("remedy"), body.amount("amount"), body.optional("words")
        await parts.cases.apply_remedy(ref, me, remedy, amount, body.text("id"), words=words)
        return await packet(ref)

    @api.post("/cases/<ref>/resolve")
    async def resolve(request: Request, ref: str) -> HTTPResponse:
        Body(request, allowed=("id",))
        await parts.cases.resolve(ref, _acting(request))
        return await packet(ref)

    decisions.add_routes(api, parts)
    handing.add_routes(api, parts)
    reports.add_routes(api, parts)
    return api


async def _keep_private(_request: Request, response: HTTPResponse) -> None:
    response.headers.setdefault("Cache-Control", "no-store")


def _acting(request: Request) -> Agent:
    """Raises Forbidden."""
    return may_act(_agent(request))


def _agent(request: Request) -> Agent:
    agent: Agent = request.ctx.agent
    return agent


def _limit(request: Request) -> int:
    given = str(request.args.get("limit", "50"))
    if not given.isdecimal() or not 1 <= int(given) <= MOST:
        raise Malformed(f"'limit' must be a number from 1 to {MOST}.")
    return int(given)
