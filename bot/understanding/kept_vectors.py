"""The vectors of the designers' examples, kept from one training to the next: most examples do not change."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from understanding.sentence_vectors import WIDTH, meanings
from understanding.tuned import fingerprint

# Beside Rasa's own cache of what it trained.
KEPT = Path(os.environ.get("RASA_CACHE_DIRECTORY", ".rasa/cache")) / "sentence_vectors.npz"
_CUT = np.float16  # a quarter of a percent of a unit vector's usual entry; half the file


def kept_vectors(texts: Sequence[str], file: Path = KEPT) -> np.ndarray:
    """texts by 384. Reads what was kept, works out the rest, and keeps what these texts need."""
    model = fingerprint()
    names = [hashlib.blake2s(text.encode(), key=model, digest_size=12).hexdigest() for text in texts]
    known = _read(file)
    missing = {name: text for name, text in zip(names, texts, strict=True) if name not in known}
    if missing:
        made = meanings(list(missing.values())).astype(_CUT)
        known |= dict(zip(missing, made, strict=True))
        _write(file, {name: known[name] for name in names})
    if not texts:
        return np.zeros((0, WIDTH), dtype=np.float32)
    return np.array([known[name] for name in names], dtype=np.float32)


def _read(file: Path) -> dict[str, np.ndarray]:
    if not file.exists():
        return {}
    with np.load(file, allow_pickle=False) as kept:
        return dict(zip(kept["names"].tolist(), kept["vectors"], strict=True))


def _write(file: Path, vectors: dict[str, np.ndarray]) -> None:
    """Whole or not at all: two trainings may run side by side."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=file.parent, suffix=".npz", delete=False) as new:
        np.savez(new, names=np.array(list(vectors)), vectors=np.array(list(vectors.values())))
    os.replace(new.name, file)
