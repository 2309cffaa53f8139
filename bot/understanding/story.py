"""From the readings of a story to its intake."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from understanding.shapes import Intake, Reading


def understand(
    readings: Sequence[Reading],
    *,
    known: dict[str, str] | None = None,
    declined: Iterable[str] = (),
    channel: str = "web",
    seed: str = "",
    avoid: Iterable[str] = (),
) -> Intake:
    """Pure and fast. `known`: facts that the channel or an agent is sure of. `seed`, `avoid`: see reflection."""
    raise NotImplementedError
