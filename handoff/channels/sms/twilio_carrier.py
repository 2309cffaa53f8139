"""Hands texts to Twilio (or to its stand-in) and says what came of it, as the outbox needs to know."""

import logging
from typing import Any

import httpx2
from twilio.base.exceptions import TwilioRestException
from twilio.http import AsyncHttpClient
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
        self._http = _Http(account.api_url)

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
        except httpx2.ConnectError as error:
            raise DeliveryFailed() from error  # it never left us
        except httpx2.HTTPError as error:
            raise DeliveryFailed(unknown=True) from error
        return str(sent.sid)

    async def close(self) -> None:
        await self._http.close()

    def _client(self) -> Client:
        return Client(self._account.sid, self._account.tokens[0], http_client=self._http)


class _Http(AsyncHttpClient):  # type: ignore[misc]  # the SDK carries no types
    """The SDK has no base-URL setting: the host is rewritten where another one is configured."""

    def __init__(self, api_url: str | None) -> None:
        super().__init__(logging.getLogger("amends.twilio"), True, PATIENCE)
        self._api_url = api_url
        self._client = httpx2.AsyncClient(timeout=PATIENCE, trust_env=api_url is None)

    async def request(
        self,
        method: str,
        uri: str,
        params: dict[str, Any] | None = None,
        data: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        url = uri.replace(TWILIO_API, self._api_url) if self._api_url is not None else uri
        answer = await self._client.request(method, url, params=params, data=data, headers=headers, auth=auth)
        return Response(answer.status_code, answer.text, answer.headers)

    async def close(self) -> None:
        await self._client.aclose()


def _failure(error: TwilioRestException) -> DeliveryFailed:
    status = int(error.status)
    code = int(error.code) if error.code else None
    if status == TOO_MANY_REQUESTS:
        return DeliveryFailed(code=code, retry_after=2.0)
    if status >= 500:
        return DeliveryFailed(code=code, unknown=True)
    return DeliveryFailed(code=code, permanent=True)
