"""Words of a text with their places, and phrases of a list among them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

_WORD = re.compile(r"[^\W_][\w'&-]*(?:\.(?=\w)[\w'-]+)*")


class Token(NamedTuple):
    word: str
    start: int
    end: int
    low: str


def tokens_of(text: str) -> list[Token]:
    found = []
    for match in _WORD.finditer(text):
        word = match.group()
        end = match.end()
        if word[-2:].lower() == "'s":
            word, end = word[:-2], end - 2
        word = word.rstrip("'-")
        end = match.start() + len(word)
        found.append(Token(word, match.start(), end, word.lower()))
    return found


def phrases(tokens: list[Token], listed: Collection[str], longest: int = 4) -> Iterator[tuple[int, int]]:
    """First and last-plus-one token of every phrase in `listed` (lower case), the longest first, without overlap."""
    index = 0
    while index < len(tokens):
        for size in range(min(longest, len(tokens) - index), 0, -1):
            if is_listed(" ".join(token.low for token in tokens[index : index + size]), listed):
                yield index, index + size
                index += size
                break
        else:
            index += 1


def is_listed(phrase: str, listed: Collection[str]) -> bool:
    if phrase in listed or (phrase[-1:].isdigit() and phrase.rstrip("0123456789") in listed):
        return True
    if not phrase.endswith("s") or len(phrase) < 4:
        return False
    return phrase[:-1] in listed or (phrase.endswith("es") and phrase[:-2] in listed)
