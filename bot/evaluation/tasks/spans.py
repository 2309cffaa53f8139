"""Words that stand somewhere: which are found, each counted once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from evaluation.reader import Understood
from evaluation.rows import Row, Span
from evaluation.scores import Counts, micro_f1
from evaluation.tasks.task import Disagreement, LabelResult, Question, Result

_AROUND = 50


@dataclass(frozen=True)
class Spans:
    """A hit has the same key and the same words; with `overlapping`, a shared character is enough.

    With `distinct`, words that stand in a message several times count once: a ledger of facts needs them once.
    """

    question: Question
    keys: tuple[str, ...]
    true: Callable[[Row], Sequence[Span]]
    said: Callable[[Understood], Sequence[Span]]
    guess: Callable[[Row], Sequence[Span]]
    overlapping: bool = False
    distinct: bool = False
    each: bool = True  # whether the report shows every key

    def fits(self, row: Row) -> bool:
        return True

    def judge(self, rows: Sequence[Row], found: Sequence[Understood]) -> Result:
        ours = self._counts(rows, list(map(self.said, found)))
        guessed = self._counts(rows, list(map(self.guess, rows)))
        there = (ours.hits + ours.missed).sum(axis=0)
        each = zip(self.keys, there, ours.f1s(), guessed.f1s(), strict=True)
        labels = tuple(LabelResult(key, int(many), float(own), float(rule)) for key, many, own, rule in each)
        return Result(self.question, micro_f1(ours), micro_f1(guessed), labels if self.each else ())

    def disagreements(self, rows: Sequence[Row], found: Sequence[Understood]) -> list[Disagreement]:
        return [one for row, understood in zip(rows, found, strict=True) for one in self._wrong(row, understood)]

    def matched(self, true: Sequence[Span], said: Sequence[Span]) -> tuple[list[Span], list[Span], list[Span]]:
        """Hits, false hits and misses. Each true span takes the best of what is said and not yet taken."""
        left, hits, missed = list(said), [], []
        for span in true:
            fitting = [one for one in left if self._same(span, one)]
            if fitting:
                best = max(fitting, key=span.shared)
                left.remove(best)
                hits.append(span)
            else:
                missed.append(span)
        return hits, left, missed

    def _compared(self, row: Row, said: Sequence[Span]) -> tuple[list[Span], list[Span], list[Span]]:
        true = self.true(row)
        return (
            self.matched(_first_mentions(row, true), _first_mentions(row, said))
            if self.distinct
            else self.matched(true, said)
        )

    def _same(self, span: Span, other: Span) -> bool:
        if not self.overlapping:
            return span == other
        return span.key == other.key and span.overlaps(other)

    def _counts(self, rows: Sequence[Row], said: Sequence[Sequence[Span]]) -> Counts:
        matched = [self._compared(row, spans) for row, spans in zip(rows, said, strict=True)]
        return Counts(*(np.array([self._by_key(one[part]) for one in matched]) for part in range(3)))

    def _by_key(self, spans: Sequence[Span]) -> list[int]:
        return [sum(span.key == key for span in spans) for key in self.keys]

    def _wrong(self, row: Row, understood: Understood) -> Iterator[Disagreement]:
        _, false, missed = self._compared(row, self.said(understood))
        for what, spans in (("said, not true", false), ("true, not said", missed)):
            for span in spans:
                yield Disagreement(1.0, span.key, what, row, _in_context(row, span))


def _first_mentions(row: Row, spans: Sequence[Span]) -> list[Span]:
    """Each span moved to where its words stand first, and each place once."""
    moved = []
    for span in spans:
        words = row.words_at(span)
        start = row.messages[span.fragment].find(words)
        moved.append(Span(span.key, span.fragment, start, start + len(words)))
    return list(dict.fromkeys(moved))


def _in_context(row: Row, span: Span) -> str:
    text = row.messages[span.fragment]
    before, after = text[max(0, span.start - _AROUND) : span.start], text[span.end : span.end + _AROUND]
    return " ".join(f"{before}[{row.words_at(span)}]{after}".split())
