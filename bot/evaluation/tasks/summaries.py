"""Summaries beside what people chose and wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from evaluation.reader import Understood
from evaluation.rouge import rouge
from evaluation.rows import Row, Span, Summarised
from evaluation.scores import mean
from evaluation.tasks.task import Disagreement, Question, Result

_HALF = 0.5
Written = Callable[[str, str], float]

ROUGES: dict[str, Written] = {
    "ROUGE-1": lambda text, reference: rouge(text, reference).one,
    "ROUGE-2": lambda text, reference: rouge(text, reference).two,
    "ROUGE-L": lambda text, reference: rouge(text, reference).longest,
}


@dataclass(frozen=True)
class Summaries:
    """The mean over the annotators. `written`: how like a written summary; None: F1 of the chosen sentences."""

    question: Question
    said: Callable[[Understood], Sequence[Span]]
    guess: Callable[[Row], Sequence[Span]]
    written: Written | None = None

    def fits(self, row: Row) -> bool:
        if row.summarised is None:
            return False
        return bool(row.summarised.written if self.written else row.summarised.chosen)

    def judge(self, rows: Sequence[Row], found: Sequence[Understood]) -> Result:
        ours = [self._value(row, self.said(understood)) for row, understood in zip(rows, found, strict=True)]
        guessed = [self._value(row, self.guess(row)) for row in rows]
        return Result(self.question, mean(np.array(ours)), mean(np.array(guessed)))

    def disagreements(self, rows: Sequence[Row], found: Sequence[Understood]) -> list[Disagreement]:
        told = []
        for row, understood in zip(rows, found, strict=True):
            value = self._value(row, self.said(understood))
            people = "; ".join(_summarised(row).written)
            shown = f"we: {_joined(row, self.said(understood))} | people: {people}"
            told.append(Disagreement(1 - value, self.question.name, f"{value:.2f}", row, shown))
        return told

    def _value(self, row: Row, spans: Sequence[Span]) -> float:
        there = _summarised(row)
        if self.written:
            text = _joined(row, spans)
            return float(np.mean([self.written(text, reference) for reference in there.written]))
        chosen = chosen_sentences(there.sentences, spans)
        return float(np.mean([_f1(chosen, one) for one in there.chosen]))


def chosen_sentences(sentences: Sequence[Span], spans: Iterable[Span]) -> frozenset[int]:
    """The sentences that a summary says: at least half of the sentence, or half of the summary's own piece."""
    return frozenset(
        place
        for span in spans
        for place, sentence in enumerate(sentences)
        if sentence.shared(span) and sentence.shared(span) >= _HALF * min(sentence.length, span.length)
    )


def _summarised(row: Row) -> Summarised:
    if row.summarised is None:
        raise ValueError(f"{row.id} has no summary by people")
    return row.summarised


def _joined(row: Row, spans: Sequence[Span]) -> str:
    return " ".join(row.words_at(span) for span in spans)


def _f1(own: frozenset[int], other: frozenset[int]) -> float:
    shared = len(own & other)
    return 2 * shared / (len(own) + len(other)) if shared else 0.0
