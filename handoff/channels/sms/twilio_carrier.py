"""Hands texts to Twilio (or to its stand-in) and says what came of it, as the outbox needs to know."""

import asyncio
from typing import Any

import aiohttp
from twilio.base.exceptions import TwilioRestException
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from handoff.channels.sms.account import SmsAccount
from handoff.outbox.carrier import DeliveryFailed, OutboundSms

TWILIO_API = "https://api.twilio.com"
PATIENCE = 10.0  # seconds for one request
TOO_MANY_REQUESTS = 429


class TwilioCarrier:
    def __init__(self, account: SmsAccount, public_url: str) -> None:
        self._account, self._public_url = account, public_url
        self._http: AsyncTwilioHttpClient | None = None

    async def send(self, sms: OutboundSms) -> str:
        """The carrier's id of the message. Raises DeliveryFailed."""
        try:
            sent = await self._client().messages.create_async(
                to=sms.to,
                from_=sms.from_,
                body=sms.body,
                # Our own id travels in the address, so that news about a send whose answer we never got finds its row.
                status_callback=f"{self._public_url}/sms/twilio/status?outbox={sms.id}",
            )
        except TwilioRestException as error:
            raise _failure(error) from error
        except aiohttp.ClientConnectorError as error:
            raise DeliveryFailed() from error  # it never left us
        except (aiohttp.ClientError, TimeoutError, asyncio.IncompleteReadError) as error:
            raise DeliveryFailed(unknown=True) from error
        return str(sent.sid)

    async def close(self) -> None:
        if self._http is not None:
            await self._http.close()

    def _client(self) -> Client:
        # The SDK's client opens its session at once, which needs a running event loop.
        if self._http is None:
            self._http = _Elsewhere(self._account.api_url)
        return Client(self._account.sid, self._account.tokens[0], http_client=self._http)


class _Elsewhere(AsyncTwilioHttpClient):  # type: ignore[misc]  # the SDK carries no types
    """The SDK has no base-URL setting: the host is rewritten where another one is configured."""

    def __init__(self, api_url: str | None) -> None:
        super().__init__(timeout=PATIENCE)
        self._api_url = api_url

    async def request(self, method: str, url: str, *given: Any, **named: Any) -> Response:
        if self._api_url is not None:
            url = url.replace(TWILIO_API, self._api_url)
        named["timeout"] = aiohttp.ClientTimeout(total=PATIENCE)
        return await super().request(method, url, *given, **named)


def _failure(error: TwilioRestException) -> DeliveryFailed:
    status = int(error.status)
    code = int(error.code) if error.code else None
    if status == TOO_MANY_REQUESTS:
        return DeliveryFailed(code=code, retry_after=2.0)
    if status >= 500:
        return DeliveryFailed(code=code, unknown=True)
    return DeliveryFailed(code=code, permanent=True)
