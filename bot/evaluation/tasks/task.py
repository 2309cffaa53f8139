"""What all tasks share: a question to a data set, its result, and a place where we disagree with it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from evaluation.reader import Understood
from evaluation.rows import Row
from evaluation.scores import Score


@dataclass(frozen=True)
class Question:
    """`mark`: to be reached (with `most`: not to be passed). `rule`: the baseline's name, "" where there is none."""

    dataset: str
    name: str
    measure: str
    rule: str = ""
    mark: float | None = None
    most: bool = False


@dataclass(frozen=True)
class LabelResult:
    label: str
    rows: int
    ours: float
    baseline: float


@dataclass(frozen=True)
class Result:
    question: Question
    ours: Score
    baseline: Score | None
    labels: tuple[LabelResult, ...] = ()

    @property
    def seen(self) -> list[LabelResult]:
        """The labels that are true or said somewhere."""
        return [label for label in self.labels if not math.isnan(label.ours)]

    @property
    def passed(self) -> bool | None:
        """Whether the mark is reached; None where there is no mark or nothing to measure."""
        if self.question.mark is None or math.isnan(self.ours.value):
            return None
        return self._at_least(self.ours.value, self.question.mark)

    @property
    def beats(self) -> bool | None:
        """Whether we are better than the baseline of the same run, or as good where nothing better exists."""
        if self.baseline is None or math.isnan(self.ours.value):
            return None
        return self._at_least(self.ours.value, self.baseline.value)

    def _at_least(self, value: float, other: float) -> bool:
        return value <= other if self.question.most else value >= other


@dataclass(frozen=True)
class Disagreement:
    """`wrong`: 0..1, how sure we were of what the data set says is not so."""

    wrong: float
    label: str
    what: str
    row: Row
    words: str


class Task(Protocol):
    @property
    def question(self) -> Question: ...

    def fits(self, row: Row) -> bool:
        """Whether this row is measured by this task."""

    def judge(self, rows: Sequence[Row], found: Sequence[Understood]) -> Result: ...

    def disagreements(self, rows: Sequence[Row], found: Sequence[Understood]) -> list[Disagreement]: ...
