"""One line in the customer's nouns: what happened to what."""

from __future__ import annotations

import re
from collections.abc import Sequence

from understanding.openings import OPENING
from understanding.passages import Passage
from understanding.quotes import main_passage

MOST_CHARACTERS = 80
_CLAUSE_END = re.compile(
    r"[.!?;:…]+(?=\s|$)|,(?=\s)|\s[-–—]\s|\s(?=(?:but|because|so|which|who|when|while|although|after)\s)"
)
_HANGING = {
    "and", "but", "or", "so", "the", "a", "an", "to", "of", "for", "with", "in", "on", "at", "my", "your", "that",
    "which", "because", "i", "it", "is",
}  # fmt: skip
_MARKS = " \t,.;:!?…\"'“”(-–—"
_FEWEST = 16


def headline(passages: Sequence[Passage], product: str | None) -> str:
    """`product`: as the customer calls it; it goes first when a short line would not name it."""
    main = main_passage(passages)
    if main is None:
        return ""
    line = _fitting(_trimmed(" ".join(main.text.split())), MOST_CHARACTERS)
    if product and product.lower() not in line.lower() and len(product) + 2 + len(line) <= MOST_CHARACTERS:
        line = f"{product}: {line}"
    return _capital(line)


def _trimmed(text: str) -> str:
    rest = OPENING.sub("", text)
    return rest if len(rest) >= _FEWEST else text


def _fitting(line: str, most: int) -> str:
    """Cut at the last clause that fits, else at a word."""
    if len(line) <= most:
        return _finished(line) or line
    ends = [match.start() for match in _CLAUSE_END.finditer(line, _FEWEST, most + 1)]
    cut = ends[-1] if ends and ends[-1] >= most // 3 else line.rfind(" ", 0, most + 1)
    return _finished(line[: cut if cut > 0 else most])


def _finished(line: str) -> str:
    """Without marks and hanging words at its end."""
    line = line.rstrip(_MARKS)
    while line.rpartition(" ")[2].lower() in _HANGING and " " in line:
        line = line.rpartition(" ")[0].rstrip(_MARKS)
    return line


def _capital(line: str) -> str:
    return line[:1].upper() + line[1:]
