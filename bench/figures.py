"""What a measurement leaves behind: a table for people, and JSON with the machine that it was taken on."""

import argparse
import json
import os
import platform
import sqlite3
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def arguments(name: str, about: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"./dev bench {name}", description=about)
    where = ROOT / "var" / "bench" / f"{name}.json"
    parser.add_argument("--json", type=Path, default=where, metavar="FILE", help="default: var/bench/")
    return parser


def keep(to: Path, figures: Mapping[str, float]) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    rounded = {name: round(value, 3) for name, value in figures.items()}
    to.write_text(json.dumps({"figures": rounded, "machine": machine()}, indent=2) + "\n")
    print(f"\nkept in {to}")


def machine() -> dict[str, str | int | float]:
    return {
        "processor": _processor(),
        "cores": os.cpu_count() or 0,
        "load": round(os.getloadavg()[0], 2),
        "system": platform.platform(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
    }


def percentile(samples: Sequence[float], percent: int) -> float:
    return statistics.quantiles(samples, n=100, method="inclusive")[percent - 1]


def table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    widths = [max(len(row[index]) for row in [titles, *rows]) for index in range(len(titles))]
    for row in [titles, ["-" * width for width in widths], *rows]:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        print("  ".join(cells))


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(": ", 1)[1] for line in lines if line.startswith("model name")), platform.processor())
