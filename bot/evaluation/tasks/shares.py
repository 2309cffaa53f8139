"""A value for each row, averaged: how many stories come out right, or how good each is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from evaluation.reader import Understood
from evaluation.rows import Row
from evaluation.scores import mean
from evaluation.tasks.task import Disagreement, Question, Result


@dataclass(frozen=True)
class Share:
    """`value` 0..1 of what we say of a row, `guess` of what the baseline says; `shown`: what we said, for a reader."""

    question: Question
    value: Callable[[Row, Understood], float]
    guess: Callable[[Row], float] | None
    shown: Callable[[Row, Understood], str]
    only: Callable[[Row], bool] = lambda row: True

    def fits(self, row: Row) -> bool:
        return self.only(row)

    def judge(self, rows: Sequence[Row], found: Sequence[Understood]) -> Result:
        values = [float(self.value(row, understood)) for row, understood in zip(rows, found, strict=True)]
        guessed = [float(self.guess(row)) for row in rows] if self.guess else None
        return Result(self.question, mean(np.array(values)), mean(np.array(guessed)) if guessed else None)

    def disagreements(self, rows: Sequence[Row], found: Sequence[Understood]) -> list[Disagreement]:
        told = []
        for row, understood in zip(rows, found, strict=True):
            value = float(self.value(row, understood))
            wrong = value if self.question.most else 1 - value
            if wrong > 0:
                shown = self.shown(row, understood)
                told.append(Disagreement(wrong, self.question.name, f"{value:.2f}", row, shown))
        return told


@dataclass(frozen=True)
class Swapped:
    """Each reflection is held against other stories: how many of them refuse it. A good one fits its own story only."""

    question: Question
    text: Callable[[Understood], str]
    fitting: Callable[[str, Sequence[str]], bool]
    others: int = 20
    only: Callable[[Row], bool] = lambda row: True

    def fits(self, row: Row) -> bool:
        return self.only(row)

    def judge(self, rows: Sequence[Row], found: Sequence[Understood]) -> Result:
        shares = [self._refused(rows, place, self.text(understood)) for place, understood in enumerate(found)]
        return Result(self.question, mean(np.array([share for share in shares if share is not None])), None)

    def disagreements(self, rows: Sequence[Row], found: Sequence[Understood]) -> list[Disagreement]:
        told = []
        for place, (row, understood) in enumerate(zip(rows, found, strict=True)):
            text = self.text(understood)
            share = self._refused(rows, place, text)
            if share is not None and share < 1:
                told.append(Disagreement(1 - share, self.question.name, f"refused by {share:.0%}", row, text))
        return told

    def _refused(self, rows: Sequence[Row], place: int, text: str) -> float | None:
        """None where nothing was said back, or no other story is there."""
        many = min(self.others, len(rows) - 1)
        if not text or many < 1:
            return None
        step = max(1, (len(rows) - 1) // many)
        stories = [rows[(place + 1 + step * order) % len(rows)] for order in range(many)]
        return float(np.mean([not self.fitting(text, story.messages) for story in stories]))
