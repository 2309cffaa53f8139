"""Who may speak in a conversation. Every change of the floor begins a new epoch."""

from enum import StrEnum
from typing import ClassVar

from handoff.model.refusal import Refusal


class Floor(StrEnum):
    CUSTOMER = "customer"  # telling; nobody interrupts
    BOT = "bot"
    QUEUE = "queue"  # handed over, nobody yet
    HUMAN = "human"


class FloorMoved(Refusal):
    code: ClassVar[str] = "floor_moved"
    status: ClassVar[int] = 409


_NEXT: dict[Floor, frozenset[Floor]] = {
    Floor.CUSTOMER: frozenset({Floor.BOT, Floor.QUEUE, Floor.HUMAN}),
    Floor.BOT: frozenset({Floor.CUSTOMER, Floor.QUEUE, Floor.HUMAN}),
    Floor.QUEUE: frozenset({Floor.HUMAN, Floor.BOT, Floor.CUSTOMER}),
    Floor.HUMAN: frozenset({Floor.HUMAN, Floor.QUEUE, Floor.BOT, Floor.CUSTOMER}),
}


def check_move(current: Floor, to: Floor) -> None:
    """Raises FloorMoved when the floor cannot go from `current` to `to`."""
    if to not in _NEXT[current]:
        raise FloorMoved(f"The floor is with {current.value}; it cannot go to {to.value} from there.")
