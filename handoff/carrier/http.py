"""The stand-in carrier's faces: Twilio's REST interface for the service, the phone simulator for people and stories."""

import re
from base64 import b64decode
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import httpx2
from sanic import Blueprint, HTTPResponse, Request, Sanic
from sanic.response import json

from handoff.carrier.apart import passed_on
from handoff.carrier.listing import media_json, message_json, page_of
from handoff.carrier.media import LARGEST, MediaFault
from handoff.carrier.stand_in import Fault, InboundFault, Refused, StandInCarrier
from handoff.channels.sms.account import SmsAccount, account_of
from handoff.channels.uploads import whole_body
from handoff.clock import Clock
from handoff.model.refusal import Malformed, Refusal, Unauthorized
from handoff.parts import Parts
from handoff.settings import Settings

PHONE = Path(__file__).parent / "phone"
TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'"
NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
MOST_CHARACTERS = 1600


class NotTaken(Refusal):
    code: ClassVar[str] = "webhook_failed"
    status: ClassVar[int] = 502


def blueprint(parts: Parts) -> Blueprint | None:
    """Null where a real carrier is configured: nobody may then write in a customer's name."""
    settings = parts.settings
    account = account_of(settings)
    if account is None or settings.has_twilio:
        return None
    if settings.carrier_url is not None:
        return passed_on(settings.carrier_url)
    return faces_of(account, settings, parts.clock)


def faces_of(account: SmsAccount, settings: Settings, clock: Clock) -> Blueprint:
    local = f"http://127.0.0.1:{settings.port}"
    carrier = StandInCarrier(account, local, settings.public_url, clock)
    # A name of its own for every app, so that several can live in one process.
    faces = Blueprint("carrier")
    _rest_interface(faces, account, carrier)
    _phone(faces, carrier)

    @faces.before_server_stop
    async def close(_app: Sanic[Any, Any]) -> None:
        await carrier.close()

    return faces


def _rest_interface(faces: Blueprint, account: SmsAccount, carrier: StandInCarrier) -> None:
    messages = f"/carrier/2010-04-01/Accounts/{account.sid}/Messages.json"

    @faces.post(messages)
    async def send(request: Request) -> HTTPResponse:
        _authenticate(request, account)
        form: Mapping[str, str] = request.get_form(keep_blank_values=True) or {}
        try:
            text = await carrier.send(form.get("To") or "", form.get("Body") or "", form.get("StatusCallback"))
        except Refused as error:
            body = {"code": error.code, "message": str(error), "status": error.status, "more_info": ""}
            headers = {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}
            return json(body, status=error.status, headers=headers)
        return json(message_json(text, account), status=201)

    @faces.get(messages)
    async def sent_and_received(request: Request) -> HTTPResponse:
        _authenticate(request, account)
        return json(page_of(list(carrier.texts), account, request.path.removeprefix("/carrier"), request.args))

    @faces.get(messages.replace("Messages.json", "Messages/<sid:str>/Media.json"))
    async def media(request: Request, sid: str) -> HTTPResponse:
        _authenticate(request, account)
        text = next((text for text in carrier.texts if text.sid == sid), None)
        return json(media_json(text, account, carrier.album.kind_of))

    @faces.get("/carrier/<path:path>")
    async def picture(request: Request, path: str) -> HTTPResponse:
        _authenticate(request, account)
        return carrier.album.answer(f"/{path}")

    @faces.put("/carrier/faults")
    async def faults(request: Request) -> HTTPResponse:
        given = _fields(request)
        try:
            carrier.faults.extend(Fault(one) for one in given.get("faults", []))
            carrier.inbound_faults.extend(InboundFault(one) for one in given.get("inbound", []))
            carrier.album.faults.extend(MediaFault(one) for one in given.get("media", []))
        except (TypeError, ValueError) as error:
            kinds = {"faults": Fault, "inbound": InboundFault, "media": MediaFault}
            known = "; ".join(f"{name}: any of {', '.join(kind)}" for name, kind in kinds.items())
            raise Malformed(known) from error
        return json({"faults": list(carrier.faults), "inbound": list(carrier.inbound_faults)})


def _phone(faces: Blueprint, carrier: StandInCarrier) -> None:
    @faces.post("/phone/messages")
    async def write(request: Request) -> HTTPResponse:
        fields = _fields(request)
        text, media, sid = fields.get("text"), fields.get("media") or [], fields.get("sid")
        if not isinstance(text, str) or len(text) > MOST_CHARACTERS:
            raise Malformed(f"text must be a string of at most {MOST_CHARACTERS} characters")
        if not isinstance(media, list) or not all(isinstance(url, str) for url in media):
            raise Malformed("media must be a list of addresses")
        try:
            taken = await carrier.receive(_number(fields.get("number")), text, media, sid)
        except httpx2.HTTPError as error:
            raise NotTaken("the service did not take the text") from error
        return json(taken.as_json(), status=201)

    @faces.post("/phone/pictures", stream=True)
    async def show(request: Request) -> HTTPResponse:
        body = await whole_body(request, LARGEST)
        return json({"url": carrier.album.add(request.content_type or "image/jpeg", body)}, status=201)

    @faces.get("/phone/messages")
    async def thread(request: Request) -> HTTPResponse:
        after = request.args.get("after", "0")
        if not after.isdecimal():
            raise Malformed("after must be a whole number")
        texts = carrier.of_phone(_number(request.args.get("number")), int(after))
        return json({"company": carrier.account.numbers[0], "messages": [text.as_json() for text in texts]})

    @faces.get("/phone")
    async def page(_request: Request) -> HTTPResponse:
        return _file("phone.html")

    @faces.get(r"/phone/<name:phone\.(?:js|css)>")
    async def part(_request: Request, name: str) -> HTTPResponse:
        return _file(name)


def _file(name: str) -> HTTPResponse:
    path = PHONE / name
    headers = {"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache"}
    return HTTPResponse(path.read_bytes(), headers=headers, content_type=f"{TYPES[path.suffix]}; charset=utf-8")


def _authenticate(request: Request, account: SmsAccount) -> None:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    try:
        known = scheme.lower() == "basic" and b64decode(given).decode() == f"{account.sid}:{account.tokens[0]}"
    except ValueError:
        known = False
    if not known:
        raise Unauthorized("wrong account or token")


def _fields(request: Request) -> dict[str, Any]:
    if not isinstance(request.json, dict):
        raise Malformed("send a JSON object")
    return request.json


def _number(given: object) -> str:
    if not isinstance(given, str) or not NUMBER.fullmatch(given):
        raise Malformed("number must look like +447700900123")
    return given
