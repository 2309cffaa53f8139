"""The short signed link to a customer's own page of a case: it runs out, and the desk can end it."""

import hashlib
import hmac
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from typing import ClassVar

from sqlalchemy import Connection

from handoff.model.case import Case
from handoff.model.channel import Channel
from handoff.model.message import Utterance
from handoff.model.refusal import NotFound
from handoff.model.sms_text import segments, to_sms
from handoff.phrases import Phrases
from handoff.store import cases, conversations, own_pages

PATH = "/c/"
WORDS = "utter_service_own_page"
MOST_SEGMENTS = 2  # of the text that announces the case
_HEAD = struct.Struct(">iH")  # the number of the case; the day on which it ends, from the epoch
_SIGN = 12  # bytes: 2^96 guesses
_LENGTH = 24  # characters
_WEEK = 7  # days; the same link for a week, so that a page does not change with every look
_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


class LinkUnknown(NotFound):
    code: ClassVar[str] = "link_unknown"


class LinkExpired(LinkUnknown):
    code: ClassVar[str] = "link_expired"
    status: ClassVar[int] = 410


class OwnLinks:
    def __init__(self, public_url: str, days: int, phrases: Phrases) -> None:
        self._public_url = public_url
        self._days = days
        self._phrases = phrases
        self._key: bytes | None = None

    def path(self, conn: Connection, conversation: str, now: datetime) -> str | None:
        """Of the newest case of the conversation; None while there is none."""
        found = own_pages.latest(conn, conversation)
        return None if found is None else self._path(conn, *found, now)

    def address(self, conn: Connection, case: int, now: datetime) -> str:
        return f"{self._public_url}{self._path(conn, case, own_pages.serial(conn, case), now)}"

    def case(self, conn: Connection, token: str, now: datetime) -> Case:
        """Raises LinkUnknown, LinkExpired."""
        number, day, sign = _read(token)
        if not hmac.compare_digest(sign, self._sign(conn, number, day, own_pages.serial(conn, number))):
            raise LinkUnknown("This link leads to no case.")
        if _day(now) > day:
            raise LinkExpired("This link has run out.")
        return cases.with_number(conn, number)

    def with_link(self, conn: Connection, ref: str, text: str, now: datetime) -> str:
        """A person's first text to a phone brings the link, where no other text did. On the web the widget shows it."""
        behind = self.to_come(conn, ref, now)
        return f"{text}{behind}" if behind and own_pages.tell(conn, cases.get(conn, ref).id, now) else text

    def to_come(self, conn: Connection, ref: str, now: datetime) -> str:
        """What a person's next text to a phone brings behind its words; mostly nothing."""
        case = cases.get(conn, ref)
        if conversations.get(conn, case.conversation).channel is not Channel.SMS or own_pages.is_told(conn, case.id):
            return ""
        return f"\n{self._words(conn, case.id, now)}"

    def announced(
        self, conn: Connection, channel: Channel, ref: str, words: tuple[Utterance, ...], now: datetime
    ) -> tuple[Utterance, ...]:
        """The same with the link behind them, where the text to a phone stays short enough."""
        if channel is not Channel.SMS or not words:
            return words
        case = cases.get(conn, ref).id
        longer = Utterance(f"{words[-1].text} {self._words(conn, case, now)}", words[-1].buttons)
        told = "\n".join(one.text for one in (*words[:-1], longer))
        if segments(to_sms(told)) > MOST_SEGMENTS or not own_pages.tell(conn, case, now):
            return words
        return (*words[:-1], longer)

    def _words(self, conn: Connection, case: int, now: datetime) -> str:
        return self._phrases.text(WORDS, str(case), link=self.address(conn, case, now))

    def _path(self, conn: Connection, case: int, serial: int, now: datetime) -> str:
        day = -(-(_day(now) + self._days) // _WEEK) * _WEEK
        token = _HEAD.pack(case, day) + self._sign(conn, case, day, serial)
        return PATH + urlsafe_b64encode(token).decode()

    def _sign(self, conn: Connection, case: int, day: int, serial: int) -> bytes:
        if self._key is None:
            self._key = own_pages.key(conn)
        if self._key is None:
            raise RuntimeError("the key of the links is made when the service starts")
        return hmac.digest(self._key, f"{case} {day} {serial}".encode(), hashlib.sha256)[:_SIGN]


def _read(token: str) -> tuple[int, int, bytes]:
    try:
        body = urlsafe_b64decode(token) if len(token) == _LENGTH and token.isascii() else b""
        number, day = _HEAD.unpack(body[: _HEAD.size])
    except (ValueError, struct.error):
        raise LinkUnknown("This link leads to no case.") from None
    return number, day, body[_HEAD.size :]


def _day(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(days=1)
