"""Calls the bot: reads a fragment, understands a story, answers a turn. Its JSON is checked here, once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import httpx2 as httpx

from handoff.model.message import Button, Utterance
from handoff.model.reading import Reading

Parsed = TypeVar("Parsed")

READ_PATIENCE = 10.0  # real seconds
RESPOND_PATIENCE = 30.0


class BotUnavailable(Exception):
    """The bot did not answer: not there, still loading, too slow. `reached`: it may have begun to work on it."""

    def __init__(self, reason: str, *, reached: bool) -> None:
        super().__init__(reason)
        self.reached = reached


class BotFailed(Exception):
    """The bot answered, and wrongly: an error, or something that is not in the contract."""


@dataclass(frozen=True)
class Fragment:
    id: str
    text: str
    at: datetime
    expects: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {"id": self.id, "text": self.text, "at": self.at.isoformat()}


@dataclass(frozen=True)
class Question:
    """One turn, as the bot is asked to answer it."""

    turn: str
    conversation: str
    fragments: Sequence[Fragment]
    channel: str
    known: Mapping[str, str]
    button: str | None = None
    supersedes: str | None = None


@dataclass(frozen=True)
class HandingOver:
    reason: str
    words: str | None
    intake: dict[str, Any]


@dataclass(frozen=True)
class Answer:
    say: tuple[Utterance, ...]
    handoff: HandingOver | None
    expects: str | None
    phase: str
    intake: dict[str, Any] | None


class BotClient:
    def __init__(self, url: str, secret: str) -> None:
        self._client = httpx.AsyncClient(
            base_url=f"{url}/webhooks/amends", headers={"X-Amends-Secret": secret}, trust_env=False
        )

    async def close(self) -> None:
        await self._client.aclose()

    async def read(
        self, fragment: str, text: str, channel: str, *, at: datetime | None = None, expects: str | None = None
    ) -> dict[str, Any]:
        """The reading, checked. Raises BotUnavailable, BotFailed."""
        body = {"fragment": fragment, "text": text, "channel": channel, "expects": expects}
        if at is not None:
            body["at"] = at.isoformat()
        document = await self._post("/read", body, READ_PATIENCE)
        _parse(Reading.from_json, document)
        return document

    async def understand(self, fragments: Sequence[Fragment], channel: str, known: Mapping[str, str]) -> dict[str, Any]:
        """The intake of a whole story. Raises BotUnavailable, BotFailed."""
        told = [{**fragment.as_json(), "expects": fragment.expects} for fragment in fragments]
        body = {"fragments": told, "channel": channel, "known": dict(known)}
        return await self._post("/understand", body, RESPOND_PATIENCE)

    async def respond(self, question: Question) -> Answer:
        """Raises BotUnavailable, BotFailed."""
        body = {
            "turn": question.turn,
            "conversation": question.conversation,
            "fragments": [fragment.as_json() for fragment in question.fragments],
            "channel": question.channel,
            "known": dict(question.known),
            "button": question.button,
            "supersedes": question.supersedes,
        }
        return _parse(_answer, await self._post("/respond", body, RESPOND_PATIENCE))

    async def ready(self) -> bool:
        """Whether it reads a sentence now, with its model loaded."""
        try:
            await self.read("ready", "hello", "web")
        except (BotUnavailable, BotFailed):
            return False
        return True

    async def _post(self, path: str, body: Mapping[str, Any], patience: float) -> dict[str, Any]:
        try:
            response = await self._client.post(path, json=body, timeout=patience)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise BotUnavailable(type(error).__name__, reached=False) from error
        except httpx.HTTPError as error:
            raise BotUnavailable(type(error).__name__, reached=True) from error
        if response.status_code == httpx.codes.SERVICE_UNAVAILABLE:
            raise BotUnavailable("the bot is still loading", reached=False)
        if response.status_code != httpx.codes.OK:
            raise BotFailed(f"{path} answered {response.status_code}")
        try:
            document = response.json()
        except ValueError as error:
            raise BotFailed(f"{path} did not answer JSON") from error
        if not isinstance(document, dict):
            raise BotFailed(f"{path} did not answer an object")
        return document


def _parse(parse: Callable[[dict[str, Any]], Parsed], document: dict[str, Any]) -> Parsed:
    try:
        return parse(document)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        # Only the kind of error: its words may hold the customer's.
        raise BotFailed(f"the answer is not as agreed ({type(error).__name__})") from error


def _answer(document: dict[str, Any]) -> Answer:
    handoff = document["handoff"]
    intake = document.get("intake")
    if intake is not None and not isinstance(intake, dict):
        raise TypeError("intake")
    return Answer(
        say=tuple(_utterance(one) for one in document["say"]),
        handoff=None if handoff is None else _handing_over(handoff),
        expects=_optional_text(document["expects"]),
        phase=_text(document["phase"]),
        intake=intake,
    )


def _handing_over(document: dict[str, Any]) -> HandingOver:
    if not isinstance(document["intake"], dict):
        raise TypeError("intake")
    return HandingOver(_text(document["reason"]), _optional_text(document.get("words")), document["intake"])


def _utterance(document: dict[str, Any]) -> Utterance:
    buttons = tuple(Button(_text(one["id"]), _text(one["title"])) for one in document.get("buttons") or ())
    return Utterance(_text(document["text"]), buttons)


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError("text")
    return value


def _optional_text(value: object) -> str | None:
    return None if value is None else _text(value)
