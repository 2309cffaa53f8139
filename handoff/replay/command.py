"""`./dev replay FILE.yml…`: plays stories side by side, prints what differs, ends with 1 if anything does."""

import argparse
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from handoff.replay.comparing import differences
from handoff.replay.player import Outcome, Player
from handoff.replay.story import Story, StoryError, load_stories

AT_ONCE = 6


def main(words: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="./dev replay")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--url", required=True)
    parser.add_argument("--token", required=True)
    parser.add_argument("--time-scale", type=float, default=10.0)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(words)
    try:
        stories = [story for path in options.files for story in load_stories(path)]
    except StoryError as error:
        raise SystemExit(str(error)) from error
    results = play_all(stories, options.url, options.token, options.time_scale)
    for result in results:
        print(json.dumps(result, ensure_ascii=False) if options.json else _in_words(result))
    raise SystemExit(1 if any(result["differences"] for result in results) else 0)


def play_all(stories: list[Story], url: str, token: str, scale: float) -> list[dict[str, Any]]:
    player = Player(url, token, scale)

    def one(numbered: tuple[int, Story]) -> dict[str, Any]:
        index, story = numbered
        outcome = player.play(story, f"+4477009{index:05d}")
        return {"story": story.name, "differences": differences(story, outcome), **_record(outcome)}

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, enumerate(stories)))


def _record(outcome: Outcome) -> dict[str, Any]:
    transcript = [f"{message['author']}: {message['text']}" for message in outcome.conversation["messages"]]
    return {"transcript": transcript, "packet": outcome.packet}


def _in_words(result: dict[str, Any]) -> str:
    lines = [f"{'differs' if result['differences'] else 'as expected'}: {result['story']}"]
    lines += [f"    {difference}" for difference in result["differences"]]
    if result["differences"]:
        lines += [f"      | {line}" for line in result["transcript"]]
    return "\n".join(lines)
