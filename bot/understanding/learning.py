"""How one label is learned from examples: from the words, from the meaning, and how far to trust each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_matrix, vstack
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold, StratifiedKFold

from understanding.sentence_vectors import WIDTH

FOLDS = 3
_STRENGTH = 4.0
_TOLERANCE = 0.01
_FEWEST_TO_JUDGE = 5
_STIFFNESS = 2.0
_SPREAD = 10.0  # brings the scores of the meaning to about the size of those of the words


@dataclass(frozen=True)
class Lesson:
    """Rows of features, and the names that are true of each.

    `words`: rows of single words, learned from but no judges of quality. `rarer`: how many times rarer the labels are
    in what people write than in the examples, which were written to show them; `worse`: how much worse a false label is
    than a missed one. `outright`: columns that name a label. `judges`: rows that no part of the features learned from;
    they say how far the answers are to be trusted.
    """

    rows: csr_matrix
    names: Sequence[Sequence[str]]
    words: csr_matrix | None = None
    words_names: Sequence[Sequence[str]] = ()
    rarer: float = 1.0
    worse: float = 1.0
    outright: Mapping[str, int] = field(default_factory=dict)
    judges: np.ndarray | None = None

    def answer(self, label: str) -> np.ndarray:
        return np.array([label in own for own in self.names], dtype=bool)

    def judges_of(self, answer: np.ndarray) -> np.ndarray:
        """All rows, where too few of the judges know of a label."""
        if self.judges is None or (answer & self.judges).sum() < _FEWEST_TO_JUDGE:
            return np.ones(len(answer), dtype=bool)
        return self.judges


@dataclass(frozen=True)
class Learned:
    """`weights`: one per feature and a bias; `unseen`: each row's log-odds from a model that did not learn from it."""

    weights: np.ndarray
    unseen: np.ndarray


def learned(lesson: Lesson, labels: Sequence[str]) -> list[Learned]:
    """For each label: the words by a logistic regression, the meaning by a ridge, joined by calibration."""
    answers = np.array([lesson.answer(label) for label in labels]).T
    said = _with_words(answers, np.array([[label in own for label in labels] for own in lesson.words_names]))
    rows = lesson.rows if lesson.words is None else vstack([lesson.rows, lesson.words], format="csr")
    words, meaning = rows[:, :-WIDTH], rows[:, -WIDTH:].toarray().astype(np.float64)
    own = answers.shape[0]
    unseen_meaning, meaning_weights = _meanings(meaning, said, own)
    made = []
    for place in range(len(labels)):
        unseen_words, words_weights = _words(words, said[:, place], own)
        scores = np.stack([unseen_words, unseen_meaning[:, place]], axis=1)
        judges = lesson.judges_of(answers[:, place])
        trust, shift = _trust(scores[judges], answers[judges, place], lesson.rarer)
        weights = np.concatenate([words_weights[:-1] * trust[0], meaning_weights[:-1, place] * trust[1]])
        bias = words_weights[-1] * trust[0] + meaning_weights[-1, place] * trust[1] + shift
        made.append(Learned(np.append(weights, bias).astype(np.float32), scores @ trust + shift))
    return made


def _with_words(answers: np.ndarray, of_words: np.ndarray) -> np.ndarray:
    return np.vstack([answers, of_words]) if len(of_words) else answers


def _words(rows: csr_matrix, answer: np.ndarray, own: int) -> tuple[np.ndarray, np.ndarray]:
    """The first `own` rows are examples; what follows them is in every fold."""
    unseen, extra = np.zeros(own), np.arange(own, rows.shape[0])
    for learn, test in StratifiedKFold(FOLDS, shuffle=True, random_state=7).split(answer[:own], answer[:own]):
        fold = np.append(learn, extra)
        unseen[test] = _regression(rows[fold], answer[fold]).decision_function(rows[test])
    model = _regression(rows, answer)
    return unseen, np.append(model.coef_[0], model.intercept_[0])


def _regression(rows: csr_matrix, answer: np.ndarray) -> LogisticRegression:
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


def _meanings(rows: np.ndarray, answers: np.ndarray, own: int) -> tuple[np.ndarray, np.ndarray]:
    """All labels at once: the unseen scores of the first `own` rows, and the weights with the bias last."""
    unseen, extra = np.zeros((own, answers.shape[1])), np.arange(own, rows.shape[0])
    for learn, test in KFold(FOLDS, shuffle=True, random_state=7).split(rows[:own]):
        fold = np.append(learn, extra)
        weights = _ridge(rows[fold], answers[fold])
        unseen[test] = rows[test] @ weights[:-1] + weights[-1]
    return unseen, _ridge(rows, answers)


def _ridge(rows: np.ndarray, answers: np.ndarray) -> np.ndarray:
    middle, usual = rows.mean(axis=0), answers.mean(axis=0)
    moved = rows - middle
    square = moved.T @ moved
    square[np.diag_indices_from(square)] += _STIFFNESS
    weights = np.linalg.solve(square, moved.T @ (answers - usual))
    return _SPREAD * np.vstack([weights, usual - middle @ weights])


def _trust(scores: np.ndarray, answer: np.ndarray, rarer: float) -> tuple[np.ndarray, float]:
    """Platt's calibration over both scores: from scores to how often the label is true at them."""
    sigmoid = LogisticRegression(C=10.0).fit(scores, answer, np.where(answer, 1.0, rarer))
    return np.maximum(sigmoid.coef_[0], 0.05), float(sigmoid.intercept_[0])
