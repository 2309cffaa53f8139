"""A customer's quiet time is over: the turn closes, or is listened to a little longer."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from handoff.hearing import listen_on
from handoff.model.listening import Listening
from handoff.store.timers import Timer
from handoff.timers import Handler


def pause_over(rules: Listening) -> Handler:
    def handle(conn: Connection, timer: Timer, now: datetime) -> Iterable[str]:
        closed = listen_on(conn, timer.conversation, rules, now)
        return ("turns", f"conversation:{timer.conversation}") if closed else ()

    return handle
