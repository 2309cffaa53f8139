"""What a browser may post, parsed once into typed values. Everything else is refused with one clear sentence."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sanic import Request

from handoff.channels.uploads import TooLarge
from handoff.model.fragment_text import LONGEST
from handoff.model.refusal import Malformed, Refusal

MOST_KNOWN_CHARACTERS = 200
KNOWN = ("email", "person_name", "order_number")
PICTURE = re.compile(r"[0-9a-f]{32}")
BUTTON = re.compile(r"[\w.:-]{1,100}")
EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


class NotJson(Refusal):
    code = "not_json"
    status = 400


class WrongContentType(Refusal):
    code = "wrong_content_type"
    status = 415


@dataclass(frozen=True)
class NewMessage:
    id: str
    text: str  # as it came: the inbox cleans it
    pictures: tuple[str, ...]

    @classmethod
    def of(cls, request: Request, most_pictures: int) -> "NewMessage":
        fields = _fields(request)
        text = fields.get("text")
        if not isinstance(text, str):
            raise Malformed("text must be a string.")
        if len(text) > LONGEST:
            raise TooLarge(f"text must have at most {LONGEST} characters; send a longer one in parts.")
        return cls(_client_id(fields), text, _pictures(fields, most_pictures))


@dataclass(frozen=True)
class Press:
    id: str
    button: str

    @classmethod
    def of(cls, request: Request) -> "Press":
        fields = _fields(request)
        button = fields.get("button")
        if not isinstance(button, str) or not BUTTON.fullmatch(button):
            raise Malformed("button must be the id of a button that was offered.")
        return cls(_client_id(fields), button)


def known_facts(request: Request) -> dict[str, str]:
    """Facts that the site already knows about its customer; empty when the body is."""
    if not request.body:
        return {}
    known = _fields(request).get("known")
    if known is None:
        return {}
    if not isinstance(known, dict):
        raise Malformed("known must be an object.")
    for key, value in known.items():
        _check_known(key, value)
    return {key: value.strip() for key, value in known.items() if value.strip()}


def _check_known(key: str, value: object) -> None:
    if key not in KNOWN:
        raise Malformed(f"known may hold {', '.join(KNOWN)} and nothing else.")
    if not isinstance(value, str) or len(value) > MOST_KNOWN_CHARACTERS or not value.isprintable():
        raise Malformed(f"known.{key} must be one line of at most {MOST_KNOWN_CHARACTERS} characters.")
    if key == "email" and value.strip() and not EMAIL.fullmatch(value.strip()):
        raise Malformed("known.email must be an e-mail address.")


def after_seq(request: Request) -> int:
    """Where to resume: `?after=` or, from a stream that broke, `Last-Event-ID`. The later of both, default 0."""
    given = (request.args.get("after"), request.headers.get("last-event-id"))
    return max((_seq(text) for text in given if text), default=0)


def wait_seconds(request: Request, most: float) -> float:
    given = request.args.get("wait")
    if not given:
        return 0.0
    if not (given.isascii() and given.isdecimal() and len(given) < 6):
        raise Malformed("wait must be a whole number of seconds.")
    return min(float(given), most)


def _seq(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise Malformed("after must be the seq of a message, a whole number from 0.")
    return int(text)


def _pictures(fields: Mapping[str, Any], most: int) -> tuple[str, ...]:
    given = fields.get("pictures", [])
    if not isinstance(given, list) or not all(isinstance(id, str) and PICTURE.fullmatch(id) for id in given):
        raise Malformed("pictures must be a list of ids that uploads answered with.")
    if len(given) > most or len(set(given)) < len(given):
        raise Malformed(f"pictures may hold at most {most}, each once.")
    return tuple(given)


def _client_id(fields: Mapping[str, Any]) -> str:
    given = fields.get("id")
    try:
        if isinstance(given, str) and len(given) == 36:
            return str(UUID(given))
    except ValueError:
        pass
    raise Malformed("id must be a uuid that the client made for this message.")


def _fields(request: Request) -> Mapping[str, Any]:
    if request.content_type.partition(";")[0].strip().lower() != "application/json":
        raise WrongContentType("Send the body as application/json.")
    try:
        fields = json.loads(request.body.decode())
    except (ValueError, RecursionError):
        raise NotJson("The body is not JSON in UTF-8.") from None
    if not isinstance(fields, dict):
        raise Malformed("The body must be a JSON object.")
    return fields
