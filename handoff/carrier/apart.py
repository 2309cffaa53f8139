"""The stand-in carrier in a process of its own, where several workers need one; each passes requests on to it."""

import asyncio
import uuid
from typing import Any

from sanic import Blueprint, HTTPResponse, Request, Sanic
from sanic.response import raw

from handoff import dialling, errors
from handoff.carrier.media import LARGEST
from handoff.channels.uploads import whole_body

HOP = {"connection", "content-length", "content-encoding", "transfer-encoding", "keep-alive", "date", "server"}
PATIENCE = 90.0  # real seconds; a fault of the carrier is to hang


def app_of(faces: Blueprint) -> "Sanic[Any, Any]":
    app: Sanic[Any, Any] = Sanic(f"carrier-{uuid.uuid4().hex[:8]}", configure_logging=False)
    app.config.ACCESS_LOG = False
    errors.answer_on(app)
    app.blueprint(faces)
    return app


def passed_on(url: str) -> Blueprint:
    """The carrier's pages at the worker's own address. `url`: where the carrier is."""
    faces = Blueprint("carrier")
    client = dialling.client(base_url=url, timeout=PATIENCE, trust_env=False)

    async def pass_on(request: Request, path: str = "") -> HTTPResponse:
        headers = {name: value for name, value in request.headers.items() if name not in HOP | {"host"}}
        target = request.path + (f"?{request.query_string}" if request.query_string else "")
        body = await whole_body(request, LARGEST)
        answer = await client.request(request.method, target, content=body, headers=headers)
        kept = {name: value for name, value in answer.headers.items() if name not in HOP}
        return raw(answer.content, status=answer.status_code, headers=kept)

    for name, route in {"page": "/phone", "phone": "/phone/<path:path>", "rest": "/carrier/<path:path>"}.items():
        faces.add_route(pass_on, route, methods=["GET", "POST", "PUT"], name=name, stream=True)

    @faces.after_server_stop
    async def close(_app: object) -> None:
        await asyncio.shield(client.aclose())

    return faces
