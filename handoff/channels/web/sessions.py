"""Who a browser is: a random token, of which only the hash is kept, and the conversation that it opens."""

import hashlib
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select

from handoff.clock import Clock
from handoff.model.channel import Channel
from handoff.model.refusal import Unauthorized
from handoff.store.conversations import open_conversation
from handoff.store.database import Database
from handoff.store.tables import web_sessions

LIFETIME = timedelta(days=90)
REMEMBERED = 10_000  # sessions whose look-up is spared; a token never changes its conversation


class SessionUnknown(Unauthorized):
    code = "session_unknown"


@dataclass(frozen=True)
class Session:
    conversation: str
    created_at: datetime

    @property
    def provider(self) -> str:
        """Under which the inbox keeps client ids apart."""
        return f"web:{self.conversation}"


class Sessions:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._recent: OrderedDict[str, Session] = OrderedDict()

    async def open(self, known: dict[str, str]) -> tuple[str, Session]:
        """The token is told once and stored nowhere."""
        token = secrets.token_urlsafe(32)
        now = self._clock.now()
        session = await self._database.write(lambda conn: _open(conn, _hash(token), known, now))
        return token, session

    async def of(self, authorization: str | None) -> Session:
        """`authorization`: the header. Raises Unauthorized."""
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthorized("Send the session's token as Authorization: Bearer.")
        session = await self._find(_hash(token))
        if session is None or session.created_at + LIFETIME < self._clock.now():
            raise SessionUnknown("This session is unknown or over; open a new one.")
        return session

    async def _find(self, token_hash: str) -> Session | None:
        session = self._recent.get(token_hash) or await self._database.read(lambda conn: _read(conn, token_hash))
        if session is not None:
            self._recent[token_hash] = session
            self._recent.move_to_end(token_hash)
            if len(self._recent) > REMEMBERED:
                self._recent.popitem(last=False)
        return session


def _hash(token: str) -> str:
    # The token is 256 random bits, so a plain hash cannot be guessed back; no slow hash is needed.
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


def _open(conn: Connection, token_hash: str, known: dict[str, str], now: datetime) -> Session:
    address = secrets.token_hex(16)
    conversation = open_conversation(conn, channel=Channel.WEB, address=address, known=known, now=now)
    conn.execute(insert(web_sessions).values(token_hash=token_hash, conversation=conversation.id, created_at=now))
    return Session(conversation.id, now)


def _read(conn: Connection, token_hash: str) -> Session | None:
    row = conn.execute(
        select(web_sessions.c.conversation, web_sessions.c.created_at).where(web_sessions.c.token_hash == token_hash)
    ).one_or_none()
    return None if row is None else Session(row.conversation, row.created_at)
