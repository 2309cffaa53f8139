"""Several yes-or-no questions about a sentence, answered with calibrated probabilities and learned thresholds."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix

from understanding.learning import Lesson, learned

_FEWEST = 5
_OUTRIGHT = 0.6
_DENIED = 0.02
_THRESHOLDS = np.arange(0.06, 0.6, 0.02)


@dataclass(frozen=True)
class Quality:
    """How well cross-validation does at the chosen threshold."""

    label: str
    examples: int
    precision: float
    recall: float
    f1: float
    threshold: float


class SentenceClassifier:
    """One linear model per label over shared rows of features."""

    def __init__(self, weights: np.ndarray, qualities: Sequence[Quality], outright: Mapping[str, int]) -> None:
        """`weights`: features + 1 (bias) by labels."""
        self._weights = weights
        self._outright = dict(outright)
        self.qualities = list(qualities)
        self.labels = [quality.label for quality in qualities]
        self.thresholds = {quality.label: quality.threshold for quality in qualities}

    @classmethod
    def learned(cls, lesson: Lesson, labels: Sequence[str]) -> SentenceClassifier:
        """A label with fewer than five examples is left out."""
        rows = lesson.rows
        kept = [label for label in labels if _FEWEST <= lesson.answer(label).sum() < rows.shape[0]]
        if not kept:
            return cls(np.zeros((rows.shape[1] + 1, 0), dtype=np.float32), [], lesson.outright)
        weights, qualities = [], []
        for label, made in zip(kept, learned(lesson, kept), strict=True):
            chances = _raised(_sigmoid(made.unseen), rows, lesson.outright.get(label))
            answer = lesson.answer(label)
            judges = lesson.judges_of(answer)
            weights.append(made.weights)
            quality = _quality(label, chances[judges], answer[judges], lesson.rarer * lesson.worse)
            qualities.append(replace(quality, examples=int(answer.sum())))
        return cls(np.array(weights).T, qualities, lesson.outright)

    def probabilities(self, rows: csr_matrix) -> np.ndarray:
        """Rows by labels."""
        chances = _sigmoid(rows @ self._weights[:-1] + self._weights[-1])
        for place, label in enumerate(self.labels):
            chances[:, place] = _raised(chances[:, place], rows, self._outright.get(label))
        return chances

    def named(self, rows: csr_matrix, least: float = 0.05) -> list[dict[str, float]]:
        """For each row the labels with at least a trace of probability."""
        return [
            {label: round(float(value), 3) for label, value in zip(self.labels, row, strict=True) if value >= least}
            for row in self.probabilities(rows)
        ]

    def save(self, folder: Path) -> None:
        np.savez(folder / "classifier.npz", weights=self._weights)
        kept = {"qualities": [asdict(quality) for quality in self.qualities], "outright": self._outright}
        (folder / "classifier.json").write_text(json.dumps(kept), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> SentenceClassifier:
        kept = json.loads((folder / "classifier.json").read_text(encoding="utf-8"))
        with np.load(folder / "classifier.npz", allow_pickle=False) as arrays:
            return cls(arrays["weights"], [Quality(**quality) for quality in kept["qualities"]], kept["outright"])


def _sigmoid(scores: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.clip(scores, -30, 30)))


def _raised(chances: np.ndarray, rows: csr_matrix, column: int | None) -> np.ndarray:
    """What is named outright is likely, unless everything else speaks against it."""
    if column is None:
        return chances
    named = np.asarray(rows[:, column].todense()).ravel() > 0
    return np.where(named & (chances >= _DENIED), np.maximum(chances, _OUTRIGHT), chances)


def _quality(label: str, chances: np.ndarray, answer: np.ndarray, price: float) -> Quality:
    """The threshold with the best F1 when each false hit counts `price` times.

    A few imagined misses and false hits keep rare labels from an extreme one.
    """
    best, best_f1 = Quality(label, int(answer.sum()), 0.0, 0.0, 0.0, 0.5), -1.0
    for threshold in _THRESHOLDS:
        said = chances >= threshold
        true, positives = int((said & answer).sum()), int(answer.sum())
        false = price * (int(said.sum()) - true)
        guarded = 2 * (true + 2) / (true + false + positives + 4 + 4 * abs(threshold - 0.4))
        if guarded > best_f1:
            best_f1 = guarded
            precision, recall = true / max(1, int(said.sum())), true / positives
            f1 = 2 * precision * recall / max(1e-9, precision + recall)
            best = Quality(label, positives, precision, recall, f1, round(float(threshold), 2))
    return best
