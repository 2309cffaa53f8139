"""What may be done with a case, by whom, and when it is too late."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from handoff.model.agent import Agent
from handoff.model.refusal import NotFound, Refusal


class CaseState(StrEnum):
    WAITING = "waiting"
    TAKEN = "taken"
    RESOLVED = "resolved"
    CLOSED = "closed"
    REOPENED = "reopened"


OPEN = (CaseState.REOPENED, CaseState.WAITING, CaseState.TAKEN)


class CaseUnknown(NotFound):
    code: ClassVar[str] = "case_unknown"


class CaseTaken(Refusal):
    code: ClassVar[str] = "case_taken"
    status: ClassVar[int] = 409


class CaseNotTaken(Refusal):
    code: ClassVar[str] = "case_not_taken"
    status: ClassVar[int] = 409


class CaseOver(Refusal):
    code: ClassVar[str] = "case_over"
    status: ClassVar[int] = 409


class CaseChanged(Refusal):
    code: ClassVar[str] = "case_changed"
    status: ClassVar[int] = 409


class AnsweredMeanwhile(Refusal):
    """A colleague has answered since the agent looked. `until`: the seq of the last message by now."""

    code: ClassVar[str] = "answered_meanwhile"
    status: ClassVar[int] = 409

    def __init__(self, name: str, words: str, until: int) -> None:
        super().__init__(f"{name} has answered meanwhile: “{words}” Send yours too only if it is still needed.")
        self.name = name
        self.words = words
        self.until = until


@dataclass(frozen=True)
class Case:
    id: int
    ref: str
    conversation: str
    state: CaseState
    severity: int
    holder: str | None  # the agent's id
    holder_name: str | None
    first_word_at: datetime
    opened_at: datetime
    promised_at: datetime
    taken_at: datetime | None
    first_reply_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    version: int

    def take(self, agent: Agent, *, over_from: str | None = None) -> bool:
        """Whether this changes anything. `over_from`: the holder whom a supervisor relieves.

        A resolved case can be taken again. Raises CaseTaken, CaseOver.
        """
        if self.state is CaseState.CLOSED:
            raise CaseOver(f"{self.ref} is closed.")
        if self.state is not CaseState.TAKEN:
            return True
        if self.holder == agent.id:
            return False
        if not (agent.supervises and over_from == self.holder):
            raise CaseTaken(f"{self.holder_name} has taken {self.ref}.")
        return True

    def decide(self, agent: Agent) -> None:
        """Remedies and the end of a case belong to its holder, or to a supervisor.

        Raises CaseNotTaken, CaseOver, CaseTaken.
        """
        if self.state in (CaseState.CLOSED, CaseState.RESOLVED):
            raise CaseOver(f"{self.ref} is {self.state.value}.")
        if self.state is not CaseState.TAKEN:
            raise CaseNotTaken(f"Nobody has taken {self.ref} yet. Take it first.")
        if self.holder != agent.id and not agent.supervises:
            raise CaseTaken(f"{self.holder_name} has taken {self.ref}.")
