"""What the designers wrote in bot/data/*.yml, read without Rasa."""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).resolve().parents[2] / "bot" / "data"
Step = dict[str, Any]


@lru_cache(maxsize=1)
def topics() -> dict[str, dict[str, Any]]:
    return {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) or {} for path in sorted(DATA.glob("*.yml"))}


def responses() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for topic in topics().values():
        found |= topic.get("responses") or {}
    return found


def paths() -> Iterator[tuple[str, list[Step]]]:
    """Every rule and story: its name and its steps."""
    for topic in topics().values():
        for kind in ("rule", "story"):
            for written in topic.get({"rule": "rules", "story": "stories"}[kind]) or []:
                yield f"{kind}: {written[kind]}", written["steps"]


def says(text: str, response: str) -> bool:
    """Is `text` one of the variations of the response, whatever its fields hold?"""
    return any(_pattern(variation["text"]).fullmatch(text) for variation in responses()[response])


def _pattern(written: str) -> re.Pattern[str]:
    kept_by_the_bot = {"reference", "person", "promised"}
    parts = re.split(r"{(\w+)}", written)
    texts, fields = parts[::2], parts[1::2]
    holes = [re.escape(f"{{{field}}}") if field in kept_by_the_bot else ".+?" for field in fields] + [""]
    pattern = "".join(re.escape(text) + hole for text, hole in zip(texts, holes, strict=True))
    return re.compile(pattern, re.DOTALL)
