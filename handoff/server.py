"""Serves the app on a socket until it is told to stop, and then stops within a second."""

import asyncio
import gc
import logging
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvloop
from sanic import Sanic

from handoff.app import build_parts, create_app
from handoff.phrases import PhrasesError
from handoff.policy.document import PolicyError
from handoff.settings import Settings
from handoff.store.alone import NotAlone, stay_alone

SWITCH = 0.001  # seconds that one thread may keep another from running; Python's 5 ms show in every answer
COLLECTOR = (10_000, 20, 50)  # new objects, and rounds of each generation, between two looks of the collector
GRACE = 0.8  # real seconds for requests under way and for what goes on behind them


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
    ends = asyncio.get_running_loop().time() + GRACE
    # New connections go to the other workers, which share the socket.
    server.server.close()
    # Open streams are woken by the app's own listener here; without it each of them would use up the whole grace.
    await server.before_stop()
    while True:
        for connection in list(server.connections):
            connection.close_if_idle()
        if not server.connections or asyncio.get_running_loop().time() >= ends:
            break
        await asyncio.sleep(0.02)
    for connection in list(server.connections):
        connection.abort()
    app.shutdown_tasks(0)
    await server.after_stop()
    Sanic.unregister_app(app)


def run(settings: Settings) -> None:
    """Until SIGINT, SIGTERM, or the end of the foreman who started it."""
    log_to_stderr()
    try:
        alone = stay_alone(settings.database_url)
        parts = build_parts(settings)
    except (NotAlone, PolicyError, PhrasesError, ValueError) as error:
        raise SystemExit(str(error)) from error
    app = create_app(parts)
    # Sanic brings it; a third of what the loop costs with Python's own.
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve_until_stopped(app, given_or_bound(settings), settings.foreman_fd))
    if alone is not None:
        alone.close()


def _settle() -> None:
    """What was loaded stays: the collector need not look at it again, for 50 ms in the middle of a message."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTOR)
    sys.setswitchinterval(SWITCH)


def log_to_stderr() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    # They log addresses and bodies of requests to the bot.
    logging.getLogger("httpx2").setLevel(logging.WARNING)
    for chatty in ("alembic", "sanic.root"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def given_or_bound(settings: Settings) -> socket.socket:
    """The socket that a foreman shares out, or one of our own."""
    if settings.listen_fd is not None:
        return socket.socket(fileno=settings.listen_fd)
    try:
        return listening_socket(settings.host, settings.port)
    except OSError as error:
        raise SystemExit(f"cannot listen on {settings.host}:{settings.port}: {error.strerror}") from error


async def serve_until_stopped(app: "Sanic[Any, Any]", sock: socket.socket, foreman: int | None) -> None:
    """`foreman`: a socket to tell that we serve, and by whose end we notice that we are alone."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, stop.set)
    if foreman is not None:
        loop.add_reader(foreman, stop.set)
    async with serving(app, sock):
        _settle()
        if foreman is None:
            host, port = sock.getsockname()[:2]
            print(f"listening on http://{host}:{port}", flush=True)
        else:
            os.write(foreman, b"serving")
        await stop.wait()
        if foreman is not None:
            loop.remove_reader(foreman)
