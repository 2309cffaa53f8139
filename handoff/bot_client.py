"""Calls the bot: reads a fragment, understands a story, answers a turn, forgets. Its JSON is checked here, once."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handoff.bot_replica import BotFailed, BotUnavailable, Parsed, Replica
from handoff.model.listening import Assistant
from handoff.model.message import Button, Utterance
from handoff.model.reading import Reading

__all__ = ["Answer", "BotClient", "BotFailed", "BotUnavailable", "Fragment", "HandingOver", "Question", "ToRead"]

READ_PATIENCE = 10.0  # real seconds


@dataclass(frozen=True)
class Fragment:
    id: str
    text: str
    at: datetime
    expects: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {"id": self.id, "text": self.text, "at": self.at.isoformat()}


@dataclass(frozen=True)
class ToRead:
    """`expects`: the fact that the bot had asked for when it came."""

    id: str
    text: str
    channel: str
    at: datetime
    expects: str | None

    def as_json(self) -> dict[str, Any]:
        return {"text": self.text, "channel": self.channel, "expects": self.expects, "at": self.at.isoformat()}


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
    """Several bots share the work; where one is not there, another is asked. Any of them can answer any turn."""

    def __init__(self, urls: Sequence[str], secret: str, rules: Assistant) -> None:
        self._rules = rules
        self._replicas = [Replica(url, secret, rules) for url in urls]
        self._turn = 0

    async def close(self) -> None:
        for replica in self._replicas:
            await replica.close()

    @property
    def replicas(self) -> int:
        return len(self._replicas)

    async def read(self, fragment: ToRead) -> dict[str, Any]:
        """The reading, checked. Raises BotUnavailable, BotFailed."""
        return await self._ask("/read", {"fragment": fragment.id, **fragment.as_json()}, READ_PATIENCE, _reading)

    async def read_several(self, fragments: Sequence[ToRead]) -> list[dict[str, Any]]:
        """Their readings in the same order, by one request. Raises BotUnavailable, BotFailed."""
        body = {"fragments": [{"id": fragment.id, **fragment.as_json()} for fragment in fragments]}
        ids = [fragment.id for fragment in fragments]
        return await self._ask("/read", body, READ_PATIENCE, lambda document: _readings(document, ids))

    async def understand(self, fragments: Sequence[Fragment], channel: str, known: Mapping[str, str]) -> dict[str, Any]:
        """The intake of a whole story. Raises BotUnavailable, BotFailed."""
        told = [{**fragment.as_json(), "expects": fragment.expects} for fragment in fragments]
        body = {"fragments": told, "channel": channel, "known": dict(known)}
        return await self._ask("/understand", body, self._rules.answer_within, dict)

    async def respond(self, question: Question, patience: float | None = None) -> Answer:
        """`patience`: real seconds, at most those of the policy. Raises BotUnavailable, BotFailed."""
        body = {
            "turn": question.turn,
            "conversation": question.conversation,
            "fragments": [fragment.as_json() for fragment in question.fragments],
            "channel": question.channel,
            "known": dict(question.known),
            "button": question.button,
            "supersedes": question.supersedes,
        }
        longest = self._rules.answer_within
        return await self._ask("/respond", body, longest if patience is None else min(patience, longest), _answer)

    async def forget(self, conversation: str) -> None:
        """By every bot: each may have a store of its own. Raises BotUnavailable, BotFailed."""
        for replica in self._replicas:
            await replica.forget(conversation, READ_PATIENCE)

    async def ready(self) -> bool:
        """Whether one of them reads a sentence now, with its model loaded."""
        body = {"fragment": "ready", "text": "hello", "channel": "web", "expects": None}
        asked = (replica.ask("/read", body, READ_PATIENCE, _reading) for replica in self._replicas)
        answers = await asyncio.gather(*asked, return_exceptions=True)
        return any(isinstance(answer, dict) for answer in answers)

    def away(self) -> int:
        """How many of them are not asked at the moment."""
        return sum(replica.is_away for replica in self._replicas)

    async def _ask(
        self, path: str, body: Mapping[str, Any], patience: float, parse: Callable[[dict[str, Any]], Parsed]
    ) -> Parsed:
        self._turn += 1
        gone: BotUnavailable | None = None
        for offset in range(len(self._replicas)):
            replica = self._replicas[(self._turn + offset) % len(self._replicas)]
            if not replica.may_be_asked(path):
                continue
            try:
                return await replica.ask(path, body, patience, parse)
            except BotUnavailable as error:
                if error.reached:
                    raise
                gone = error
        raise gone or BotUnavailable("no bot worked lately; they are left alone for a moment", reached=False)


def _reading(document: dict[str, Any]) -> dict[str, Any]:
    Reading.from_json(document)
    return document


def _readings(document: dict[str, Any], ids: Sequence[str]) -> list[dict[str, Any]]:
    readings = [_reading(one) for one in document["readings"]]
    if [one["fragment"] for one in readings] != ids:
        raise ValueError("readings of other fragments")
    return readings


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
