"""What a program sends, read once: JSON objects with the fields that are expected and no others."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sanic import Request

from handoff.desk.entries import amount
from handoff.model.refusal import Malformed, Refusal


class NotJson(Refusal):
    code = "unsupported_media_type"
    status = 415


class BadJson(Refusal):
    code = "bad_json"
    status = 400


class Body:
    """Raises NotJson, BadJson, Malformed."""

    def __init__(self, request: Request, allowed: tuple[str, ...]) -> None:
        self._fields: Mapping[str, Any] = _object(request)
        unknown = sorted(set(self._fields) - set(allowed))
        if unknown:
            raise Malformed(f"{unknown[0]!r} is not a field here; allowed: {', '.join(allowed) or 'none'}.")

    def text(self, name: str) -> str:
        given = self._fields.get(name)
        if not isinstance(given, str):
            raise Malformed(f"{name!r} must be given, as a text.")
        return given

    def optional(self, name: str) -> str | None:
        return None if self._fields.get(name) is None else self.text(name)

    def amount(self, name: str) -> Decimal | None:
        given = self._fields.get(name)
        if given is None:
            return None
        if isinstance(given, bool) or not isinstance(given, str | int | Decimal):
            raise Malformed(f"{name!r} must be a number such as 39.99, or that number as a text.")
        return amount(str(given))


def _object(request: Request) -> Mapping[str, Any]:
    if not request.body:
        return {}
    if request.content_type.split(";")[0].strip().lower() != "application/json":
        raise NotJson("Send JSON, with the header Content-Type: application/json.")
    try:
        # Decimals stay exact; NaN and Infinity are not JSON.
        found = json.loads(request.body, parse_float=Decimal, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise BadJson("The body is not valid JSON.") from error
    if not isinstance(found, dict):
        raise BadJson("The body must be a JSON object.")
    return found


def _refuse(constant: str) -> None:
    raise ValueError(constant)
