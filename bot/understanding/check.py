"""`python -m understanding.check`: for each label, how many examples it has and how well cross-validation does."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from understanding.classifier import Quality, SentenceClassifier
from understanding.examples import BadExample, Example, read_folder
from understanding.features import Features, named_columns
from understanding.kept_vectors import kept_vectors
from understanding.lessons import GROUPS, labels_of, lesson, named_feelings, taught
from understanding.wordlists import Wordlists

FEW = 20


def qualities(examples: Sequence[Example], wordlists: Mapping[str, list[str]]) -> dict[str, list[Quality]]:
    features = Features.learned([example.text for example in examples], Wordlists(wordlists))
    words = named_feelings(wordlists)
    texts = [one.text for one in (*examples, *words)]
    every_row = features.rows(texts, kept_vectors(texts))
    rows, words_rows = every_row[: len(examples)], every_row[len(examples) :]
    table = {}
    for group in GROUPS:
        places, names = lesson(examples, group)
        learned = taught(rows[places], [examples[place].text for place in places], names, group)
        if group == "feelings":
            learned = replace(
                learned,
                words=words_rows,
                words_names=[tuple(word.feelings) for word in words],
                outright=named_columns(features.width),
            )
        table[group] = SentenceClassifier.learned(learned, labels_of(group, examples)).qualities
    return table


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", default=Path("data"), help="the folder with the examples")
    try:
        examples, wordlists = read_folder(parser.parse_args().data)
        table = qualities(examples, wordlists)
    except BadExample as wrong:
        print(wrong, file=sys.stderr)
        return 1
    for group, rows in table.items():
        _show(group, rows, labels_of(group, examples))
    return 0


def _show(group: str, rows: list[Quality], labels: Sequence[str]) -> None:
    print(f"{group:<18} examples  precision  recall    F1  threshold")
    for row in rows:
        few = "  few examples" if row.examples < FEW else ""
        print(
            f"  {row.label:<16} {row.examples:>8}  {row.precision:>9.2f}  {row.recall:>6.2f}  {row.f1:>4.2f}"
            f"  {row.threshold:>9.2f}{few}"
        )
    absent = sorted(set(labels) - {row.label for row in rows})
    if absent:
        print(f"  too few examples to learn: {', '.join(absent)}")
    mean = sum(row.f1 for row in rows) / max(1, len(rows))
    print(f"  {'mean':<16} {'':>8}  {'':>9}  {'':>6}  {mean:>4.2f}\n")


if __name__ == "__main__":
    sys.exit(main())
