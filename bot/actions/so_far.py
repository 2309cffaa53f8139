"""What an action needs to know of the dialogue so far, typed once."""

from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from understanding.shapes import Intake, Reading

Events = list[dict[str, Any]]
IN_A_STORY = ("reflecting", "correcting", "gathering")


@dataclass(frozen=True)
class SoFar:
    intent: str
    channel: str
    readings: list[Reading]
    words: str | None  # the customer's, that decided the intent
    intake: Intake | None  # of everything told
    news: Intake | None  # of what was told since a person gave the conversation back; else the same
    phase: str
    told: bool
    expects: str | None
    asked: list[str]
    declined: list[str]
    reflection: dict[str, Any] | None
    said_back: list[str]
    corrections: int
    unclear: int
    warnings: int

    @classmethod
    def of(cls, tracker: Tracker) -> "SoFar":
        message, slots = tracker.latest_message, tracker.slots
        return cls(
            intent=message["intent"]["name"],
            **{name: message["metadata"][name] for name in ("channel", "readings", "words", "intake", "news")},
            **{name: slots[name] for name in _SLOTS},
        )

    @property
    def correction(self) -> str:
        """What the customer put right after the story was said back."""
        return str((self.reflection or {}).get("correction", ""))

    @property
    def open_question(self) -> bool:
        return self.phase in IN_A_STORY


_SLOTS = (
    "phase",
    "told",
    "expects",
    "asked",
    "declined",
    "reflection",
    "said_back",
    "corrections",
    "unclear",
    "warnings",
)


def remember(**slots: Any) -> Events:
    return [SlotSet(name, value) for name, value in slots.items()]
