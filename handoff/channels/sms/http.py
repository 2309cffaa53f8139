"""Twilio's webhooks. Answered after the commit, with an empty reply: every answer is a row of the outbox."""

import asyncio
import logging
from collections.abc import Awaitable, Mapping
from typing import ClassVar

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import raw

from handoff.channels.sms.account import SmsAccount, account_of
from handoff.channels.sms.inbound import genuine_form, inbound_sms, status_news
from handoff.channels.sms.spool import Line, Spool
from handoff.channels.sms.taking import Taking, safe_form
from handoff.model.refusal import Refusal
from handoff.parts import Parts
from handoff.store.database import StoreUnavailable

log = logging.getLogger("handoff")

PATIENCE = 3.0  # real seconds for the database; Twilio gives up after 15


class NotKept(Refusal):
    """Neither in the database nor on disk; the carrier keeps it, and its list shows it."""

    code: ClassVar[str] = "not_kept"
    status: ClassVar[int] = 503


class SmsNotSetUp(Refusal):
    code: ClassVar[str] = "sms_not_set_up"
    status: ClassVar[int] = 404


def blueprint(parts: Parts) -> Blueprint:
    sms = Blueprint("sms", url_prefix="/sms/twilio")
    account = account_of(parts.settings)
    taking, spool = Taking(parts), Spool(parts.settings.spool_dir)

    async def kept(kind: str, form: Mapping[str, str], taken: Awaitable[None]) -> HTTPResponse:
        """Answered when it is in the database, or else on disk: the carrier does not ask again."""
        try:
            async with asyncio.timeout(PATIENCE):
                await taken
        except (StoreUnavailable, TimeoutError):
            await spooled(Line(kind, safe_form(form), parts.clock.now()))
            parts.bell.ring("spool")
        return _empty_reply()

    async def spooled(line: Line) -> None:
        try:
            await asyncio.to_thread(spool.add, line)
        except OSError as error:
            log.error("a %s could not be kept: %s: %s", line.kind, spool.folder, error.strerror)
            raise NotKept("nothing could be kept just now; please send it again") from error

    @sms.before_server_start
    async def prepare(_app: object) -> None:
        try:
            spool.prepare()
        except OSError as error:
            log.error("texts could not be kept while the database is away: %s: %s", spool.folder, error.strerror)

    @sms.post("/")
    async def inbound(request: Request) -> HTTPResponse:
        form = genuine_form(request, _set_up(account), parts.settings.public_url)
        inbound_sms(form)  # what is no message is refused, not kept
        if spool.waits():
            # Behind those that came before it.
            return await kept("inbound", form, _away())
        return await kept("inbound", form, taking.message(form, parts.clock.now()))

    @sms.post("/status")
    async def status(request: Request) -> HTTPResponse:
        form = genuine_form(request, _set_up(account), parts.settings.public_url)
        form = {**form, "outbox": request.args.get("outbox", "")}
        status_news(form)
        return await kept("status", form, taking.status(form))

    return sms


async def _away() -> None:
    raise StoreUnavailable("messages that came before wait to be stored")


def _set_up(account: SmsAccount | None) -> SmsAccount:
    if account is None:
        raise SmsNotSetUp("this installation has no SMS account")
    return account


def _empty_reply() -> HTTPResponse:
    return raw(b'<?xml version="1.0" encoding="UTF-8"?><Response/>', content_type="text/xml")
