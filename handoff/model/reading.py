"""What the bot read in one fragment, as far as the service decides by it."""

from dataclasses import dataclass
from typing import Any

QUESTION = "ask_"  # so every intent begins that is a plain question
CLOSINGS = ("done", "question", "open")


@dataclass(frozen=True)
class Reading:
    """`closing`: done, question, open or None. `keys`: the facts that the fragment gives."""

    intent: str
    confidence: float
    closing: str | None
    keys: frozenset[str]

    @property
    def asks(self) -> bool:
        """A plain question; designers add some of their own."""
        return self.intent.startswith(QUESTION)

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> "Reading":
        """Raises KeyError, TypeError or ValueError when the document is not a reading."""
        closing = document["closing"]
        if closing is not None and closing not in CLOSINGS:
            raise ValueError(f"closing cannot be {closing!r}")
        return cls(
            intent=str(document["intent"]["name"]),
            confidence=float(document["intent"]["confidence"]),
            closing=closing,
            keys=frozenset(str(fact["key"]) for fact in document["facts"]),
        )
