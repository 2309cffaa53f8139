"""A fingerprint of the code that learns, so that Rasa trains again when it changes."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

import understanding

LEARNING = (
    "words.py",
    "wordlists.py",
    "features.py",
    "sentence_vectors.py",
    "learning.py",
    "classifier.py",
    "lessons.py",
    "intensity.py",
    "examples.py",
    "sentences.py",
    "tuned.py",
    "tuned.npz",
)


@lru_cache(maxsize=1)
def fingerprint_of_understanding() -> str:
    folder = Path(understanding.__path__[0])
    return hashlib.sha256(b"".join((folder / name).read_bytes() for name in LEARNING)).hexdigest()
