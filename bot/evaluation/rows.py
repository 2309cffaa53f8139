"""One line of a data set, parsed once: what was written, and what people said about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

NO_LABELS: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Span:
    """Characters of one message; `key` names what stands there."""

    key: str
    fragment: int
    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        return self.fragment == other.fragment and self.start < other.end and other.start < self.end

    def shared(self, other: Span) -> int:
        return max(0, min(self.end, other.end) - max(self.start, other.start)) if self.overlaps(other) else 0

    @property
    def length(self) -> int:
        return self.end - self.start


@dataclass(frozen=True)
class Summarised:
    """The sentences that could be chosen, and what each annotator chose (places in `sentences`) and wrote."""

    sentences: tuple[Span, ...]
    chosen: tuple[frozenset[int], ...]
    written: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    id: str
    messages: tuple[str, ...]
    labels: Mapping[str, frozenset[str]] = field(default_factory=dict)
    spans: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    summarised: Summarised | None = None

    def named(self, group: str) -> frozenset[str]:
        return self.labels.get(group, NO_LABELS)

    def words_at(self, span: Span) -> str:
        return self.messages[span.fragment][span.start : span.end]

    @property
    def text(self) -> str:
        return "\n".join(self.messages)
