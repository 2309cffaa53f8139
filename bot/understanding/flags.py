"""What must not be overlooked: danger, law, publicity, vulnerable people, alleged fraud, repeated failure, leaving."""

from __future__ import annotations

import re

from understanding.facts.found import fold
from understanding.flag_patterns import flag_patterns
from understanding.shapes import FlagSpan

_NEAR = 30
_LONGEST = 20_000


def find_flags(text: str) -> list[FlagSpan]:
    """One span per flag: the first words that show it."""
    folded = fold(text[:_LONGEST])
    found = []
    for name, (shows, means_else) in flag_patterns().items():
        for match in shows.finditer(folded):
            if not _excused(means_else, folded, match):
                found.append(FlagSpan(name=name, start=match.start(), end=match.end()))
                break
    return sorted(found, key=lambda flag: flag["start"])


def _excused(means_else: re.Pattern[str], text: str, match: re.Match[str]) -> bool:
    """Whether the words stand in a phrase such as "killing me", "fire stick", "sick of"."""
    near = max(0, match.start() - _NEAR)
    return any(
        other.start() < match.end() and match.start() < other.end()
        for other in means_else.finditer(text, near, match.end() + _NEAR)
    )
