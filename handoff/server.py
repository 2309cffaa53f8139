"""Serves the app on a socket of its own until it is told to stop, and then stops within two seconds."""

import asyncio
import logging
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sanic import Sanic

from handoff.app import build_parts, create_app
from handoff.phrases import PhrasesError
from handoff.policy.document import PolicyError
from handoff.settings import Settings

GRACE = 1.0  # real seconds for requests under way


def listening_socket(host: str, port: int) -> socket.socket:
    """Bound by us: Sanic takes port 0 for its default port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind((host, port))
    return made


@asynccontextmanager
async def serving(app: "Sanic[Any, Any]", sock: socket.socket) -> AsyncIterator[None]:
    # Not served before the app's listeners ran.
    held_back = {"start_serving": False}
    server: Any = await app.create_server(
        sock=sock, return_asyncio_server=True, asyncio_server_kwargs=held_back, access_log=False
    )
    if server is None:
        raise RuntimeError("the server did not start")
    await server.startup()
    await server.before_start()
    await server.start_serving()
    await server.after_start()
    try:
        yield
    finally:
        await _stop(app, server)


async def _stop(app: "Sanic[Any, Any]", server: Any) -> None:
    # Open streams are woken by the app's own listener here; without it each of them would use up the whole grace.
    await server.before_stop()
    server.server.close()
    waited = 0.0
    while True:
        for connection in list(server.connections):
            connection.close_if_idle()
        if not server.connections or waited >= GRACE:
            break
        await asyncio.sleep(0.05)
        waited += 0.05
    for connection in list(server.connections):
        connection.abort()
    app.shutdown_tasks(0)
    await server.after_stop()
    Sanic.unregister_app(app)


def run(settings: Settings) -> None:
    """Until SIGINT or SIGTERM."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    # They log addresses and bodies of requests to the bot.
    logging.getLogger("httpx2").setLevel(logging.WARNING)
    for chatty in ("alembic", "sanic.root"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    try:
        parts = build_parts(settings)
    except (PolicyError, PhrasesError, ValueError) as error:
        raise SystemExit(str(error)) from error
    app = create_app(parts)
    try:
        sock = listening_socket(settings.host, settings.port)
    except OSError as error:
        raise SystemExit(f"cannot listen on {settings.host}:{settings.port}: {error.strerror}") from error
    asyncio.run(_until_stopped(app, sock))


async def _until_stopped(app: "Sanic[Any, Any]", sock: socket.socket) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, stop.set)
    async with serving(app, sock):
        host, port = sock.getsockname()[:2]
        sys.stdout.write(f"listening on http://{host}:{port}\n")
        sys.stdout.flush()
        await stop.wait()
