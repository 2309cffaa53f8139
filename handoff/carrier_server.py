"""The process of the stand-in carrier: its pages and its REST interface, and nothing else."""

import asyncio

from handoff.carrier.apart import app_of
from handoff.carrier.http import faces_of
from handoff.channels.sms.account import account_of
from handoff.clock import Clock
from handoff.server import given_or_bound, log_to_stderr, serve_until_stopped
from handoff.settings import Settings


def run(settings: Settings) -> None:
    """Until SIGTERM, or the end of the foreman who started it."""
    log_to_stderr()
    account = account_of(settings)
    if account is None or settings.has_twilio:
        raise SystemExit("the stand-in carrier is for development without Twilio's credentials")
    clock = Clock.scaled_since(settings.clock_origin, settings.time_scale)
    app = app_of(faces_of(account, settings, clock))
    asyncio.run(serve_until_stopped(app, given_or_bound(settings), settings.foreman_fd))
