"""How strong a feeling is: what is usual for it, moved by how the sentence is put."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import Ridge

_STIFFNESS = 4.0
_MIDDLE = 0.5


class Intensity:
    def __init__(self, usual: dict[str, float], weights: np.ndarray) -> None:
        self._usual = usual
        self._weights = weights

    @classmethod
    def learned(cls, rows: csr_matrix, felt: Sequence[dict[str, float]]) -> Intensity:
        """`felt`: for each row the feelings and how strong they are, 0..1."""
        given: dict[str, list[float]] = {}
        for feelings in felt:
            for name, value in feelings.items():
                given.setdefault(name, []).append(value)
        usual = {name: float(np.mean(values)) for name, values in given.items()}
        felt_at_all = np.array([place for place, feelings in enumerate(felt) if feelings], dtype=int)
        if len(felt_at_all) < 2:
            return cls(usual, np.zeros(rows.shape[1] + 1, dtype=np.float32))
        moved = [np.mean([value - usual[name] for name, value in felt[place].items()]) for place in felt_at_all]
        model = Ridge(alpha=_STIFFNESS).fit(rows[felt_at_all], moved)
        return cls(usual, np.append(model.coef_, model.intercept_).astype(np.float32))

    def of(self, rows: csr_matrix, named: Sequence[dict[str, float]]) -> list[dict[str, float]]:
        """For each row the intensity of the feelings named there."""
        moves = rows @ self._weights[:-1] + self._weights[-1]
        return [
            {name: round(min(1.0, max(0.1, self._usual.get(name, _MIDDLE) + float(move))), 2) for name in names}
            for names, move in zip(named, moves, strict=True)
        ]

    def save(self, folder: Path) -> None:
        (folder / "intensity.json").write_text(json.dumps(self._usual), encoding="utf-8")
        np.savez(folder / "intensity.npz", weights=self._weights)

    @classmethod
    def load(cls, folder: Path) -> Intensity:
        with np.load(folder / "intensity.npz", allow_pickle=False) as arrays:
            return cls(json.loads((folder / "intensity.json").read_text(encoding="utf-8")), arrays["weights"])
