"""Several yes-or-no questions about a sentence, answered with calibrated probabilities and learned thresholds."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, vstack
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

FOLDS = 3
_FEWEST = 5
_STRENGTH = 4.0
_TOLERANCE = 0.01
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


@dataclass(frozen=True)
class Lesson:
    """Rows of features, and the names that are true of each.

    `words`: rows of single words, learned from but no judges of quality. `rarer`: how many times rarer the labels are
    in what people write than in the examples, which were written to show them; `worse`: how much worse a false label is
    than a missed one. `outright`: columns that name a label.
    """

    rows: csr_matrix
    names: Sequence[Sequence[str]]
    words: csr_matrix | None = None
    words_names: Sequence[Sequence[str]] = ()
    rarer: float = 1.0
    worse: float = 1.0
    outright: Mapping[str, int] = field(default_factory=dict)

    def answer(self, label: str) -> np.ndarray:
        return _answer(self.names, label)

    def fitted(self, label: str, places: np.ndarray) -> LogisticRegression:
        rows, answer = self.rows[places], self.answer(label)[places]
        if self.words is not None:
            rows = vstack([rows, self.words], format="csr")
            answer = np.append(answer, _answer(self.words_names, label))
        model = LogisticRegression(
            C=_STRENGTH,
            class_weight="balanced",
            solver="liblinear",
            dual=True,
            max_iter=300,
            tol=_TOLERANCE,
            random_state=7,
        )
        return model.fit(rows, answer)


def _answer(names: Sequence[Sequence[str]], label: str) -> np.ndarray:
    return np.array([label in own for own in names], dtype=bool)


class SentenceClassifier:
    """One logistic regression per label over shared rows of features."""

    def __init__(
        self,
        weights: np.ndarray,
        slopes: np.ndarray,
        qualities: Sequence[Quality],
        outright: Mapping[str, int],
    ) -> None:
        """`weights`: features + 1 (bias) by labels; `slopes`: a scale and a shift per label, the calibration."""
        self._weights = weights
        self._slopes = slopes
        self._outright = dict(outright)
        self.qualities = list(qualities)
        self.labels = [quality.label for quality in qualities]
        self.thresholds = {quality.label: quality.threshold for quality in qualities}

    @classmethod
    def learned(cls, lesson: Lesson, labels: Sequence[str]) -> SentenceClassifier:
        """A label with fewer than five examples is left out."""
        rows = lesson.rows
        kept = [label for label in labels if _FEWEST <= lesson.answer(label).sum() < rows.shape[0]]
        parts = [_one(lesson, label) for label in kept]
        weights = np.array([part[0] for part in parts], dtype=np.float32).reshape(len(parts), rows.shape[1] + 1).T
        slopes = np.array([part[1] for part in parts], dtype=np.float32).reshape(len(parts), 2)
        return cls(weights, slopes, [part[2] for part in parts], lesson.outright)

    def probabilities(self, rows: csr_matrix) -> np.ndarray:
        """Rows by labels."""
        chances = _sigmoid(rows @ self._weights[:-1] + self._weights[-1], self._slopes[:, 0], self._slopes[:, 1])
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
        np.savez(folder / "classifier.npz", weights=self._weights, slopes=self._slopes)
        kept = {"qualities": [asdict(quality) for quality in self.qualities], "outright": self._outright}
        (folder / "classifier.json").write_text(json.dumps(kept), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> SentenceClassifier:
        kept = json.loads((folder / "classifier.json").read_text(encoding="utf-8"))
        with np.load(folder / "classifier.npz", allow_pickle=False) as arrays:
            qualities = [Quality(**quality) for quality in kept["qualities"]]
            return cls(arrays["weights"], arrays["slopes"], qualities, kept["outright"])


def _one(lesson: Lesson, label: str) -> tuple[np.ndarray, np.ndarray, Quality]:
    answer = lesson.answer(label)
    unseen = _scores_unseen(lesson, label)
    slope = _calibrated(unseen, answer, lesson.rarer)
    chances = _raised(_sigmoid(unseen, *slope), lesson.rows, lesson.outright.get(label))
    model = lesson.fitted(label, np.arange(len(answer)))
    return (
        np.append(model.coef_[0], model.intercept_[0]),
        slope,
        _quality(label, chances, answer, lesson.rarer * lesson.worse),
    )


def _scores_unseen(lesson: Lesson, label: str) -> np.ndarray:
    """Every row's score from a model that did not learn from it."""
    answer = lesson.answer(label)
    scores = np.zeros(len(answer))
    for learn, test in StratifiedKFold(FOLDS, shuffle=True, random_state=7).split(answer, answer):
        scores[test] = lesson.fitted(label, learn).decision_function(lesson.rows[test])
    return scores


def _calibrated(scores: np.ndarray, answer: np.ndarray, rarer: float) -> np.ndarray:
    """Platt's sigmoid: from a score to how often the label is true at that score."""
    sigmoid = LogisticRegression(C=10.0).fit(scores[:, None], answer, np.where(answer, 1.0, rarer))
    return np.array([max(float(sigmoid.coef_[0, 0]), 0.05), float(sigmoid.intercept_[0])])


def _sigmoid(scores: np.ndarray, scale: np.ndarray, shift: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.clip(scores * scale + shift, -30, 30)))


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
