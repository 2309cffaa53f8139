"""`python -m evaluation MODEL DIR [--only NAMES] [--sample N] [--report FILE.md]`: measures, and writes the report."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from understanding.model import Model

from evaluation.datasets import DATA_SETS, BadData, DataSet
from evaluation.plots import drawn
from evaluation.reader import Understood, understood
from evaluation.report import Run, table, written
from evaluation.rows import Row
from evaluation.tables import TASKS
from evaluation.tasks.task import Result


def evaluate(model: Path, directory: Path, names: Sequence[str] = (), sample: int | None = None) -> Run:
    """Each data set that is there and wanted; `names` empty: all. Raises BadData."""
    wanted = [DATA_SETS[name] for name in names] or list(DATA_SETS.values())
    there = [data for data in wanted if data.path(directory).exists()]
    read = {data.name: data.rows(directory, sample) for data in there}  # a bad line is told before the long work
    loaded = Model(model)
    results: list[Result] = []
    stories, seconds = 0, 0.0
    for data in there:
        started = time.monotonic()
        found = understood(loaded, read[data.name], data.name)
        seconds += time.monotonic() - started
        stories += len(found)
        results += judged(data, read[data.name], found)
    absent = [data for data in wanted if data not in there]
    return Run(model, results, absent, sample, stories, seconds)


def judged(data: DataSet, rows: Sequence[Row], found: Sequence[Understood]) -> list[Result]:
    """Every task of the data set that has a row to judge."""
    results = []
    for task in TASKS:
        if task.question.dataset != data.name:
            continue
        fitting = [pair for pair in zip(rows, found, strict=True) if task.fits(pair[0])]
        if fitting:
            results.append(task.judge([row for row, _ in fitting], [one for _, one in fitting]))
    return results


def arguments(about: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("model", type=Path, help="a trained model (.tar.gz)")
    parser.add_argument("directory", type=Path, metavar="DIR", help="where the .jsonl files are")
    parser.add_argument("--sample", type=int, metavar="N", help="only N rows of each data set, always the same ones")
    return parser


def main(words: Sequence[str] | None = None) -> int:
    parser = arguments("Measures what the assistant understands on public data sets, next to simple baselines.")
    parser.add_argument("--only", metavar="NAMES", help=f"data sets, with commas between: {', '.join(DATA_SETS)}")
    parser.add_argument("--report", type=Path, metavar="FILE.md", help="also write a report with plots")
    options = parser.parse_args(words)
    names = [name.strip() for name in options.only.split(",")] if options.only else []
    unknown = sorted(set(names) - DATA_SETS.keys())
    if unknown:
        parser.error(f"no such data set: {', '.join(unknown)}")
    if not options.directory.is_dir():
        parser.error(f"{options.directory} is no folder")
    try:
        run = evaluate(options.model, options.directory, names, options.sample)
    except BadData as wrong:
        print(wrong, file=sys.stderr)
        return 1
    if not run.results:
        parser.error(f"{options.directory} has none of: {', '.join(names or DATA_SETS)}")
    print(table(run.results))
    print(f"\n{run.stories} stories, {run.a_minute:,.0f} a minute", file=sys.stderr)
    for data in run.absent:
        print(f"not there: {data.name}.jsonl ({data.about})", file=sys.stderr)
    if options.report:
        options.report.parent.mkdir(parents=True, exist_ok=True)
        options.report.write_text(written(run, drawn(run.results, options.report)), encoding="utf-8")
        print(f"report: {options.report}", file=sys.stderr)
    return 0
