"""Customers who write: sessions in the browser, phones whose texts the carrier hands over with its signature."""

import json
import uuid
from dataclasses import dataclass
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

from bench.raw_http import FORM, Line, get, post
from handoff.channels.sms.account import STAND_IN_NUMBER, account_of
from handoff.settings import Settings

STORY = "So I ordered a kettle in March and it came with a cracked lid, and since then nobody answers me"

GREETING = "hello"  # what the project of `rasa init` understands, too


@dataclass(frozen=True)
class Browser:
    token: str
    conversation: str

    def tells(self, text: str = STORY) -> bytes:
        body = json.dumps({"id": str(uuid.uuid4()), "text": text}).encode()
        return post("/chat/messages", body, Authorization=f"Bearer {self.token}")

    def is_done(self) -> bytes:
        return post("/chat/done", Authorization=f"Bearer {self.token}")

    def events(self) -> bytes:
        return get("/chat/events", Authorization=f"Bearer {self.token}")


async def browsers(port: int, count: int) -> list[Browser]:
    line = await Line.to(port)
    opened = [(await line.ask(post("/chat/sessions"))).json() for _ in range(count)]
    line.close()
    return [Browser(str(one["token"]), str(one["conversation"])) for one in opened]


def by_turns(visitors: list[Browser], count: int) -> list[bytes]:
    """`count` messages, each the next visitor's."""
    return [visitors[number % len(visitors)].tells(f"{STORY}, {number}") for number in range(count)]


def texts(environment: dict[str, str], count: int, phones: int) -> list[bytes]:
    """Signed webhooks, as the carrier of a service with this environment sends them."""
    settings = Settings.from_environment(environment)
    account = account_of(settings)
    assert account is not None
    signed = RequestValidator(account.tokens[0])
    return [_text(signed, f"{settings.public_url}/sms/twilio", number, phones) for number in range(count)]


def _text(signed: RequestValidator, url: str, number: int, phones: int) -> bytes:
    form = {
        "MessageSid": f"SM{uuid.uuid4().hex}",
        "From": f"+4477009{number % phones:05d}",
        "To": STAND_IN_NUMBER,
        "Body": f"{STORY}, {number}",
        "NumMedia": "0",
        "FromCity": "",
    }
    signature = signed.compute_signature(url, form)
    return post("/sms/twilio", urlencode(form).encode(), FORM, X_Twilio_Signature=signature)
