"""The designers' words for a reflection: bot/data/reflection.yml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import yaml

_FILE = Path(__file__).resolve().parents[1] / "data" / "reflection.yml"
_BANNED = Path(__file__).with_name("banned_phrases.txt")


@lru_cache(maxsize=1)
def responses() -> Mapping[str, tuple[str, ...]]:
    written = yaml.safe_load(_FILE.read_text(encoding="utf-8"))["responses"]
    return {name: tuple(variant["text"] for variant in variants) for name, variants in written.items()}


def texts(name: str) -> Sequence[str]:
    return responses().get(name, ())


@lru_cache(maxsize=1)
def banned() -> tuple[str, ...]:
    lines = _BANNED.read_text(encoding="utf-8").splitlines()
    return tuple(line.strip().lower() for line in lines if line.strip() and not line.startswith("#"))
