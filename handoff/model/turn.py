"""All that a customer said since the bot last had the floor; what the bot answers once."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class TurnState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    ANSWERED = "answered"
    DROPPED = "dropped"
    FAILED = "failed"


class CloseReason(StrEnum):
    DONE = "done"
    SAID_DONE = "said_done"
    URGENT = "urgent"
    QUIET = "quiet"
    BUTTON = "button"
    RETURNED = "returned"


@dataclass(frozen=True)
class Turn:
    """`attempts`: calls that may have reached the bot. `answer`: what came of it:

    said (how many utterances), expects, interrupted, before (phase, expects and intake as they were)."""

    id: str
    conversation: str
    epoch: int
    state: TurnState
    opened_at: datetime
    closed_at: datetime | None
    close_reason: CloseReason | None
    button: str | None
    supersedes: str | None
    attempts: int
    answered_at: datetime | None
    answer: dict[str, Any] | None
