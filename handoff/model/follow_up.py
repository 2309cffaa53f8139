"""What a customer's answer to "was it made right?" means."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from handoff.model.reading import Reading

PHASE = "following_up"  # of a conversation, from the question to the answer
MADE_RIGHT = "made_right"  # ids of the buttons
NOT_YET = "not_made_right"

_YES = frozenset({"affirm", "thanks", "praise"})
_NO = frozenset({"deny", "wants_person"})
_WITH_IT = _YES | {"greet", "goodbye", "nothing_said", "done_telling"}
A_COMPLAINT = 0.5  # probability


class Answered(StrEnum):
    RIGHT = "right"
    NOT_RIGHT = "not_right"
    UNCLEAR = "unclear"
    UNREAD = "unread"  # nobody has read it yet


@dataclass(frozen=True)
class Heard:
    """One fragment of the answer. `complaint`: 0..1."""

    reading: Reading | None
    complaint: float


def answered(button: str | None, heard: Sequence[Heard]) -> Answered:
    """In doubt it is not right: asking a person once too often costs less than missing one who was let down twice."""
    if button in (MADE_RIGHT, NOT_YET):
        return Answered.RIGHT if button == MADE_RIGHT else Answered.NOT_RIGHT
    if any(one.reading is None for one in heard):
        return Answered.UNREAD
    intents = {one.reading.intent for one in heard if one.reading is not None}
    if intents & _NO or any(one.complaint >= A_COMPLAINT for one in heard):
        return Answered.NOT_RIGHT
    if intents & _YES and intents <= _WITH_IT:
        return Answered.RIGHT
    return Answered.UNCLEAR
