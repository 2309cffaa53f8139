"""A carrier of our own: takes texts by Twilio's REST interface, signs its webhooks as Twilio does, and keeps a log.

It stands in for Twilio behind the phone simulator and in tests. `faults` make it fail the ways a carrier fails.
"""

import asyncio
import logging
import secrets
from base64 import b64encode
from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import httpx2
from twilio.request_validator import RequestValidator

from handoff import dialling
from handoff.carrier.media import CarrierAlbum
from handoff.channels.sms.account import SmsAccount
from handoff.channels.sms.inbound import FORM
from handoff.channels.sms.opt_out import Wish, wish
from handoff.clock import Clock
from handoff.model.sms_text import segments

log = logging.getLogger("amends.carrier")

MOST_KEPT = 20_000
PIECE = 20  # characters of a text that is split
WEBHOOK_TRIES = 3  # in real seconds about what Twilio allows: it gives up after 15 s in all


class Fault(StrEnum):
    """How the next request for sending goes wrong; each is used up once."""

    TOO_MANY = "too_many"  # 429, not accepted
    ERROR_BEFORE = "error_before"  # 503, not accepted
    ERROR_AFTER = "error_after"  # accepted, then 503
    HANG = "hang"  # accepted, the answer never comes
    BAD_NUMBER = "bad_number"  # 400, code 21211
    UNREACHABLE = "unreachable"  # accepted, later undelivered with 30003
    ERROR_AFTER_SILENT = "error_after_silent"  # accepted, then 503, and no callbacks either
    NO_CALLBACKS = "no_callbacks"
    CALLBACKS_TWICE = "callbacks_twice"
    CALLBACKS_REVERSED = "callbacks_reversed"
    CALLBACKS_FIRST = "callbacks_first"  # before the answer


SILENT = (Fault.ERROR_AFTER_SILENT, Fault.NO_CALLBACKS)


class InboundFault(StrEnum):
    """How the next text of a phone is handed over."""

    LOST = "lost"  # not at all: only the list has it
    TWICE = "twice"
    SPLIT = "split"  # as several texts
    BASE64 = "base64"


@dataclass
class Text:
    """`direction`: `in` goes to the company, `out` to the phone."""

    sid: str
    direction: str
    phone: str
    body: str
    at: str
    status: str
    number: int
    media: list[str] = field(default_factory=list)
    code: int | None = None  # why it was not delivered

    def as_json(self) -> dict[str, Any]:
        return {
            "sid": self.sid,
            "direction": self.direction,
            "body": self.body,
            "segments": segments(self.body),
            "status": self.status,
            "at": self.at,
            "number": self.number,
            "media": self.media,
        }


