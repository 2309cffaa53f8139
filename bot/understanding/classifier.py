"""Several yes-or-no questions about a sentence, answered with calibrated probabilities and learned thresholds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

FOLDS = 5
_FEWEST = 5
_STRENGTH = 4.0


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
    """One logistic regression per label over shared rows of features."""

    def __init__(self, weights: np.ndarray, slopes: np.ndarray, qualities: Sequence[Quality]) -> None:
        """`weights`: features + 1 (bias) by labels; `slopes`: a scale and a shift per label, the calibration."""
        self._weights = weights
        self._slopes = slopes
        self.qualities = list(qualities)
        self.labels = [quality.label for quality in qualities]
        self.thresholds = {quality.label: quality.threshold for quality in qualities}

    @classmethod
    def learned(cls, rows: csr_matrix, labelled: Sequence[Sequence[str]], labels: Sequence[str]) -> SentenceClassifier:
        """`labelled`: the names that are true of each row. A label with fewer than five examples is left out."""
        answers = {label: np.array([label in names for names in labelled], dtype=bool) for label in labels}
        kept = {label: answer for label, answer in answers.items() if _FEWEST <= answer.sum() < len(answer)}
        parts = [_one(rows, answer, label) for label, answer in kept.items()]
        weights = np.array([part[0] for part in parts], dtype=np.float32).reshape(len(parts), rows.shape[1] + 1).T
        slopes = np.array([part[1] for part in parts], dtype=np.float32).reshape(len(parts), 2)
        return cls(weights, slopes, [part[2] for part in parts])

    def probabilities(self, rows: csr_matrix) -> np.ndarray:
        """Rows by labels."""
        scores = rows @ self._weights[:-1] + self._weights[-1]
        return 1 / (1 + np.exp(-np.clip(scores * self._slopes[:, 0] + self._slopes[:, 1], -30, 30)))

    def named(self, rows: csr_matrix, least: float = 0.05) -> list[dict[str, float]]:
        """For each row the labels with at least a trace of probability."""
        return [
            {label: round(float(value), 3) for label, value in zip(self.labels, row, strict=True) if value >= least}
            for row in self.probabilities(rows)
        ]

    def save(self, folder: Path) -> None:
        np.savez(folder / "classifier.npz", weights=self._weights, slopes=self._slopes)
        qualities = json.dumps([asdict(quality) for quality in self.qualities])
        (folder / "classifier.json").write_text(qualities, encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> SentenceClassifier:
        qualities = [Quality(**row) for row in json.loads((folder / "classifier.json").read_text(encoding="utf-8"))]
        with np.load(folder / "classifier.npz", allow_pickle=False) as arrays:
            return cls(arrays["weights"], arrays["slopes"], qualities)


def _one(rows: csr_matrix, answer: np.ndarray, label: str) -> tuple[np.ndarray, np.ndarray, Quality]:
    unseen = _scores_unseen(rows, answer)
    slope = _calibrated(unseen, answer)
    chances = 1 / (1 + np.exp(-np.clip(unseen * slope[0] + slope[1], -30, 30)))
    model = _fitted(rows, answer)
    return np.append(model.coef_[0], model.intercept_[0]), slope, _quality(label, chances, answer)


def _fitted(rows: csr_matrix, answer: np.ndarray) -> LogisticRegression:
    model = LogisticRegression(
        C=_STRENGTH, class_weight="balanced", solver="liblinear", dual=True, max_iter=300, random_state=7
    )
    return model.fit(rows, answer)


def _scores_unseen(rows: csr_matrix, answer: np.ndarray) -> np.ndarray:
    """Every row's score from a model that did not learn from it."""
    scores = np.zeros(len(answer))
    for learn, test in StratifiedKFold(FOLDS, shuffle=True, random_state=7).split(rows, answer):
        scores[test] = _fitted(rows[learn], answer[learn]).decision_function(rows[test])
    return scores


def _calibrated(scores: np.ndarray, answer: np.ndarray) -> np.ndarray:
    """Platt's sigmoid: from a score to how often the label is true at that score."""
    sigmoid = LogisticRegression(C=10.0).fit(scores[:, None], answer)
    return np.array([max(float(sigmoid.coef_[0, 0]), 0.05), float(sigmoid.intercept_[0])])


def _quality(label: str, chances: np.ndarray, answer: np.ndarray) -> Quality:
    """The threshold with the best F1; a few imagined misses and false hits keep rare labels from an extreme one."""
    best = Quality(label, int(answer.sum()), 0.0, 0.0, 0.0, 0.5)
    best_f1 = -1.0
    for threshold in np.arange(0.12, 0.75, 0.02):
        said = chances >= threshold
        true = int((said & answer).sum())
        precision, recall = true / max(1, int(said.sum())), true / int(answer.sum())
        guarded = 2 * (true + 2) / (int(said.sum()) + int(answer.sum()) + 4 + 4 * abs(threshold - 0.4))
        if guarded > best_f1:
            best_f1 = guarded
            f1 = 2 * precision * recall / max(1e-9, precision + recall)
            best = Quality(label, int(answer.sum()), precision, recall, f1, round(float(threshold), 2))
    return best
