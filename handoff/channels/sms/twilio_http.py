"""The Twilio SDK's way out: to another host where one is configured, and with all that the carrier answered."""

import json
import logging
from typing import Any

import httpx2
from twilio.http import AsyncHttpClient
from twilio.http.response import Response

from handoff import dialling

API = "https://api.twilio.com"


class Answered(Exception):
    """Not what was asked for. `code`: the carrier's, or the status. `leaves_open`: it may have done it all the same.

    The SDK's own exception has no headers, and so no Retry-After.
    """

    def __init__(self, status: int, code: int, retry_after: float | None) -> None:
        super().__init__(f"status {status}, code {code}")
        self.code = code
        self.leaves_open = status >= 500 or status == 408
        self.retry_after = retry_after


class TwilioHttp(AsyncHttpClient):  # type: ignore[misc]  # the SDK carries no types
    """The SDK has no base-URL setting: the host is rewritten."""

    def __init__(self, api_url: str | None, patience: float) -> None:
        """`patience`: real seconds for one request."""
        super().__init__(logging.getLogger("amends.twilio"), True, patience)
        self._api_url = api_url
        self._client = dialling.client(timeout=patience, trust_env=api_url is None)

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
        url = uri.replace(API, self._api_url) if self._api_url is not None else uri
        answer = await self._client.request(method, url, params=params, data=data, headers=headers, auth=auth)
        if answer.status_code >= 400:
            raise Answered(answer.status_code, _code(answer), _retry_after(answer))
        return Response(answer.status_code, answer.text, answer.headers)

    async def close(self) -> None:
        await self._client.aclose()


def _code(answer: httpx2.Response) -> int:
    try:
        return int(json.loads(answer.text)["code"])
    except (ValueError, TypeError, KeyError):
        return answer.status_code


def _retry_after(answer: httpx2.Response) -> float | None:
    given = answer.headers.get("retry-after", "")
    return float(given) if given.isdecimal() else None
