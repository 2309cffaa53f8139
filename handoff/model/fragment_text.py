"""A customer's text made safe to store, once, where it enters. It is never cut: a channel refuses what is too long."""

import re
import unicodedata

LONGEST = 50_000  # characters that a channel takes; about 9,000 words

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_MOST_MARKS = 30  # on one letter, as in UAX 15's stream-safe texts: composing time grows with their square


def clean(text: str) -> str:
    """NFC, without control characters and lone surrogates."""
    # PostgreSQL refuses NUL, and a lone surrogate can be encoded by neither driver.
    paired = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    lines = paired.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _fewer_marks(_CONTROL.sub("", lines))).strip()


def _fewer_marks(text: str) -> str:
    if text.isascii():
        return text
    kept, marks = [], 0
    for letter in text:
        marks = marks + 1 if unicodedata.combining(letter) else 0
        if marks <= _MOST_MARKS:
            kept.append(letter)
    return "".join(kept)
