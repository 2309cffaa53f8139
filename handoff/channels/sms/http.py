"""Twilio's webhooks. Answered after the commit, with an empty reply: every answer is a row of the outbox."""

from typing import ClassVar

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import raw
from sqlalchemy import Connection

from handoff.channels.sms.account import SmsAccount, account_of
from handoff.channels.sms.inbound import InboundSms, genuine_form, inbound_sms, status_news
from handoff.channels.sms.opt_out import Wish
from handoff.inbox import Inbound
from handoff.model.channel import Address, Channel
from handoff.model.refusal import Refusal
from handoff.outbox.settling import settle
from handoff.parts import Parts
from handoff.store.suppressions import suppress, unsuppress


class SmsNotSetUp(Refusal):
    code: ClassVar[str] = "sms_not_set_up"
    status: ClassVar[int] = 404


def blueprint(parts: Parts) -> Blueprint:
    sms = Blueprint("sms", url_prefix="/sms/twilio")
    account = account_of(parts.settings)

    @sms.post("/")
    async def inbound(request: Request) -> HTTPResponse:
        text = inbound_sms(genuine_form(request, _set_up(account), parts.settings.public_url))
        await _heed(parts, text)
        await parts.inbox.accept(
            Inbound(
                text=text.text,
                provider="twilio",
                external_id=text.sid,
                at=parts.clock.now(),
                address=Address(Channel.SMS, text.sender, text.ours),
                media=text.media,
            )
        )
        return _empty_reply()

    @sms.post("/status")
    async def status(request: Request) -> HTTPResponse:
        form = genuine_form(request, _set_up(account), parts.settings.public_url)
        news = status_news(form, request.args.get("outbox", ""))
        state = news.state
        if state is not None:
            now = parts.clock.now()
            await parts.database.write(
                lambda c: settle(c, news.outbox_id, state, external_id=news.sid, code=news.code, now=now)
            )
        return _empty_reply()

    return sms


async def _heed(parts: Parts, text: InboundSms) -> None:
    """An opt-out counts before anything else, also when the message itself turns out to be a repetition."""
    if text.wish is None:
        return
    now = parts.clock.now()

    def work(connection: Connection) -> None:
        if text.wish is Wish.STOP:
            suppress(connection, Channel.SMS, text.sender, now, text.text)
        else:
            unsuppress(connection, Channel.SMS, text.sender)

    await parts.database.write(work)


def _set_up(account: SmsAccount | None) -> SmsAccount:
    if account is None:
        raise SmsNotSetUp("this installation has no SMS account")
    return account


def _empty_reply() -> HTTPResponse:
    return raw(b'<?xml version="1.0" encoding="UTF-8"?><Response/>', content_type="text/xml")
