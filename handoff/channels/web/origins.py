"""Which web pages may talk to the chat: our own and those that the site's policy names."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from sanic import HTTPResponse, Request

from handoff.model.refusal import Forbidden

ALLOWED = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Last-Event-ID",
    "Access-Control-Max-Age": "7200",
}


class OriginNotAllowed(Forbidden):
    code = "origin_not_allowed"


class Origins:
    def __init__(self, public_url: str, allowed: Iterable[str]) -> None:
        self._allowed = {public_url, *(origin.rstrip("/") for origin in allowed)}

    def check(self, request: Request) -> None:
        """A program that is no browser sends no Origin and needs none: the token is the right. Raises."""
        origin = request.headers.get("origin")
        if origin is not None and not self._allows(origin, request):
            raise OriginNotAllowed("This web page is not among allowed_origins in site.yml.")

    def preflight(self) -> HTTPResponse:
        return HTTPResponse(status=204, headers=ALLOWED)

    def headers(self, request: Request) -> dict[str, str]:
        origin = request.headers.get("origin")
        if origin is None or not self._allows(origin, request):
            return {"Vary": "Origin"}
        return {"Vary": "Origin", "Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": "Retry-After"}

    def _allows(self, origin: str, request: Request) -> bool:
        return origin in self._allowed or urlsplit(origin).netloc == request.host
