"""What our own examples taught the language model: narrow corrections of its weights, made by `python -m tuning`.

It learned from three of four examples. Only those that it never saw can tell how far its vectors are to be trusted.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np

FILE = Path(__file__).with_name("tuned.npz")
_UNSEEN = 4  # one of so many examples


def was_taught(text: str) -> bool:
    """Also of an example that is newer than the file: it then judges nothing, which does no harm."""
    return hashlib.blake2s(text.encode(), digest_size=1).digest()[0] % _UNSEEN != 0


def corrected(weights: dict[str, np.ndarray], file: Path = FILE) -> dict[str, np.ndarray]:
    """The weights with their corrections added."""
    made = dict(weights)
    with np.load(file, allow_pickle=False) as halves:
        for up in (name for name in halves.files if name.endswith(".up")):
            name = up.removesuffix(".up")
            product = halves[up].astype(np.float32) @ halves[f"{name}.down"].astype(np.float32)
            made[f"{name}.weight"] = made[f"{name}.weight"] + product
    return made


def fingerprint(file: Path = FILE) -> bytes:
    """Of what stands in the file: vectors of another one must not be taken for its own."""
    return hashlib.blake2s(file.read_bytes()).digest()
