"""`python -m understanding.read_stories MODEL.tar.gz < stories.jsonl > intakes.jsonl`: how each story is understood."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from understanding.model import Model, Told
from understanding.story import understand

AT_ONCE = 48  # stories; more need more memory and are hardly faster
CHANNELS = ("web", "sms")
# One for one, so that spans still fit: half a surrogate pair cannot be written out.
_UNFIT = re.compile("[\x00\ud800-\udfff]")


class BadStory(ValueError):
    """One sentence that says what is wrong with the line."""


@dataclass(frozen=True)
class Story:
    id: Any
    told: list[Told]
    channel: str


def intakes(model: Model, lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """One intake, or `{"id", "error"}`, for each line that is not blank, in order."""
    stories = (_story(line) for line in lines if line.strip())
    while batch := list(islice(stories, AT_ONCE)):
        readings = iter(model.readings([told for story in batch if isinstance(story, Story) for told in story.told]))
        for story in batch:
            if isinstance(story, Story):
                own = list(islice(readings, len(story.told)))
                intake = understand(own, channel=story.channel, seed=str(story.id))
                yield {"id": story.id, **_numbered(intake)}
            else:
                yield story


def _story(line: str) -> Story | dict[str, Any]:
    identity = None
    try:
        written = json.loads(line)
        if not isinstance(written, dict):
            raise BadStory("A line is one JSON object.")
        identity = written.get("id")
        messages, channel = written.get("messages"), written.get("channel", "web")
        if not isinstance(messages, list) or not messages:
            raise BadStory("`messages` is a list of at least one text.")
        if channel not in CHANNELS:
            raise BadStory("`channel` is web or sms.")
        return Story(identity, [_told(place, message) for place, message in enumerate(messages)], channel)
    except json.JSONDecodeError as wrong:
        return {"id": None, "error": f"Not JSON: {wrong.msg} at character {wrong.pos}."}
    except BadStory as wrong:
        return {"id": identity, "error": str(wrong)}


def _told(place: int, message: Any) -> Told:
    text, at = (message.get("text"), message.get("at")) if isinstance(message, dict) else (message, None)
    if not isinstance(text, str):
        raise BadStory(f"Message {place} has no text.")
    try:
        when = datetime.fromisoformat(at.replace("Z", "+00:00")) if at is not None else None
    except (ValueError, AttributeError):
        raise BadStory(f"`at` of message {place} is no ISO 8601 time.") from None
    return Told(str(place), _UNFIT.sub("\N{REPLACEMENT CHARACTER}", text), when)


def _numbered(part: Any) -> Any:
    """Fragments were named by their place; the output counts them."""
    if isinstance(part, dict):
        return {
            key: int(value) if key == "fragment" and value is not None else _numbered(value)
            for key, value in part.items()
        }
    return [_numbered(item) for item in part] if isinstance(part, list) else part


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, help="a trained model (.tar.gz)")
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    for intake in intakes(Model(parser.parse_args().model), sys.stdin):
        print(json.dumps(intake, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
