"""What phones sent besides words, as the carrier keeps it for us to fetch; and the ways in which that goes wrong."""

import secrets
from collections import OrderedDict, deque
from enum import StrEnum

from sanic import HTTPResponse
from sanic.response import empty, raw, redirect

from handoff.channels.sms.account import SmsAccount
from handoff.channels.sms.twilio_http import API

LARGEST = 12_000_000  # bytes; more than the service takes, so that its own limit can be tried
MOST_KEPT = 200


class MediaFault(StrEnum):
    """How the next request for a picture goes wrong; each is used up once."""

    NOT_YET = "not_yet"  # 404, as in the first moments
    GONE = "gone"  # 410
    ERROR = "error"  # 503
    SENT_INSIDE = "sent_inside"  # sent on to an address of the service's own network


class CarrierAlbum:
    def __init__(self, account: SmsAccount) -> None:
        self._folder = f"/2010-04-01/Accounts/{account.sid}/Messages"
        self._kept: OrderedDict[str, tuple[str, bytes]] = OrderedDict()
        self.faults: deque[MediaFault] = deque()

    def add(self, kind: str, body: bytes) -> str:
        """The address under which the service is told of it."""
        path = f"{self._folder}/MM{secrets.token_hex(16)}/Media/ME{secrets.token_hex(16)}"
        self._kept[path] = (kind, body)
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return API + path

    def answer(self, path: str) -> HTTPResponse:
        match self.faults.popleft() if self.faults else None:
            case MediaFault.GONE:
                return empty(410)
            case MediaFault.ERROR:
                return empty(503)
            case MediaFault.SENT_INSIDE:
                return redirect("http://127.0.0.1:1/secret")
            case MediaFault.NOT_YET:
                return empty(404)
        kind, body = self._kept.get(path, ("", None))
        return empty(404) if body is None else raw(body, content_type=kind)

    def kind_of(self, url: str) -> str:
        kind, _ = self._kept.get(url.removeprefix(API), ("image/jpeg", b""))
        return kind
