"""Refusals as people meet them: a line on the page that is open, or a page of its own."""

import json

from sanic import Blueprint, HTTPResponse, Request
from sanic.exceptions import SanicException
from sanic.response import empty

from handoff.desk.guard import HEADERS, is_fragment
from handoff.desk.pages import Pages
from handoff.model.case import AnsweredMeanwhile
from handoff.model.refusal import Refusal
from handoff.store.database import StoreUnavailable

BUSY = "The desk cannot save at this moment. Nothing was lost: wait a few seconds and try again."


def answer_on(blueprint: Blueprint, pages: Pages) -> None:
    async def refused(request: Request, error: Exception) -> HTTPResponse:
        sentence, status = _said(error)
        if is_fragment(request):
            # The page keeps what is on it; live.js shows the sentence.
            trouble = json.dumps(_events(error, sentence))
            return empty(status, HEADERS | {"HX-Reswap": "none", "HX-Trigger": trouble})
        if not hasattr(request.ctx, "session"):
            request.ctx.session = None
        response = pages.show(request, "trouble.html", {"sentence": sentence}, status)
        response.headers.update(HEADERS)
        return response

    for kind in (Refusal, StoreUnavailable, SanicException):
        blueprint.exception(kind)(refused)


def _events(error: Exception, sentence: str) -> dict[str, object]:
    if isinstance(error, AnsweredMeanwhile):
        # To be asked about, not to be told off for.
        return {"answered": {"name": error.name, "words": error.words, "until": error.until}}
    return {"trouble": {"says": sentence}}


def _said(error: Exception) -> tuple[str, int]:
    if isinstance(error, Refusal):
        return str(error), error.status
    if isinstance(error, SanicException):
        return str(error) or "That did not work.", error.status_code
    return BUSY, 503
