"""An agent's words that wait for the end of the customer's quiet hours, and why they may not go out after all."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from handoff.model.agent import Agent
from handoff.model.refusal import NotFound, Refusal


class ScheduledState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    TAKEN_BACK = "taken_back"
    HELD = "held"  # its time came, and it did not fit any more


class Held(StrEnum):
    HANDED_ON = "handed_on"  # the case is not the writer's any more
    OPTED_OUT = "opted_out"
    CUSTOMER_WROTE = "customer_wrote"
    COLLEAGUE_ANSWERED = "colleague_answered"
    TOO_LATE = "too_late"


class WordsWait(Refusal):
    """A case does not end, and goes to nobody else, while words wait to be sent from it."""

    code: ClassVar[str] = "words_wait"
    status: ClassVar[int] = 409


class NothingWaits(NotFound):
    code: ClassVar[str] = "nothing_waits"


@dataclass(frozen=True)
class Scheduled:
    """`seq`: of the last message when it was written. `promised`: the agent's words and when they are due."""

    id: str
    case: int
    agent: Agent
    client_id: str
    text: str
    promised: tuple[tuple[str, datetime], ...]
    seq: int
    at: datetime
    written_at: datetime
    state: ScheduledState
