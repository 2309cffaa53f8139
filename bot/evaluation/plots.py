"""Two pictures beside the report: every measure with its interval, baseline and mark; and the F1 of every label."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evaluation.tasks.task import Result

_OURS, _BASELINE, _MARK = "#1b6e5a", "#9a9a9a", "#c0392b"
_ROW = 0.32  # inches


def drawn(results: Sequence[Result], report: Path) -> list[Path]:
    """SVG files named after the report."""
    pictures = {"measures": _measures(results)}
    if labelled := [result for result in results if result.seen]:
        pictures["labels"] = _labels(labelled)
    written = []
    for name, figure in pictures.items():
        path = report.with_name(f"{report.stem}-{name}.svg")
        figure.savefig(path, bbox_inches="tight", metadata={"Date": None})
        written.append(path)
    return written


def _measures(results: Sequence[Result]) -> Figure:
    figure = Figure(figsize=(9, 1 + _ROW * len(results)))
    axes = figure.subplots()
    for place, result in enumerate(results):
        ours = result.ours
        axes.plot((ours.low, ours.high), (place, place), color=_OURS, linewidth=2)
        axes.plot(ours.value, place, "o", color=_OURS, label="ours, 95 % interval" if place == 0 else None)
        if result.baseline:
            axes.plot(result.baseline.value, place, "D", color=_BASELINE, markersize=5)
        if result.question.mark is not None:
            axes.plot(result.question.mark, place, "|", color=_MARK, markersize=14, markeredgewidth=2)
    axes.plot([], [], "D", color=_BASELINE, markersize=5, label="baseline")
    axes.plot([], [], "|", color=_MARK, markersize=12, markeredgewidth=2, label="mark")
    _named(axes, [f"{one.question.dataset}: {one.question.name}, {one.question.measure}" for one in results])
    axes.set_xlim(-0.02, 1.02)
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncol=3, frameon=False)
    return figure


def _labels(results: Sequence[Result]) -> Figure:
    shown = [result.seen for result in results]
    heights = [len(labels) for labels in shown]
    figure = Figure(figsize=(8, sum(heights) * _ROW + len(results)))
    every = figure.subplots(len(results), 1, gridspec_kw={"height_ratios": heights}, squeeze=False)
    for axes, result, labels in zip(every[:, 0], results, shown, strict=True):
        places = range(len(labels))
        axes.barh(places, [np.nan_to_num(one.ours) for one in labels], color=_OURS, height=0.6)
        axes.plot([one.baseline for one in labels], places, "D", color=_BASELINE, markersize=5)
        _named(axes, [f"{one.label} ({one.rows})" for one in labels])
        axes.set_xlim(0, 1)
        axes.set_title(f"{result.question.dataset}: {result.question.name}, F1 of each label", fontsize=10)
    figure.tight_layout()
    return figure


def _named(axes: Axes, names: Sequence[str]) -> None:
    axes.set_yticks(range(len(names)))
    axes.set_yticklabels(names, fontsize=8)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.grid(axis="x", color="#dddddd", linewidth=0.5)
    axes.set_axisbelow(True)
