"""Something with a due time that a customer was told."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from handoff.model.refusal import NotFound


class PromiseUnknown(NotFound):
    code: ClassVar[str] = "promise_unknown"


class PromiseState(StrEnum):
    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"


def state_when_done(due_at: datetime, done_at: datetime) -> PromiseState:
    return PromiseState.KEPT if done_at <= due_at else PromiseState.BROKEN


@dataclass(frozen=True)
class DueTime:
    """`words`: as a customer is told, such as "by 4:30 pm today"; they are true on the day when they are said."""

    at: datetime
    words: str
