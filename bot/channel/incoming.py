"""The requests of docs/contracts.md, checked once: past this line everything is typed and clean."""

import json
import re
from collections.abc import Callable, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from understanding.labels import FACTS

MOST_BYTES = 8_000_000
MOST_FRAGMENTS = 1_000
CHANNELS = ("web", "sms")
BUTTONS = {
    "yes": "affirm",
    "not_quite": "deny",
    "skip": "skip",
    "person": "wants_person",
    "returned": "returned",  # pressed by the service: an agent gave the conversation back
}
_ID = re.compile(r"[\w.:@+-]{1,128}", re.ASCII)
# One for one, so that spans still fit: databases refuse NUL, drivers crash on half a surrogate pair.
_UNFIT = re.compile("[\x00\ud800-\udfff]")
Item = TypeVar("Item")


class BadRequest(Exception):
    def __init__(self, detail: str, error: str = "bad_request", status: int = 400) -> None:
        super().__init__(detail)
        self.error, self.detail, self.status = error, detail, status


@dataclass(frozen=True)
class Fragment:
    id: str
    text: str
    at: datetime | None = None
    expects: str | None = None


@dataclass(frozen=True)
class ReadRequest:
    fragments: tuple[Fragment, ...]
    several: bool  # asked for as a list, and answered with one


@dataclass(frozen=True)
class UnderstandRequest:
    fragments: tuple[Fragment, ...]
    channel: str
    known: dict[str, str]


@dataclass(frozen=True)
class TurnRequest:
    turn: str
    conversation: str
    fragments: tuple[Fragment, ...]
    channel: str
    known: dict[str, str]
    button: str | None
    supersedes: str | None


def read_request(body: bytes) -> ReadRequest:
    asked = _parsed(body)
    if isinstance(asked, dict) and "fragments" in asked:
        several = _Given(asked, required={"fragments"}, optional=set())
        return ReadRequest(several.fragments({"at", "expects"}, each={"channel"}), several=True)
    given = _Given(asked, required={"fragment", "text", "channel"}, optional={"at", "expects"})
    given.channel()
    fragment = Fragment(given.id("fragment"), given.text("text"), given.at(), given.expects())
    return ReadRequest((fragment,), several=False)


def understand_request(body: bytes) -> UnderstandRequest:
    given = _Given(body, required={"fragments", "channel"}, optional={"known"})
    return UnderstandRequest(given.fragments({"at", "expects"}), given.channel(), given.known())


def turn_request(body: bytes) -> TurnRequest:
    given = _Given(
        body,
        required={"turn", "conversation", "fragments", "channel"},
        optional={"known", "button", "supersedes"},
    )
    fragments, button = given.fragments({"at"}), given.optional("button", given.id)
    if button is not None and button not in BUTTONS:
        raise BadRequest(f"there is no button {button!r}; there are {', '.join(BUTTONS)}", "unknown_button", 422)
    if not fragments and button is None:
        raise BadRequest("a turn needs fragments or a button")
    turn, conversation = given.id("turn"), given.id("conversation")
    supersedes = given.optional("supersedes", given.id)
    return TurnRequest(turn, conversation, fragments, given.channel(), given.known(), button, supersedes)


def forget_request(body: bytes) -> str:
    """The conversation."""
    return _Given(body, required={"conversation"}, optional=set()).id("conversation")


class _Given:
    """One JSON object, whose names are all expected; every method raises BadRequest with the place."""

    def __init__(self, given: bytes | Any, required: set[str], optional: set[str], place: str = "") -> None:
        self._place = place
        self._object = _parsed(given) if isinstance(given, bytes) else given
        if not isinstance(self._object, dict):
            raise BadRequest(f"{place or 'the body'} must be a JSON object")
        names = set(self._object)
        if names - required - optional:
            raise BadRequest(f"{place}unknown: {', '.join(sorted(names - required - optional))}")
        if required - names:
            raise BadRequest(f"{place}missing: {', '.join(sorted(required - names))}")

    def optional(self, name: str, parse: Callable[[str], Item]) -> Item | None:
        return None if self._object.get(name) is None else parse(name)

    def text(self, name: str) -> str:
        value = self._object[name]
        if not isinstance(value, str):
            raise BadRequest(f"{self._place}{name} must be a string")
        return _UNFIT.sub(" ", value)

    def id(self, name: str) -> str:
        value = self.text(name)
        if not _ID.fullmatch(value):
            raise BadRequest(f"{self._place}{name} must be an id: 1 to 128 letters, digits or . : @ + - _")
        return value

    def channel(self) -> str:
        value = self.text("channel")
        if value not in CHANNELS:
            raise BadRequest(f"{self._place}channel must be one of {', '.join(CHANNELS)}")
        return value

    def at(self) -> datetime | None:
        return self.optional("at", self._moment)

    def expects(self) -> str | None:
        return self.optional("expects", self._fact)

    def known(self) -> dict[str, str]:
        facts = self._object.get("known") or {}
        if not isinstance(facts, dict) or not all(isinstance(value, str) for value in facts.values()):
            raise BadRequest("known must be an object of strings")
        if set(facts) - set(FACTS):
            raise BadRequest(f"known: there is no fact {', '.join(sorted(set(facts) - set(FACTS)))}")
        return {key: _UNFIT.sub(" ", value) for key, value in facts.items()}

    def fragments(self, optional: set[str], each: Set[str] = frozenset()) -> tuple[Fragment, ...]:
        """`each`: what every one of them must have besides."""
        given = self._object["fragments"]
        if not isinstance(given, list) or len(given) > MOST_FRAGMENTS:
            raise BadRequest(f"fragments must be a list of at most {MOST_FRAGMENTS}")
        parsed = [
            _Given(one, required={"id", "text"} | each, optional=optional, place=f"fragments[{place}].")
            for place, one in enumerate(given)
        ]
        for one in parsed if "channel" in each else ():
            one.channel()
        fragments = tuple(Fragment(one.id("id"), one.text("text"), one.at(), one.expects()) for one in parsed)
        if len({fragment.id for fragment in fragments}) < len(fragments):
            raise BadRequest("two fragments have the same id")
        return fragments

    def _moment(self, name: str) -> datetime:
        try:
            moment = datetime.fromisoformat(self.text(name).replace("Z", "+00:00"))
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise BadRequest(f"{self._place}{name} must be ISO 8601 with an offset, such as 2026-11-20T09:30:00+00:00")
        return moment

    def _fact(self, name: str) -> str:
        value = self.text(name)
        if value not in FACTS:
            raise BadRequest(f"{self._place}{name}: there is no such fact")
        return value


def _parsed(body: bytes) -> Any:
    if len(body) > MOST_BYTES:
        raise BadRequest(f"the body has more than {MOST_BYTES} bytes", "too_large", 413)
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise BadRequest("the body must be JSON", "not_json") from None
