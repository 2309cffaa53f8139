"""What processes have spent: seconds of a processor, and memory."""

import os
from collections.abc import Iterable
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(*pids: int) -> float:
    """Of the processes themselves and of their children that ended."""
    words = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids]
    return sum(int(tick) for of_one in words for tick in of_one[11:15]) / TICKS


def memory_mb(*pids: int) -> float:
    """Resident; what several share is counted once."""
    return sum(_pss_kb(Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()) for pid in pids) / 1024


def with_children(pid: int) -> list[int]:
    below = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return [pid, *(found for child in below for found in with_children(child))]


def _pss_kb(lines: Iterable[str]) -> int:
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
