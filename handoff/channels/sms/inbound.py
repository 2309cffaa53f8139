"""Twilio's webhooks: proven genuine, then parsed once into typed values."""

import re
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from sanic import Request
from sanic.request.parameters import RequestParameters
from twilio.request_validator import RequestValidator, get_signature_algorithm

from handoff.channels.sms.account import SmsAccount
from handoff.channels.sms.opt_out import Wish, wish
from handoff.model.delivery import DeliveryState
from handoff.model.message import Media
from handoff.model.refusal import Forbidden, Malformed, Refusal
from handoff.outbox.settling import News

FORM = "application/x-www-form-urlencoded"
MOST_MEDIA = 10
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_SHORTEST_BASE64 = 16
_FIELD = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
_SHIFTED = re.compile(r"Num(?:Media|Segments)|Sms|Sid|OptOutType|Referral|Profile|To")
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


def genuine_form(request: Request, account: SmsAccount, public_url: str) -> Mapping[str, str]:
    """The form's fields, blank ones too: they are signed. Raises NotAForm, Unsigned, Malformed."""
    if request.content_type.partition(";")[0].strip().lower() != FORM:
        raise NotAForm(f"send {FORM}")
    fields = request.get_form(keep_blank_values=True) or RequestParameters()
    signature = request.headers.get("x-twilio-signature", "")
    # Behind a proxy request.url is not what the carrier signed; the configured address is.
    query = f"?{request.query_string}" if request.query_string else ""
    url = f"{public_url}{request.path}{query}"
    algorithm = get_signature_algorithm(request.headers.get("x-twilio-webhooks-signature-settings"))
    if not any(RequestValidator(token).validate(url, fields, signature, algorithm) for token in account.tokens):
        raise Unsigned("the request does not carry a valid signature")
    return _unambiguous(fields)


def _unambiguous(fields: RequestParameters) -> dict[str, str]:
    """What is signed has no signs between names and values: where one could end elsewhere, the form is refused."""
    if any(len(fields.getlist(name)) > 1 or not _FIELD.fullmatch(name) for name in fields):
        raise Malformed("every field has a plain name and stands once")
    if _SHIFTED.search(fields.get("MessageSid") or ""):
        raise Malformed("MessageSid is no id of a message")
    return {name: fields.get(name) or "" for name in fields}


def inbound_sms(form: Mapping[str, str]) -> InboundSms:
    if "Body" not in form and not form.get("MediaUrl0"):
        raise Malformed("there is neither a Body nor a picture")
    text = readable(form.get("Body", ""))
    return InboundSms(
        sid=_required(form, "MessageSid"),
        sender=_number(form, "From"),
        ours=_number(form, "To"),
        text=text,
        media=_media(form),
        wish=wish(text, form.get("OptOutType") or None),
    )


def listed_sms(sid: str, sender: str, ours: str, body: str, media: tuple[Media, ...]) -> InboundSms:
    """One from the carrier's list."""
    text = readable(body)
    return InboundSms(sid, sender, ours, text, media, wish(text))


def readable(body: str) -> str:
    """Some networks hand a text over in base64; nobody writes one that decodes to words with a space between."""
    if len(body) < _SHORTEST_BASE64 or not _BASE64.fullmatch(body):
        return body
    try:
        text = b64decode(body, validate=True).decode()
    except ValueError:
        return body
    return text if " " in text and all(sign.isprintable() or sign.isspace() for sign in text) else body


def state_of(status: str) -> DeliveryState | None:
    """None for one that says nothing yet, such as "queued"."""
    return _STATES.get(status)


def status_news(form: Mapping[str, str]) -> tuple[str, News | None]:
    """Of which row of the outbox (its id travels in the address); None when it changes nothing, such as "queued"."""
    code, sid = form.get("ErrorCode", ""), _required(form, "MessageSid")
    state = state_of(_required(form, "MessageStatus"))
    news = None if state is None else News(state, sid, int(code) if code.isdecimal() else None)
    return form.get("outbox", ""), news


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
