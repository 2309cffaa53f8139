"""The word lists beside this module: things, names, places, and what "my X" does not make a product."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

_DIRECTORY = Path(__file__).parent / "words"


@lru_cache(maxsize=8)
def words(name: str) -> frozenset[str]:
    lines = (_DIRECTORY / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    listed = (word.strip() for line in lines if not line.startswith("#") for word in line.split(","))
    return frozenset(word for word in listed if word)


def any_of(listed: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(listed, key=lambda word: (-len(word), word)))
