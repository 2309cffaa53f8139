"""The report: one table of all measures, one for each group of labels, in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from evaluation.datasets import DATA_SETS, DataSet
from evaluation.scores import DRAWS, Score
from evaluation.tasks.task import Result

HEAD = (
    "data set",
    "what",
    "measure",
    "rows",
    "ours",
    "95 % interval",
    "baseline",
    "its interval",
    "better",
    "mark",
    "reached",
)
_ANSWER = {True: "yes", False: "**no**", None: ""}


@dataclass(frozen=True)
class Run:
    """What was measured, with what, and how fast."""

    model: Path
    results: Sequence[Result]
    absent: Sequence[DataSet]
    sample: int | None
    stories: int
    seconds: float

    @property
    def a_minute(self) -> float:
        return 60 * self.stories / self.seconds if self.seconds else 0.0


def table(results: Iterable[Result]) -> str:
    return _markdown(HEAD, map(_cells, results))


def written(run: Run, plots: Sequence[Path]) -> str:
    parts = [
        "# How well stories are understood",
        _facts_of(run),
        table(run.results),
        *(f"![{plot.stem}]({plot.name})" for plot in plots),
        *(f"## {_title(result)}\n\n{_labels(result)}" for result in run.results if result.seen),
    ]
    if run.absent:
        listed = "\n".join(f"* `{data.name}.jsonl`: {data.about}" for data in run.absent)
        parts.append(f"## Not measured\n\nThese files are not in the folder:\n\n{listed}")
    return "\n\n".join(parts) + "\n"


def _facts_of(run: Run) -> str:
    sample = f"a sample of {run.sample} rows of each data set" if run.sample else "all rows of each data set"
    marked = [result.passed for result in run.results if result.passed is not None]
    compared = [result.beats for result in run.results if result.beats is not None]
    return (
        f"{date.today().isoformat()}, model `{run.model.name}`, {sample}, {run.stories} stories at "
        f"{run.a_minute:,.0f} a minute. Intervals: {DRAWS} bootstrap draws of the rows. "
        f"{sum(marked)} of {len(marked)} marks are reached; {sum(compared)} of {len(compared)} figures are at least as "
        f"good as the baseline's."
    )


def _cells(result: Result) -> tuple[str, ...]:
    question = result.question
    bound = "≤ " if question.most else "≥ "
    return (
        question.dataset,
        question.name,
        question.measure,
        str(result.ours.rows),
        _figure(result.ours.value),
        _interval(result.ours),
        f"{_figure(result.baseline.value)} ({question.rule})" if result.baseline else "",
        _interval(result.baseline) if result.baseline else "",
        _ANSWER[result.beats],
        f"{bound}{question.mark:.3f}" if question.mark is not None else "",
        _ANSWER[result.passed],
    )


def _labels(result: Result) -> str:
    rows = (
        (
            one.label,
            str(one.rows),
            _figure(one.ours),
            _figure(one.baseline),
        )
        for one in result.seen
    )
    return _markdown(("label", "true of rows", "our F1", f"F1 of {result.question.rule}"), rows)


def _figure(value: float) -> str:
    """What is neither true nor said anywhere has no F1."""
    return f"{value:.3f}" if value == value else "-"


def _interval(score: Score) -> str:
    return f"{score.low:.3f} – {score.high:.3f}" if score.low == score.low else "-"


def _title(result: Result) -> str:
    return f"{DATA_SETS[result.question.dataset].name}: {result.question.name}"


def _markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Padded, so that it also reads well as plain text."""
    listed = [head, *rows]
    widths = [max(map(len, column)) for column in zip(*listed, strict=True)]
    lines = [[cell.ljust(width) for cell, width in zip(line, widths, strict=True)] for line in listed]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
