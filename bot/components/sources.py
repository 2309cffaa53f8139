"""A fingerprint of the code that learns, so that Rasa trains again when it changes."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

import understanding

LEARNING = (
    "words",
    "wordlists",
    "features",
    "sentence_vectors",
    "learning",
    "classifier",
    "lessons",
    "intensity",
    "examples",
    "sentences",
)


@lru_cache(maxsize=1)
def fingerprint_of_understanding() -> str:
    folder = Path(understanding.__path__[0])
    return hashlib.sha256(b"".join((folder / f"{name}.py").read_bytes() for name in LEARNING)).hexdigest()
