"""Measures and intervals, against figures worked out by hand."""

import numpy as np
import pytest
from evaluation.rouge import rouge
from evaluation.scores import Counts, auc, macro_f1, mean, micro_f1, recall


def table(*rows: str) -> np.ndarray:
    return np.array([[char == "x" for char in row] for row in rows])


# First label: 2 hits, 1 false, 0 missed → 4/5. Second: 1 hit, 0 false, 2 missed → 2/4.
SAID = table("xx", "x.", "x.", "..")
TRUE = table("xx", "xx", "..", ".x")


def test_macro_f1_is_the_mean_of_the_labels():
    assert macro_f1(Counts.of(SAID, TRUE)).value == pytest.approx((4 / 5 + 2 / 4) / 2)


def test_micro_f1_counts_all_labels_together():
    assert micro_f1(Counts.of(SAID, TRUE)).value == pytest.approx(6 / 9)


def test_recall_counts_what_was_there():
    assert recall(Counts.of(SAID, TRUE)).value == pytest.approx(3 / 5)


def test_a_label_that_nobody_sees_or_says_does_not_count():
    counts = Counts.of(table("x.", ".."), table("x.", "x."))
    assert macro_f1(counts).value == pytest.approx(2 / 3)


def test_nothing_to_find_is_no_figure():
    assert np.isnan(micro_f1(Counts.of(table("."), table("."))).value)
    assert np.isnan(auc(np.array([0.1, 0.9]), np.array([True, True])).value)


def test_auc_counts_pairs_and_half_of_the_ties():
    # Pairs (true, false): .9>.5, .9>.1, .5=.5, .5>.1 → 3.5 of 4.
    score = auc(np.array([0.9, 0.5, 0.5, 0.1]), np.array([True, True, False, False]))
    assert score.value == pytest.approx(3.5 / 4)


def test_auc_agrees_with_an_established_library_on_many_ties():
    from sklearn.metrics import roc_auc_score

    chance = np.random.default_rng(3)
    scores, true = chance.integers(0, 9, 300) / 9, chance.random(300) < 0.3
    assert auc(scores, true).value == pytest.approx(roc_auc_score(true, scores))


def test_an_interval_holds_the_figure_and_is_the_same_at_every_run():
    values = np.array([0.0, 1.0] * 50)
    first, again = mean(values), mean(values)
    assert (first.low, first.high) == (again.low, again.high)
    assert first.low < first.value == 0.5 < first.high


def test_an_interval_is_as_wide_as_theory_says():
    # A share of one half over 400 rows has a standard error of .025, so the interval is about ±.049.
    score = mean(np.array([0.0, 1.0] * 200))
    assert score.high - score.low == pytest.approx(4 * 0.0245, abs=0.012)


def test_more_rows_make_a_narrower_interval():
    few, many = mean(np.array([0.0, 1.0] * 10)), mean(np.array([0.0, 1.0] * 1000))
    assert many.high - many.low < few.high - few.low


def test_rouge_counts_words_pairs_and_the_longest_common_order():
    # Four words against three, three shared: 6/7. No pair of neighbours. In the same order two ("the jug"): 4/7.
    said = rouge("the jug was cracked", "The cracked jug.")
    assert said.one == pytest.approx(6 / 7)
    assert said.two == 0
    assert said.longest == pytest.approx(4 / 7)


def test_rouge_sees_the_same_word_in_another_form():
    assert rouge("refunds promised", "refund promise").one == 1


def test_rouge_passes_over_names_that_are_addressed_and_links():
    assert rouge("@Shop late again https://x.example/a", "late again").one == 1


def test_nothing_in_common_is_nothing():
    assert rouge("late", "broken") == (0, 0, 0)
    assert rouge("", "broken") == (0, 0, 0)
