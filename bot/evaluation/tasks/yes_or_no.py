"""One question with a probability for an answer: how well it ranks the rows (AUC), or decides them at one half (F1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from evaluation.reader import Understood
from evaluation.rows import Row
from evaluation.scores import Counts, Score, auc, macro_f1
from evaluation.tasks.task import Disagreement, Question, Result

YES = 0.5  # what `./dev understand` writes is a probability


@dataclass(frozen=True)
class Ranking:
    """AUC; nothing is decided."""

    question: Question
    label: str
    true: Callable[[Row], bool]
    chance: Callable[[Understood], float]
    guess: Callable[[Row], float]
    only: Callable[[Row], bool] = lambda row: True

    def fits(self, row: Row) -> bool:
        return self.only(row)

    def judge(self, rows: Sequence[Row], found: Sequence[Understood]) -> Result:
        true = np.array([self.true(row) for row in rows], dtype=bool)
        return Result(
            self.question,
            auc(np.array([self.chance(understood) for understood in found], dtype=float), true),
            auc(np.array([self.guess(row) for row in rows], dtype=float), true),
        )

    def disagreements(self, rows: Sequence[Row], found: Sequence[Understood]) -> list[Disagreement]:
        every = (
            _disagreement(self.label, self.true(row), self.chance(understood), row)
            for row, understood in zip(rows, found, strict=True)
        )
        return [one for one in every if one.wrong > 1 - YES]


@dataclass(frozen=True)
class Decision:
    """F1 of "yes"; with `both`, the mean of the F1 of "yes" and of "no"."""

    question: Question
    label: str
    true: Callable[[Row], bool]
    chance: Callable[[Understood], float]
    guess: Callable[[Row], bool]
    both: bool = False
    only: Callable[[Row], bool] = lambda row: True

    def fits(self, row: Row) -> bool:
        return self.only(row)

    def judge(self, rows: Sequence[Row], found: Sequence[Understood]) -> Result:
        true = np.array([self.true(row) for row in rows], dtype=bool)
        ours = np.array([self.chance(understood) >= YES for understood in found], dtype=bool)
        guessed = np.array([self.guess(row) for row in rows], dtype=bool)
        return Result(self.question, self._f1(ours, true), self._f1(guessed, true))

    def disagreements(self, rows: Sequence[Row], found: Sequence[Understood]) -> list[Disagreement]:
        every = (
            _disagreement(self.label, self.true(row), self.chance(understood), row)
            for row, understood in zip(rows, found, strict=True)
        )
        return [one for one in every if one.wrong > 1 - YES]

    def _f1(self, said: np.ndarray, true: np.ndarray) -> Score:
        answers = ((said, true), (~said, ~true)) if self.both else ((said, true),)
        columns = [np.column_stack(column) for column in zip(*answers, strict=True)]
        return macro_f1(Counts.of(*columns))


def _disagreement(label: str, true: bool, chance: float, row: Row) -> Disagreement:
    what = "true, we doubt it" if true else "not true, we believe it"
    return Disagreement(1 - chance if true else chance, label, what, row, f"our probability: {chance:.2f}")
