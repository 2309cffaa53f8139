"""A request to give more than one's own authority allows, and who may answer it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from handoff.model.agent import Agent
from handoff.model.refusal import Forbidden, NotFound, Refusal


class ApprovalState(StrEnum):
    ASKED = "asked"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class ApprovalUnknown(NotFound):
    code: ClassVar[str] = "approval_unknown"


class ApprovalDecided(Refusal):
    code: ClassVar[str] = "approval_decided"
    status: ClassVar[int] = 409


class AlreadyAsked(Refusal):
    code: ClassVar[str] = "already_asked"
    status: ClassVar[int] = 409


class OwnRequest(Refusal):
    code: ClassVar[str] = "own_request"
    status: ClassVar[int] = 403


@dataclass(frozen=True)
class Approval:
    id: str
    case: int
    remedy: str  # the row's id in remedies.yml
    amount: Decimal
    words: str  # what the customer is to be told
    why: str
    asked_by: str
    asked_by_name: str
    asked_at: datetime
    due_at: datetime
    role: str  # the first role that may say yes
    state: ApprovalState
    granted: Decimal | None
    decided_by_name: str | None
    decided_at: datetime | None
    answer: str | None

    def decide(self, agent: Agent) -> None:
        """Raises ApprovalDecided, OwnRequest, Forbidden."""
        self._check_open()
        if agent.id == self.asked_by:
            raise OwnRequest("You asked for this yourself, so somebody else must decide it.")
        if not agent.supervises:
            raise Forbidden("Supervisors decide this.")

    def withdraw(self, agent: Agent) -> None:
        """Raises ApprovalDecided, Forbidden."""
        self._check_open()
        if agent.id != self.asked_by and not agent.supervises:
            raise Forbidden(f"{self.asked_by_name} asked for this; only they can take it back.")

    def _check_open(self) -> None:
        if self.state is not ApprovalState.ASKED:
            by = f" by {self.decided_by_name}" if self.decided_by_name else ""
            raise ApprovalDecided(f"This was {self.state.value}{by} already.")
