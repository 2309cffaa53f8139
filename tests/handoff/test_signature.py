"""Only what the carrier signed comes in: forged, changed and shifted requests are refused, no genuine shape is."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import httpx2
import pytest
from sqlalchemy import func, select
from twilio.request_validator import RequestValidator

from handoff.channels.sms.inbound import FORM
from handoff.store.tables import messages
from tests.handoff.phone import form
from tests.handoff.service import OURS, Service

PUBLIC = "https://care.example.com"
PATH = "/sms/twilio"
TOKEN, OLD = "the token of the account", "the one from before"
SID = "SM0123456789abcdef0123456789abcdef"
GENUINE = form(MessageSid=SID)
Sent = tuple[str, str, dict[str, str], bytes]  # method, address, headers, body


def sign(fields: dict[str, Any], url: str = PUBLIC + PATH, token: str = TOKEN, algorithm: str | None = None) -> str:
    return str(RequestValidator(token).compute_signature(url, fields, algorithm))


def sent(fields: dict[str, str], signature: str | None = None, path: str = PATH, **headers: str) -> Sent:
    signed = {"X-Twilio-Signature": sign(GENUINE) if signature is None else signature, "Content-Type": FORM}
    kept = {name.replace("_", "-"): value for name, value in headers.items()}
    return "POST", path, {**signed, **kept}, urlencode(fields).encode()


def raw(body: bytes, signature: str | None = None, path: str = PATH, method: str = "POST", **headers: str) -> Sent:
    _, _, signed, _ = sent({}, signature, path, **headers)
    return method, path, signed, body


def without(name: str) -> dict[str, str]:
    return {key: value for key, value in GENUINE.items() if key != name}


def sha1(told: str, key: bytes = TOKEN.encode()) -> str:
    return base64.b64encode(hmac.new(key, told.encode(), hashlib.sha1).digest()).decode()


BODY = urlencode(GENUINE).encode()
JSON = json.dumps(GENUINE).encode()
JSON_HASH = hashlib.sha256(JSON).hexdigest()
BYPASSES: dict[str, Callable[[], Sent]] = {
    "no signature": lambda: ("POST", PATH, {"Content-Type": FORM}, BODY),
    "an empty signature": lambda: sent(GENUINE, ""),
    "a word": lambda: sent(GENUINE, "signature"),
    "zeros of the right length": lambda: sent(GENUINE, base64.b64encode(bytes(20)).decode()),
    "a signature without its last sign": lambda: sent(GENUINE, sign(GENUINE)[:-1]),
    "a signature twice": lambda: sent(GENUINE, f"{sign(GENUINE)}, {sign(GENUINE)}"),
    "a signature in lower case": lambda: sent(GENUINE, sign(GENUINE).lower()),
    "a signature in hexadecimal": lambda: sent(GENUINE, base64.b64decode(sign(GENUINE)).hex()),
    "a huge signature": lambda: sent(GENUINE, "A" * 7_000),
    "a signature with other letters": lambda: sent(GENUINE, "é" * 28),
    "somebody else's token": lambda: sent(GENUINE, sign(GENUINE, token="guessed")),
    "an empty token": lambda: sent(GENUINE, sha1(PUBLIC + PATH, b"")),
    "the account's id as the token": lambda: sent(GENUINE, sign(GENUINE, token="AC1")),
    "a token with a space": lambda: sent(GENUINE, sign(GENUINE, token=TOKEN + " ")),
    "sha256 where sha1 was agreed": lambda: sent(GENUINE, sign(GENUINE, algorithm="HMAC_SHA256")),
    "an algorithm of one's own": lambda: sent(
        GENUINE, sign(GENUINE), X_Twilio_Webhooks_Signature_Settings="algorithm=NONE"
    ),
    "a hash instead of a signature": lambda: sent(GENUINE, hashlib.sha1(BODY).hexdigest()),
    "the address alone": lambda: sent(GENUINE, sign({})),
    "another path": lambda: sent(GENUINE, sign(GENUINE, PUBLIC + "/sms/other")),
    "the path of the status news": lambda: sent(GENUINE, sign(GENUINE, PUBLIC + "/sms/twilio/status")),
    "another host": lambda: sent(GENUINE, sign(GENUINE, "https://evil.example.com" + PATH)),
    "the inner address": lambda: sent(GENUINE, sign(GENUINE, "http://127.0.0.1" + PATH)),
    "http for https": lambda: sent(GENUINE, sign(GENUINE, "http://care.example.com" + PATH)),
    "a forwarded host of one's own": lambda: sent(
        GENUINE, sign(GENUINE, "https://evil.example.com" + PATH), X_Forwarded_Host="evil.example.com"
    ),
    "a host of one's own": lambda: sent(
        GENUINE, sign(GENUINE, "http://evil.example.com" + PATH), Host="evil.example.com"
    ),
    "another port": lambda: sent(GENUINE, sign(GENUINE, "https://care.example.com:8443" + PATH)),
    "a query that was not signed": lambda: sent(GENUINE, path=PATH + "?a=b"),
    "a path with a stroke more": lambda: sent(GENUINE, path=PATH + "/"),
    "other words": lambda: sent({**GENUINE, "Body": "refund me 1000"}),
    "another sender": lambda: sent({**GENUINE, "From": "+447700900999"}),
    "another number of ours": lambda: sent({**GENUINE, "To": "+447400000099"}),
    "another id": lambda: sent({**GENUINE, "MessageSid": SID[:-1] + "0"}),
    "one more field": lambda: sent({**GENUINE, "OptOutType": "STOP"}),
    "a field less": lambda: sent(without("NumMedia")),
    "a name in other letters": lambda: sent({**without("Body"), "body": GENUINE["Body"]}),
    "words added in a second field": lambda: raw(BODY + b"&Body=refund"),
    "words before the signed ones": lambda: raw(b"Body=refund&" + BODY),
    "the same field twice": lambda: raw(BODY + b"&Body=" + urlencode({"": GENUINE["Body"]}).encode()[1:]),
    "words moved into the name of a field": lambda: sent({**without("Body"), "Body" + GENUINE["Body"]: ""}),
    "a new id by moving a border": lambda: sent(
        {**{k: v for k, v in GENUINE.items() if k not in ("MessageSid", "NumMedia")}, "MessageSid": SID + "NumMedia0"}
    ),
    "json with the signature of no fields": lambda: raw(JSON, sign({}), Content_Type="application/json"),
    "json with its hash in the address": lambda: raw(
        JSON,
        sign({}, f"{PUBLIC}{PATH}?bodySHA256={JSON_HASH}"),
        f"{PATH}?bodySHA256={JSON_HASH}",
        Content_Type="application/json",
    ),
    "a form with a hash in the address": lambda: raw(
        BODY, sign({}, f"{PUBLIC}{PATH}?bodySHA256={JSON_HASH}"), f"{PATH}?bodySHA256={JSON_HASH}"
    ),
    "plain text with the signature of no fields": lambda: raw(BODY, sign({}), Content_Type="text/plain"),
    "several parts": lambda: raw(BODY, sign({}), Content_Type="multipart/form-data; boundary=x"),
    "no content type": lambda: raw(BODY, sign({}), Content_Type=""),
    "two content types": lambda: raw(BODY, sign({}), Content_Type=f"application/json, {FORM}"),
    "asked instead of told": lambda: raw(b"", sign(GENUINE), f"{PATH}?{urlencode(GENUINE)}", "GET"),
    "put instead of posted": lambda: raw(BODY, sign(GENUINE), method="PUT"),
}


@pytest.fixture
async def service(start: Callable[..., Any]) -> Service:
    """Behind a proxy, with two tokens while one is rotated, and without a database that texts would have to reach."""
    started: Service = await start(
        public_url=PUBLIC,
        twilio_account_sid="AC1",
        twilio_auth_tokens=(TOKEN, OLD),
        twilio_numbers=(OURS,),
    )
    return started


@pytest.fixture
def database_url(tmp_path: Any) -> str:
    return f"sqlite:///{tmp_path / 'amends.db'}"


async def answer(service: Service, request: Sent) -> httpx2.Response:
    method, address, headers, body = request
    given = [(name.encode(), value.encode()) for name, value in headers.items() if value or name != "Content-Type"]
    return await service.http.request(method, address, headers=given, content=body)


async def count(service: Service) -> int:
    return int(await service.look(lambda conn: conn.execute(select(func.count()).select_from(messages)).scalar_one()))


async def test_no_way_around_the_signature(service: Service) -> None:
    assert len(BYPASSES) >= 40
    got_in = {}
    for name, made in BYPASSES.items():
        response = await answer(service, made())
        if not 400 <= response.status_code < 500:
            got_in[name] = response.status_code
    assert got_in == {}
    assert await count(service) == 0


PICTURE = {"MediaUrl0": "https://api.twilio.com/p.jpg", "MediaContentType0": "image/jpeg"}
PICTURES = {f"MediaUrl{n}": f"https://api.twilio.com/{n}" for n in range(10)} | {
    f"MediaContentType{n}": "image/png" for n in range(10)
}
SHAPES: dict[str, Callable[[dict[str, str]], tuple[dict[str, str], dict[str, str]]]] = {
    "a plain text": lambda f: (f, {}),
    "blank fields": lambda f: ({**f, "FromState": "", "FromZip": "", "ToCity": "", "MessagingServiceSid": ""}, {}),
    "blanks at the ends of words": lambda f: ({**f, "Body": "  late again  "}, {}),
    "a picture without words": lambda f: ({**f, "Body": "", "NumMedia": "1", **PICTURE}, {}),
    "ten pictures": lambda f: ({**f, "Body": "", "NumMedia": "10", **PICTURES}, {}),
    "a picture with words": lambda f: ({**f, "Body": "look", "NumMedia": "1", **PICTURE}, {}),
    "no words and no picture": lambda f: ({**f, "Body": ""}, {}),
    "an emoji": lambda f: ({**f, "Body": "🫙💔 broken 👩‍👩‍👧"}, {}),
    "another script": lambda f: ({**f, "Body": "الطرد متأخر 包裹晚了"}, {}),
    "several lines": lambda f: ({**f, "Body": "one\ntwo\r\nthree"}, {}),
    "signs of forms": lambda f: ({**f, "Body": "50% + 3 & a=b; c?d#e /f\\g"}, {}),
    "sixteen hundred signs": lambda f: ({**f, "Body": "x" * 1600}, {}),
    "nothing known of the sender's town": lambda f: ({k: v for k, v in f.items() if k != "FromCity"}, {}),
    "fields we do not know": lambda f: ({**f, "ApiVersion": "2010-04-01", "ChannelMetadata": '{"a": [1]}'}, {}),
    "the carrier's own word for stop": lambda f: ({**f, "Body": "Stop.", "OptOutType": "STOP"}, {}),
    "a short code": lambda f: ({**f, "From": "60606"}, {}),
    "a sender with a name": lambda f: ({**f, "From": "Parcels"}, {}),
    "an encoding named": lambda f: (f, {"Content-Type": f"{FORM}; charset=UTF-8"}),
    "the port in the address": lambda f: (f, {"url": "https://care.example.com:443" + PATH}),
    "through a proxy": lambda f: (
        f,
        {"Host": "10.0.0.7:8080", "X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "http"},
    ),
    "the token from before": lambda f: (f, {"token": OLD}),
    "a query in the address": lambda f: (f, {"url": f"{PUBLIC}{PATH}?site=uk&a=", "path": f"{PATH}?site=uk&a="}),
    "a shared key": lambda f: (f, {"X-Twilio-Webhooks-Signature-Settings": "key=k1,algorithm=HMAC_SHA256"}),
}


async def test_every_genuine_shape_comes_in(service: Service) -> None:
    assert len(SHAPES) >= 20
    refused = {}
    for number, (name, shape) in enumerate(SHAPES.items()):
        fields, more = shape(form(MessageSid=f"SM{number:032x}"))
        algorithm = "HMAC_SHA256" if "X-Twilio-Webhooks-Signature-Settings" in more else None
        signature = sign(fields, more.pop("url", PUBLIC + PATH), more.pop("token", TOKEN), algorithm)
        path = more.pop("path", PATH)
        headers = {"X-Twilio-Signature": signature, "Content-Type": FORM, **more}
        response = await answer(service, ("POST", path, headers, urlencode(fields).encode()))
        if response.status_code != 200:
            refused[name] = (response.status_code, response.text)
    assert refused == {}
    assert await count(service) == len(SHAPES)
