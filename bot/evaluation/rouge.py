"""ROUGE-1, -2 and -L as F1 over stemmed words (Lin, 2004), for one reference at a time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import snowballstemmer

_WORD = re.compile(r"[a-z0-9]+")
_NOT_SAID = re.compile(r"@\w+|https?://\S+")
_STEMMER = snowballstemmer.stemmer("porter")
_SHORT = 3  # Lin's script leaves words of up to three letters alone


class Rouge(NamedTuple):
    one: float
    two: float
    longest: float


@lru_cache(maxsize=20_000)
def rouge(text: str, reference: str) -> Rouge:
    """Names that a tweet is addressed to, and links, are no words of a summary."""
    own, other = _words(text), _words(reference)
    return Rouge(
        _overlap(own, other),
        _overlap(list(pairwise(own)), list(pairwise(other))),
        _f1(_longest_common(own, other), len(own), len(other)),
    )


@lru_cache(maxsize=20_000)
def _words(text: str) -> tuple[str, ...]:
    words = _WORD.findall(_NOT_SAID.sub(" ", text).lower())
    return tuple(_STEMMER.stemWord(word) if len(word) > _SHORT else word for word in words)


def _overlap(own: Sequence[object], other: Sequence[object]) -> float:
    return _f1(sum((Counter(own) & Counter(other)).values()), len(own), len(other))


def _longest_common(own: Sequence[str], other: Sequence[str]) -> int:
    """Length of the longest common subsequence, one row of the table at a time."""
    above = [0] * (len(other) + 1)
    for word in own:
        row = [0]
        for place, one in enumerate(other):
            row.append(above[place] + 1 if word == one else max(above[place + 1], row[place]))
        above = row
    return above[-1]


def _f1(shared: int, own: int, other: int) -> float:
    return 2 * shared / (own + other) if shared else 0.0
