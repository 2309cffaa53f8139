"""The golden stories, played against the real system: real Rasa, real service, a real carrier's webhooks."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from handoff.replay.story import load_stories

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "tests" / "stories").glob("*.yml"))
NAMES = [story.name for path in FILES for story in load_stories(path)]


@pytest.fixture(scope="session")
def played() -> Mapping[str, dict[str, Any]]:
    command = [sys.executable, str(ROOT / "dev"), "replay", *map(str, FILES), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    results = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert len(results) == len(NAMES), done.stderr[-4000:]
    return {result["story"]: result for result in results}


def test_every_story_has_a_name_of_its_own() -> None:
    assert len(NAMES) == len(set(NAMES)) >= 12


@pytest.mark.parametrize("name", NAMES)
def test_the_conversation_goes_as_its_story_expects(name: str, played: Mapping[str, dict[str, Any]]) -> None:
    result = played[name]
    assert not result["differences"], "\n".join([*result["differences"], *result["transcript"]])
