"""Fetches what came with a text from the carrier, with the account's credentials and never more than we keep."""

import ipaddress
from urllib.parse import urljoin, urlsplit

import httpx2

from handoff import dialling
from handoff.channels.sms.account import SmsAccount
from handoff.channels.sms.twilio_http import API
from handoff.model.picture import Trouble
from handoff.pictures.fetching import NotFetched

HOPS = 3  # the carrier sends on to where the file lies
GONE = 410


class CarrierMedia:
    def __init__(self, account: SmsAccount, largest: int, patience: float) -> None:
        """`patience`: real seconds for one step of a request."""
        self._account = account
        self._largest = largest
        self._http = dialling.client(timeout=patience, trust_env=account.api_url is None)

    async def fetch(self, source: str) -> bytes:
        """Raises NotFetched."""
        if not source.startswith(f"{API}/"):
            raise NotFetched(Trouble.FOREIGN)
        try:
            return await self._follow(source)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise NotFetched from error

    async def _follow(self, source: str) -> bytes:
        url = source if self._account.api_url is None else source.replace(API, self._account.api_url, 1)
        # Only the carrier's own door is shown the credentials; the place that it sends on to has its own signature.
        auth: tuple[str, str] | None = (self._account.sid, self._account.tokens[0])
        for _ in range(HOPS):
            async with self._http.stream("GET", url, auth=auth, follow_redirects=False) as answer:
                if answer.is_redirect:
                    url, auth = _next(url, answer.headers.get("location", "")), None
                    continue
                if answer.status_code == GONE:
                    raise NotFetched(Trouble.NOT_FOUND)
                if answer.status_code != 200:
                    raise NotFetched  # also 404: the carrier tells of a picture before it can be had
                return await self._whole(answer)
        raise NotFetched(Trouble.FOREIGN)

    async def _whole(self, answer: httpx2.Response) -> bytes:
        body = bytearray()
        async for piece in answer.aiter_bytes():
            body += piece
            if len(body) > self._largest:
                raise NotFetched(Trouble.TOO_LARGE)
        return bytes(body)

    async def close(self) -> None:
        await self._http.aclose()


def _next(url: str, location: str) -> str:
    """Only out into the world: an address in our own network is none of the carrier's. Raises NotFetched."""
    target = urljoin(url, location)
    parts = urlsplit(target)
    host = parts.hostname or ""
    if parts.scheme != "https" or "." not in host or host.endswith((".local", ".internal", ".localhost")):
        raise NotFetched(Trouble.FOREIGN)
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return target
    raise NotFetched(Trouble.FOREIGN)
