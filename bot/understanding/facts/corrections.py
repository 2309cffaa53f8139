"""How customers correct themselves: "sorry, it's 4471-221", "just zhang whoops", "I meant Tuesday", "4471 not 4417"."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from understanding.facts.found import fold
from understanding.facts.wordlists import words

_BEFORE = re.compile(
    r"(?:\b(?:sorry|apologies|oops|whoops|woops|my (?:mistake|bad)|correction|typo|i mean|i meant|"
    r"meant to (?:say|type|put)|"
    r"actually|no wait|wait|scratch that|rather|it should (?:be|have (?:been|said))|should be|should say|that'?s wrong|"
    r"wrong (?:one|number|date|amount)|got (?:it|that|the \w+(?: \w+)?) wrong|mistyped|not that|let me correct|"
    r"change that to|make that)\b"
    r"|^\s*no\b|^\s*nope\b|^\s*\*)[^.!?\n]{0,45}$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"^[^.!?\n]{0,12}?\b(?:whoops|oops|woops|sorry|my (?:mistake|bad)|typo|i mean|i meant|actually|"
    r"not (?:the )?\S+|instead)\b|^\s*\*",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:not|isn'?t|wasn'?t|instead of|rather than|and not)(?: (?:on|the|for|in|at))? $", re.IGNORECASE
)
_SLIP = re.compile(
    r"\b(?:whoops|oops|woops|my (?:mistake|bad)|typo|sorry|i mean|i meant|misspelled|mistyped|correction|spelt|"
    r"spelled)\b|^\s*\*|\*\s*$|^\s*(?:no|nope|actually|wait)\b",
    re.IGNORECASE,
)


def corrects(text: str, start: int, end: int) -> bool:
    """Whether the words in this span are said to replace earlier ones."""
    folded = fold(text)
    return bool(_BEFORE.search(folded[:start])) or bool(len(text) < 120 and _AFTER.match(folded[end:]))


def denied(text: str, start: int) -> bool:
    """ "not 4417": the value after it is said to be wrong."""
    return bool(_DENIED.search(fold(text[:start])))


def mended(earlier: str, text: str) -> tuple[str, int, int] | None:
    """The earlier value with one word put right, and its span: "chloe zhange", "just zhang whoops" → "chloe zhang"."""
    if len(text) > 80 or not _SLIP.search(fold(text)):
        return None
    best: tuple[float, str, int, int] | None = None
    parts = re.split(r"(\s+|@)", earlier)
    for word in re.finditer(r"[^\s,!?*]+", fold(text)):
        new = word.group().strip(".'\"")
        if (
            new.lower() in words("correcting")
            or len(new) < 3
            or (any(map(str.isdigit, earlier)) and not any(map(str.isdigit, new)))
        ):
            continue
        for place, part in enumerate(parts):
            likeness = fuzz.ratio(new.lower(), part.lower())
            if 70 <= likeness < 100 and (best is None or likeness > best[0]):
                whole = "".join([*parts[:place], text[word.start() : word.start() + len(new)], *parts[place + 1 :]])
                best = (likeness, whole, word.start(), word.start() + len(new))
    return best[1:] if best else None
