"""A background task that goes its round again and again: when the bell rings, and at the latest after a second."""

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable

from handoff.bell import Bell

log = logging.getLogger("handoff")

POLL = 1.0  # real seconds; another worker's commit rings no bell here
AFTER_FAILURE = 1.0

Round = Callable[[], Awaitable[float | None]]


async def keep_going(name: str, go_round: Round, bell: Bell, *topics: str, rest: float = 0.0) -> None:
    """`go_round` returns the real seconds until it wants to look again; None: nothing is due.

    `rest`: real seconds that it lets pass after each round, so that many rings in a row are one.
    """
    with bell.listen(*topics) as listening:
        while True:
            try:
                wait = await go_round()
            except Exception as error:  # the edge of a background task: it is logged and the task lives on
                log_failure(name, error)
                wait = AFTER_FAILURE
            if rest and wait != 0:
                await asyncio.sleep(rest)
            if wait is None or wait > 0:
                await listening.wait(POLL if wait is None else min(POLL, wait))


def log_failure(name: str, error: BaseException) -> None:
    """Where it happened, without the error's own words: they may hold a customer's."""
    places = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
    log.error("%s: %s at %s", name, type(error).__name__, " > ".join(places[-4:]))
