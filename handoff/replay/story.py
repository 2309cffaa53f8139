"""A golden story: what a customer does on the story's own clock, and what must come of it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

CHANNELS = ("web", "sms")
EXPECTATIONS = frozenset(
    {"interruptions", "reasked", "questions", "facts", "feelings", "kind", "kinds", "wanted", "flags", "handed_over"}
    | {"reason", "remedy", "severity", "says", "never_says"}
)


class StoryError(Exception):
    """The file is not a list of stories; the sentence says where and what would be right."""


@dataclass(frozen=True)
class Step:
    """One thing the customer does. `at`: seconds since the story's start; `after`: waits for the bot's next words."""

    text: str | None = None
    button: str | None = None
    done: bool = False
    at: float | None = None
    after: str | None = None
    wait: float = 3.0  # seconds between the bot's words and this answer
    repeat: bool = False  # with `after`: said again to every further question about a fact


@dataclass(frozen=True)
class Story:
    name: str
    channel: str
    steps: tuple[Step, ...]
    expect: dict[str, Any] = field(default_factory=dict)


def load_stories(path: Path) -> list[Story]:
    """Raises StoryError."""
    try:
        given = yaml.safe_load(path.read_text())
    except (OSError, yaml.YAMLError) as error:
        raise StoryError(f"{path}: {error}") from error
    if not isinstance(given, list):
        raise StoryError(f"{path}: a file of stories is a list of `- story: …`")
    return [_story(one, f"{path}, story {number}") for number, one in enumerate(given, 1)]


def _story(given: Any, place: str) -> Story:
    if not isinstance(given, dict) or not isinstance(given.get("story"), str):
        raise StoryError(f"{place}: needs `story:` with a name")
    place = f"{place} ({given['story']})"
    channel = given.get("channel", "web")
    if channel not in CHANNELS:
        raise StoryError(f"{place}: channel is web or sms, not {channel!r}")
    expect = given.get("expect", {})
    unknown = set(expect) - EXPECTATIONS
    if unknown:
        raise StoryError(f"{place}: unknown in expect: {', '.join(sorted(unknown))}")
    steps = tuple(_step(one, f"{place}, customer step {number}") for number, one in enumerate(given["customer"], 1))
    return Story(given["story"], channel, steps, expect)


def _step(given: Any, place: str) -> Step:
    if not isinstance(given, dict) or set(given) - {"text", "button", "done", "at", "after", "wait", "repeat"}:
        raise StoryError(f"{place}: a step has at or after, and text, button or done")
    if ("at" in given) == ("after" in given):
        raise StoryError(f"{place}: needs either `at: seconds` or `after: question`")
    if sum(key in given for key in ("text", "button", "done")) != 1:
        raise StoryError(f"{place}: needs one of text, button, done")
    return Step(**given)
