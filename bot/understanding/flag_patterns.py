"""The designers' patterns behind each flag: flag_words/*.txt, one a line."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from understanding.labels import FLAGS

_DIRECTORY = Path(__file__).parent / "flag_words"
_UNLESS = "unless: "
_NEVER = "(?!)"


@lru_cache(maxsize=1)
def flag_patterns() -> dict[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    """Flag → (what shows it, phrases in which those words mean something else)."""
    return {name: _read(name) for name in FLAGS}


def _read(name: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    lines = (_DIRECTORY / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    written = [line for line in lines if line and not line.startswith("#")]
    shows = [line for line in written if not line.startswith(_UNLESS)]
    excuses = [line.removeprefix(_UNLESS) for line in written if line.startswith(_UNLESS)]
    return _any_of(shows), _any_of(excuses or [_NEVER])


def _any_of(options: list[str]) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(options) + r")(?!\w)", re.IGNORECASE)
