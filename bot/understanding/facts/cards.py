"""Payment card numbers: found so that they are never a fact of any kind."""

from __future__ import annotations

import re

from stdnum import luhn

_CANDIDATE = re.compile(r"(?<![\w-])[2-6](?:[ -]?\d){12,18}(?![\w-])")


def find_cards(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in _CANDIDATE.finditer(text) if luhn.is_valid(re.sub(r"\D", "", match.group()))]
