"""Plays one story as a customer would and brings back what came of it."""

import time
from dataclasses import dataclass
from typing import Any

import httpx2

from handoff.replay.lines import Line, SmsLine, WebLine
from handoff.replay.story import Step, Story

PATIENCE = 400.0  # story seconds that a customer waits for the bot before the story has failed
POLL = 0.1  # real seconds


class NoAnswer(Exception):
    """The bot said nothing where the story waits for its words."""


@dataclass(frozen=True)
class Outcome:
    conversation: dict[str, Any]
    packet: dict[str, Any] | None
    problem: str | None = None

    @property
    def bot_texts(self) -> list[str]:
        return [message["text"] for message in self.conversation["messages"] if message["author"] == "bot"]


class Player:
    """`scale`: story seconds per real second, as the system runs. `number`: a phone of the simulator, for SMS."""

    def __init__(self, url: str, token: str, scale: float) -> None:
        self._http = httpx2.Client(base_url=url, timeout=20)
        self._headers = {"Authorization": f"Bearer {token}"}
        self._token, self._scale = token, scale

    def play(self, story: Story, number: str) -> Outcome:
        """What came of it; a story that the bot leaves waiting ends there, and says so in `problem`."""
        line: Line = WebLine(self._http) if story.channel == "web" else SmsLine(self._http, number, self._token)
        try:
            self._hear(line, self._go_through(story, line))
            problem = None
        except NoAnswer as error:
            problem = str(error)
        time.sleep(POLL)  # the bot's words and the case are one transaction; the view of it is read after it
        conversation = self._conversation(line)
        assert conversation is not None
        packet = self._get(f"/api/cases/{conversation['case']}") if conversation["case"] else None
        return Outcome(conversation, packet, problem)

    def _go_through(self, story: Story, line: Line) -> int:
        started, heard = time.monotonic(), 0
        for number, step in enumerate(story.steps, 1):
            if step.at is not None:
                self._sleep(step.at - (time.monotonic() - started) * self._scale)
            else:
                heard = self._hear(line, heard, f"step {number}: ")
                self._sleep(step.wait)
            heard = max(heard, self._bot_words(line))
            _do(line, step)
            while step.repeat and self._asks_more(line, heard):
                heard = self._bot_words(line)
                self._sleep(step.wait)
                _do(line, step)
        return heard

    def _asks_more(self, line: Line, heard: int) -> bool:
        self._hear(line, heard)
        conversation = self._conversation(line)
        return conversation is not None and conversation["phase"] == "gathering"

    def _sleep(self, story_seconds: float) -> None:
        time.sleep(max(0.0, story_seconds) / self._scale)

    def _hear(self, line: Line, heard: int, place: str = "") -> int:
        """Waits for words of the bot after `heard`. Raises NoAnswer."""
        for _ in range(int(PATIENCE / self._scale / POLL)):
            latest = self._bot_words(line)
            if latest > heard:
                return latest
            time.sleep(POLL)
        raise NoAnswer(f"{place}the story waits for the bot, and it says nothing")

    def _bot_words(self, line: Line) -> int:
        conversation = self._conversation(line)
        messages = conversation["messages"] if conversation else []
        return max((message["seq"] for message in messages if message["author"] == "bot"), default=0)

    def _conversation(self, line: Line) -> dict[str, Any] | None:
        identifier = line.conversation()
        return self._get(f"/api/conversations/{identifier}") if identifier else None

    def _get(self, path: str) -> dict[str, Any]:
        response = self._http.get(path, headers=self._headers)
        response.raise_for_status()
        return dict(response.json())


def _do(line: Line, step: Step) -> None:
    if step.text is not None:
        line.send(step.text)
    elif step.button is not None:
        line.press(step.button)
    else:
        line.done()
