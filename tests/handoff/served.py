"""Sanic apps served in the process of the tests, many of them one after the other and side by side."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sanic import Sanic
from sanic.router import Router

from handoff.carrier.apart import app_of
from handoff.carrier.http import faces_of
from handoff.channels.sms.account import account_of
from handoff.clock import Clock
from handoff.server import serving
from handoff.settings import Settings


@asynccontextmanager
async def served(app: "Sanic[Any, Any]", sock: socket.socket) -> AsyncIterator[None]:
    # Sanic rewrites its own methods at the first start in a process and cannot do so at the second.
    app.config.TOUCHUP = False
    async with serving(app, sock):
        yield
    # It keeps the routes of the last thousand requests for the whole process, and all that stands behind them.
    Router.get.cache_clear()
    Router.find_route_by_view_name.cache_clear()


@asynccontextmanager
async def served_carrier(settings: Settings, clock: Clock, sock: socket.socket) -> AsyncIterator[None]:
    """The stand-in carrier apart from the service, which may end without it."""
    account = account_of(settings)
    assert account is not None
    async with served(app_of(faces_of(account, settings, clock)), sock):
        yield
