"""Several labels for a row: which are said, which are true."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from evaluation.reader import Understood
from evaluation.rows import Row
from evaluation.scores import Counts, Score, macro_f1
from evaluation.tasks.task import Disagreement, LabelResult, Question, Result


@dataclass(frozen=True)
class Labels:
    question: Question
    labels: tuple[str, ...]
    true: Callable[[Row], Collection[str]]
    said: Callable[[Understood], Collection[str]]
    guess: Callable[[Row], Collection[str]]
    chance: Callable[[Understood, str], float]
    score: Callable[[Counts], Score] = macro_f1
    each: bool = True  # whether the report shows every label
    only: Callable[[Row], bool] = lambda row: True

    def fits(self, row: Row) -> bool:
        return self.only(row)

    def judge(self, rows: Sequence[Row], found: Sequence[Understood]) -> Result:
        true = self._table(map(self.true, rows))
        ours, guessed = (Counts.of(said, true) for said in (self._ours(found), self._table(map(self.guess, rows))))
        each = zip(self.labels, true.sum(axis=0), ours.f1s(), guessed.f1s(), strict=True)
        return Result(
            self.question,
            self.score(ours),
            self.score(guessed),
            tuple(LabelResult(label, int(rows), float(own), float(rule)) for label, rows, own, rule in each)
            if self.each
            else (),
        )

    def disagreements(self, rows: Sequence[Row], found: Sequence[Understood]) -> list[Disagreement]:
        return [one for row, understood in zip(rows, found, strict=True) for one in self._wrong(row, understood)]

    def _wrong(self, row: Row, understood: Understood) -> Iterator[Disagreement]:
        true, said = set(self.true(row)) & set(self.labels), set(self.said(understood)) & set(self.labels)
        told = f"true: {_listed(true)}; we said: {_listed(said)}"
        for label in sorted(true ^ said):
            chance = self.chance(understood, label)
            what, wrong = ("said, not true", chance) if label in said else ("true, not said", 1 - chance)
            yield Disagreement(wrong, label, what, row, told)

    def _ours(self, found: Sequence[Understood]) -> np.ndarray:
        return self._table(map(self.said, found))

    def _table(self, named: Iterable[Collection[str]]) -> np.ndarray:
        """Rows by labels."""
        return np.array([[label in names for label in self.labels] for names in named], dtype=bool)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "nothing"
