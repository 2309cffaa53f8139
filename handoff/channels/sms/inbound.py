"""Twilio's webhooks: proven genuine, then parsed once into typed values."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from sanic import Request
from sanic.request.parameters import RequestParameters
from twilio.request_validator import RequestValidator

from handoff.channels.sms.account import SmsAccount
from handoff.channels.sms.opt_out import Wish, wish
from handoff.model.delivery import DeliveryState
from handoff.model.message import Media
from handoff.model.refusal import Forbidden, Malformed, Refusal

FORM = "application/x-www-form-urlencoded"
MOST_MEDIA = 10
_NUMBER = re.compile(r"\+?[0-9A-Za-z]{2,20}")
_STATES = {
    "sent": DeliveryState.SENT,
    "delivered": DeliveryState.DELIVERED,
    "read": DeliveryState.DELIVERED,
    "failed": DeliveryState.FAILED,
    "undelivered": DeliveryState.FAILED,
}


class NotAForm(Refusal):
    """Twilio signs forms. A JSON body with the signature of no fields would pass the check, so it is refused first."""

    code: ClassVar[str] = "wrong_content_type"
    status: ClassVar[int] = 415


class Unsigned(Forbidden):
    code = "bad_signature"


@dataclass(frozen=True)
class InboundSms:
    sid: str
    sender: str
    ours: str
    text: str
    media: tuple[Media, ...]
    wish: Wish | None


@dataclass(frozen=True)
class StatusNews:
    outbox_id: str
    sid: str
    state: DeliveryState | None  # null for news that changes nothing, such as "queued"
    code: int | None


def genuine_form(request: Request, account: SmsAccount, public_url: str) -> Mapping[str, str]:
    """The form's fields, blank ones too: they are signed. Raises NotAForm, Unsigned."""
    if request.content_type.partition(";")[0].strip().lower() != FORM:
        raise NotAForm(f"send {FORM}")
    fields = request.get_form(keep_blank_values=True) or RequestParameters()
    signature = request.headers.get("x-twilio-signature", "")
    # Behind a proxy request.url is not what the carrier signed; the configured address is.
    query = f"?{request.query_string}" if request.query_string else ""
    url = f"{public_url}{request.path}{query}"
    if not any(RequestValidator(token).validate(url, fields, signature) for token in account.tokens):
        raise Unsigned("the request does not carry a valid signature")
    return {name: fields.get(name) or "" for name in fields}


def inbound_sms(form: Mapping[str, str]) -> InboundSms:
    text = form.get("Body", "")
    return InboundSms(
        sid=_required(form, "MessageSid"),
        sender=_number(form, "From"),
        ours=_number(form, "To"),
        text=text,
        media=_media(form),
        wish=wish(text, form.get("OptOutType") or None),
    )


def status_news(form: Mapping[str, str], outbox_id: str) -> StatusNews:
    code = form.get("ErrorCode", "")
    return StatusNews(
        outbox_id=outbox_id,
        sid=_required(form, "MessageSid"),
        state=_STATES.get(_required(form, "MessageStatus")),
        code=int(code) if code.isdecimal() else None,
    )


def _media(form: Mapping[str, str]) -> tuple[Media, ...]:
    count = form.get("NumMedia", "0")
    if not count.isdecimal() or int(count) > MOST_MEDIA:
        raise Malformed("NumMedia must be a small whole number")
    kinds_and_urls = ((form.get(f"MediaContentType{n}", ""), form.get(f"MediaUrl{n}", "")) for n in range(int(count)))
    return tuple(Media(kind, url) for kind, url in kinds_and_urls if url)


def _required(form: Mapping[str, str], name: str) -> str:
    value = form.get(name, "").strip()
    if not value or len(value) > 100:
        raise Malformed(f"{name} is missing or too long")
    return value


def _number(form: Mapping[str, str], name: str) -> str:
    value = _required(form, name)
    if not _NUMBER.fullmatch(value):
        raise Malformed(f"{name} is not a phone number")
    return value
