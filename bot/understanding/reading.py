"""From Rasa's parse result to the reading of one fragment."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from understanding.shapes import Reading


def reading_of(
    parsed: dict[str, Any], fragment: str, text: str, at: datetime | None = None, expects: str | None = None
) -> Reading:
    """`text` is the fragment as stored (spans refer to it); `expects` is the fact key that the bot asked for."""
    raise NotImplementedError
