"""`python -m evaluation.worst MODEL DIR --set NAME`: where we disagree most, to learn which idea is missed."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from understanding.model import Model

from evaluation.datasets import DATA_SETS, BadData
from evaluation.reader import understood
from evaluation.run import arguments
from evaluation.tables import TASKS
from evaluation.tasks.task import Disagreement, Task

_LONGEST = 280


def tasks_of(data: str) -> list[Task]:
    return [task for task in TASKS if task.question.dataset == data]


def disagreements(model: Path, directory: Path, data: str, sample: int | None = None) -> list[Disagreement]:
    """The worst of every task, then the next worst of every task. Raises BadData."""
    rows = DATA_SETS[data].rows(directory, sample)
    found = understood(Model(model), rows, data)
    told: list[tuple[int, Disagreement]] = []
    for task in tasks_of(data):
        fitting = [pair for pair in zip(rows, found, strict=True) if task.fits(pair[0])]
        wrong = task.disagreements([row for row, _ in fitting], [one for _, one in fitting])
        told += enumerate(sorted(wrong, key=lambda one: -one.wrong))
    return [one for _, one in sorted(told, key=lambda placed: (placed[0], -placed[1].wrong))]


def shown(one: Disagreement) -> str:
    text = " / ".join(" ".join(message.split()) for message in one.row.messages)
    cut = text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"
    return f"{one.label}: {one.what} ({one.wrong:.2f})  {one.row.id}\n    {one.words}\n    {cut}"


def main(words: Sequence[str] | None = None) -> int:
    parser = arguments("The worst disagreements on a data set, so that examples can be written for the idea missed.")
    parser.add_argument(
        "--set", required=True, choices=DATA_SETS, metavar="NAME", help=f"one of {', '.join(DATA_SETS)}"
    )
    parser.add_argument("--label", metavar="L", help="only this label, fact or measure")
    parser.add_argument("--worst", type=int, default=30, metavar="N", help="how many (default: 30)")
    options = parser.parse_args(words)
    path = DATA_SETS[options.set].path(options.directory)
    if not path.exists():
        parser.error(f"{path} is not there")
    try:
        every = disagreements(options.model, options.directory, options.set, options.sample)
    except BadData as wrong:
        print(wrong, file=sys.stderr)
        return 1
    wanted = [one for one in every if options.label in (None, one.label)]
    if not wanted:
        labels = sorted({one.label for one in every})
        print(f"no disagreement about {options.label or options.set}; there are some about: {', '.join(labels) or '-'}")
        return 0
    for one in wanted[: options.worst]:
        print(shown(one), end="\n\n")
    counted = Counter(one.label for one in wanted).most_common()
    print(f"{len(wanted)} in all: " + ", ".join(f"{label} {many}" for label, many in counted), file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
