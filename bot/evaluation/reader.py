"""What our system says of each row: the same code as `./dev understand`, with a progress bar."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

from tqdm import tqdm
from understanding.model import Model, Told
from understanding.read_stories import intakes
from understanding.shapes import Reading

from evaluation.rows import Row

Chances = dict[str, dict[str, float]]
GROUPS = ("feelings", "kinds", "wanted")


@dataclass(frozen=True)
class Understood:
    """`intake` as `./dev understand` writes it; `chances`: of each label, also of one below its threshold."""

    intake: dict[str, Any]
    chances: Chances


class Reads(Protocol):
    def readings(self, told: Sequence[Told]) -> list[Reading]: ...


class _Noting:
    """Stands between the model and the stories, and notes the likeliest sentence for each label of each message."""

    def __init__(self, model: Reads) -> None:
        self._model = model
        self.chances: list[Chances] = []

    def readings(self, told: Sequence[Told]) -> list[Reading]:
        readings = self._model.readings(told)
        self.chances += [_likeliest(reading) for reading in readings]
        return readings


def understood(model: Model, rows: Sequence[Row], name: str) -> list[Understood]:
    noting = _Noting(model)
    lines = (json.dumps({"id": row.id, "messages": list(row.messages)}) for row in rows)
    read: Iterator[dict[str, Any]] = intakes(noting, lines)  # type: ignore[arg-type]
    found = list(tqdm(read, desc=name, total=len(rows), unit=" stories", leave=False))
    chances = iter(noting.chances)
    return [
        Understood(intake, _together(list(islice(chances, len(row.messages)))))
        for row, intake in zip(rows, found, strict=True)
    ]


def _likeliest(reading: Reading) -> Chances:
    return {group: _highest([sentence[group] for sentence in reading["sentences"]]) for group in GROUPS}


def _together(messages: Sequence[Chances]) -> Chances:
    return {group: _highest([message[group] for message in messages]) for group in GROUPS}


def _highest(named: Sequence[dict[str, float]]) -> dict[str, float]:
    together: dict[str, float] = {}
    for one in named:
        for name, chance in one.items():
            together[name] = max(chance, together.get(name, 0.0))
    return together
