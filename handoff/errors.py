"""Every error as JSON `{"error", "detail"}` with a right status: the one place where refusals become HTTP."""

from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import SanicException
from sanic.response import json

from handoff.model.refusal import Refusal
from handoff.rounds import log_failure
from handoff.store.database import StoreUnavailable

RETRY_AFTER = {"Retry-After": "2"}
_CODES = {
    400: "bad_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    408: "too_slow",
    413: "too_large",
    415: "unsupported_media_type",
    417: "expectation_failed",
    429: "too_fast",
    503: "unavailable",
}
_SENTENCES = {
    404: "There is nothing at this address.",
    405: "This address does not take this method.",
    408: "The request took too long to arrive.",
    413: "The request is too large.",
    415: "This address does not take this type of content.",
}


def answer_on(app: "Sanic[Any, Any]") -> None:
    app.exception(Refusal)(_refused)
    app.exception(StoreUnavailable)(_store_unavailable)
    app.exception(SanicException)(_not_http)
    app.exception(Exception)(_unexpected)


def error(code: str, detail: str, status: int, headers: dict[str, str] | None = None, **more: Any) -> HTTPResponse:
    return json({"error": code, "detail": detail, **more}, status=status, headers=headers)


async def _refused(_request: Request, refusal: Refusal) -> HTTPResponse:
    return error(refusal.code, str(refusal), refusal.status)


async def _store_unavailable(_request: Request, failure: StoreUnavailable) -> HTTPResponse:
    log_failure("store", failure)
    return error("store_unavailable", "Nothing could be saved just now; please try again.", 503, RETRY_AFTER)


async def _not_http(request: Request, failure: SanicException) -> HTTPResponse:
    status = failure.status_code
    if status >= 500 and status != 503:
        return await _unexpected(request, failure)
    detail = _SENTENCES.get(status) or str(failure) or "This request cannot be understood."
    headers = {name: str(value) for name, value in (failure.headers or {}).items()}
    return error(_CODES.get(status, "bad_request"), detail, status, headers)


async def _unexpected(_request: Request, failure: Exception) -> HTTPResponse:
    log_failure("request", failure)
    return error("unexpected", "Something went wrong on our side; it was noted. Please try again.", 500)
