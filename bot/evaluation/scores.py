"""Measures with 95 % bootstrap intervals: a thousand times the rows are drawn again with replacement.

Every measure is a function of how often each row was drawn (draws by rows): all draws are one product of matrices.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

DRAWS = 1000
_AT_ONCE = 100
_SEED = 7

Statistic = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Score:
    value: float
    low: float
    high: float
    rows: int


@dataclass(frozen=True)
class Counts:
    """True hits, false hits and misses: rows by labels."""

    hits: np.ndarray
    false: np.ndarray
    missed: np.ndarray

    @classmethod
    def of(cls, said: np.ndarray, true: np.ndarray) -> Counts:
        return cls(said & true, said & ~true, ~said & true)

    def drawn(self, times: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        return times @ self.hits, times @ self.false, times @ self.missed

    def f1s(self) -> np.ndarray:
        return _f1(*self.drawn(np.ones((1, len(self.hits)))))[0]


def macro_f1(counts: Counts) -> Score:
    """The mean of the labels' F1; a label that nobody sees or says does not count."""

    def statistic(times: np.ndarray) -> np.ndarray:
        f1s = _f1(*counts.drawn(times))
        seen = ~np.isnan(f1s)
        return _ratio(np.where(seen, f1s, 0).sum(axis=1), seen.sum(axis=1))

    return scored(statistic, len(counts.hits))


def micro_f1(counts: Counts) -> Score:
    """F1 over all labels together."""

    def statistic(times: np.ndarray) -> np.ndarray:
        return _f1(*(part.sum(axis=1) for part in counts.drawn(times)))

    return scored(statistic, len(counts.hits))


def recall(counts: Counts) -> Score:
    """How much of what is true is said, over all labels together."""

    def statistic(times: np.ndarray) -> np.ndarray:
        hits, _, missed = (part.sum(axis=1) for part in counts.drawn(times))
        return _ratio(hits, hits + missed)

    return scored(statistic, len(counts.hits))


def mean(values: np.ndarray) -> Score:
    return scored(lambda times: times @ values / times.sum(axis=1), len(values))


def auc(chances: np.ndarray, true: np.ndarray) -> Score:
    """How often a true row has the higher chance than a false one; a tie is half."""
    order = np.argsort(chances, kind="stable")
    answers = true[order].astype(float)
    first = np.flatnonzero(np.diff(chances[order], prepend=-np.inf) > 0)

    def statistic(times: np.ndarray) -> np.ndarray:
        drawn = times[:, order]
        positive = np.add.reduceat(drawn * answers, first, axis=1)
        negative = np.add.reduceat(drawn * (1 - answers), first, axis=1)
        below = np.cumsum(negative, axis=1) - negative / 2
        return _ratio((positive * below).sum(axis=1), positive.sum(axis=1) * negative.sum(axis=1))

    return scored(statistic, len(chances))


def scored(statistic: Statistic, rows: int) -> Score:
    """Not a number where no row has what is measured."""
    value = float(statistic(np.ones((1, rows)))[0]) if rows else np.nan
    if np.isnan(value):
        return Score(np.nan, np.nan, np.nan, rows)
    chance = np.random.default_rng(_SEED)
    equally = np.full(rows, 1 / rows)
    draws = [
        statistic(chance.multinomial(rows, equally, size=_AT_ONCE).astype(float)) for _ in range(DRAWS // _AT_ONCE)
    ]
    low, high = np.nanpercentile(np.concatenate(draws), (2.5, 97.5))
    return Score(value, float(low), float(high), rows)


def _f1(hits: np.ndarray, false: np.ndarray, missed: np.ndarray) -> np.ndarray:
    return _ratio(2 * hits, 2 * hits + false + missed)


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.full(np.shape(whole), np.nan), where=whole > 0)