class Refused(Exception):
    """The answer of the REST interface to a send that was not taken."""

    def __init__(self, status: int, code: int, message: str, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.retry_after = status, code, retry_after


class StandInCarrier:
    def __init__(self, account: SmsAccount, webhook_url: str, signed_url: str, clock: Clock) -> None:
        """`webhook_url`: where the service really listens; `signed_url`: the public address that is signed."""
        self.account, self._clock = account, clock
        self._webhook_url, self._signed_url = webhook_url, signed_url
        self.texts: deque[Text] = deque(maxlen=MOST_KEPT)
        self.faults: deque[Fault] = deque()
        self.inbound_faults: deque[InboundFault] = deque()
        self.album = CarrierAlbum(account)
        self._stopped: set[str] = set()
        self._count = 0
        self._http = dialling.client(timeout=10)
        self._tasks: set[asyncio.Task[None]] = set()

    # ------------------------------------------------------------ a phone writes

    async def receive(self, phone: str, body: str, media: list[str] | None = None, sid: str | None = None) -> Text:
        """A phone sends a text to the company; returns when the company has taken it. Raises httpx2.HTTPError."""
        fault = self.inbound_faults.popleft() if self.inbound_faults else None
        if fault is InboundFault.SPLIT:
            parts = [body[at : at + PIECE] for at in range(0, len(body), PIECE)]
            return [await self._hand_over(phone, part, [], None, None) for part in parts or [""]][-1]
        return await self._hand_over(phone, body, media or [], sid, fault)

    async def _hand_over(
        self, phone: str, body: str, media: list[str], sid: str | None, fault: InboundFault | None
    ) -> Text:
        said = b64encode(body.encode()).decode() if fault is InboundFault.BASE64 else body
        text = self._keep("in", phone, said, "received", media, sid)
        self._heed(phone, body)
        if fault is not InboundFault.LOST:
            for _ in range(2 if fault is InboundFault.TWICE else 1):
                await self._webhook("/sms/twilio", self._form(text))
        return text

    def _form(self, text: Text) -> dict[str, str]:
        form = {
            "MessageSid": text.sid,
            "SmsSid": text.sid,
            "AccountSid": self.account.sid,
            "From": text.phone,
            "To": self.account.numbers[0],
            "Body": text.body,
            "NumSegments": str(segments(text.body)),
            "NumMedia": str(len(text.media)),
            "FromCity": "",  # Twilio sends blank fields and signs them
        }
        for index, url in enumerate(text.media):
            form |= {f"MediaUrl{index}": url, f"MediaContentType{index}": self.album.kind_of(url)}
        return form

    def _heed(self, phone: str, body: str) -> None:
        said = wish(body)
        if said is Wish.STOP:
            self._stopped.add(phone)
            self._keep("out", phone, "You have successfully been unsubscribed. Reply START to resubscribe.", "sent")
        elif said is Wish.START:
            self._stopped.discard(phone)

    # ------------------------------------------------------------ the company writes

    async def send(self, to: str, body: str, callback: str | None) -> Text:
        """What `POST …/Messages.json` does. Raises Refused, or hangs, as the next fault says."""
        fault = self.faults.popleft() if self.faults else None
        if fault is Fault.TOO_MANY:
            raise Refused(429, 20429, "Too many requests", retry_after=3)
        if fault is Fault.ERROR_BEFORE:
            raise Refused(503, 20503, "Service unavailable")
        if fault is Fault.BAD_NUMBER:
            raise Refused(400, 21211, f"The 'To' number {to} is not a valid phone number.")
        if to in self._stopped:
            raise Refused(400, 21610, "Attempt to send to unsubscribed recipient")
        text = self._keep("out", to, body, "queued")
        if callback:
            calling = self._later(self._call_back(text, callback, fault))
            if fault is Fault.CALLBACKS_FIRST:
                # Shielded: they go on when the company has stopped waiting for the answer.
                await asyncio.shield(calling)
        if fault in (Fault.ERROR_AFTER, Fault.ERROR_AFTER_SILENT):
            raise Refused(503, 20503, "Service unavailable")
        if fault is Fault.HANG:
            await asyncio.sleep(60)
        return text

    async def _call_back(self, text: Text, callback: str, fault: Fault | None) -> None:
        news = ["sent", "undelivered" if fault is Fault.UNREACHABLE else "delivered"]
        if fault is Fault.CALLBACKS_REVERSED:
            news.reverse()
        if fault is Fault.CALLBACKS_TWICE:
            news *= 2
        for status in news:
            await asyncio.sleep(0.03)
            text.status, text.code = status, 30003 if status == "undelivered" else None
            form = {"MessageSid": text.sid, "MessageStatus": status, "AccountSid": self.account.sid, "To": text.phone}
            if status == "undelivered":
                form["ErrorCode"] = "30003"
            if fault not in SILENT:
                await self._webhook(callback.removeprefix(self._signed_url), form)

    # ------------------------------------------------------------ how it does it

    async def _webhook(self, path: str, form: dict[str, str]) -> None:
        signature = RequestValidator(self.account.tokens[0]).compute_signature(self._signed_url + path, form)
        headers = {"X-Twilio-Signature": signature, "Content-Type": FORM}
        for attempt in range(WEBHOOK_TRIES):
            try:
                answer = await self._http.post(self._webhook_url + path, data=form, headers=headers)
                answer.raise_for_status()
                return
            except httpx2.ConnectError:
                if attempt == WEBHOOK_TRIES - 1:
                    raise
                await asyncio.sleep(0.5)

    def _keep(
        self, direction: str, phone: str, body: str, status: str, media: list[str] | None = None, sid: str | None = None
    ) -> Text:
        self._count += 1
        sid = sid or f"{'MM' if media else 'SM'}{secrets.token_hex(16)}"
        text = Text(sid, direction, phone, body, self._clock.now().isoformat(), status, self._count, media or [])
        self.texts.append(text)
        return text

    def of_phone(self, phone: str, after: int = 0) -> list[Text]:
        return [text for text in self.texts if text.phone == phone and text.number > after]

    def _later(self, work: Any) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.warning("a status callback was not taken: %s", type(task.exception()).__name__)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await self._http.aclose()
