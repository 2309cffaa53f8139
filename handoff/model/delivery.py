"""How far a text on its way to a customer's phone has come, and which state may follow which."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class DeliveryState(StrEnum):
    READY = "ready"  # waits for its turn
    SENDING = "sending"  # is being handed to the carrier
    UNKNOWN = "unknown"  # the carrier may or may not have it; never repeated blindly
    SENT = "sent"  # the carrier has it
    DELIVERED = "delivered"
    FAILED = "failed"
    CANCELLED = "cancelled"  # taken back before it left: the floor moved, or the customer opted out
    EXPIRED = "expired"  # not worth sending any more


class Priority(IntEnum):
    HUMAN = 0
    BOT = 1  # and the service's own sentences
    FOLLOW_UP = 2  # what nobody is waiting for; it keeps the quiet hours


_READY, _SENDING, _UNKNOWN, _SENT, _DELIVERED, _FAILED, _CANCELLED, _EXPIRED = DeliveryState

# Carriers repeat their news and mix up its order, so a state further along may come at any time.
MAY_BECOME: dict[DeliveryState, frozenset[DeliveryState]] = {
    # Sent and delivered: late news about an earlier try, which then is not repeated.
    _READY: frozenset({_SENDING, _CANCELLED, _EXPIRED, _SENT, _DELIVERED}),
    # Ready again: the carrier surely did not take it.
    _SENDING: frozenset({_SENT, _DELIVERED, _FAILED, _UNKNOWN, _READY}),
    # Ready again: the carrier's own list shows that it never had it.
    _UNKNOWN: frozenset({_SENT, _DELIVERED, _FAILED, _READY}),
    # Ready again: the phone was out of reach, and the retry table allows another try.
    _SENT: frozenset({_DELIVERED, _FAILED, _READY}),
    _FAILED: frozenset({_DELIVERED}),
    _DELIVERED: frozenset(),
    _CANCELLED: frozenset(),
    _EXPIRED: frozenset(),
}


def may_become(current: DeliveryState, news: DeliveryState) -> bool:
    return news in MAY_BECOME[current]


@dataclass(frozen=True)
class Delivery:
    """`reason`: the carrier's code, or a word of ours such as floor_moved."""

    state: DeliveryState
    reason: str | None


# What an agent must hear of first, where a message left as several texts.
_CONCERN = (_FAILED, _EXPIRED, _CANCELLED, _UNKNOWN, _READY, _SENDING, _SENT, _DELIVERED)


def of_parts(parts: list[Delivery]) -> Delivery:
    """How a message fares that left as these texts, at least one."""
    return min(parts, key=lambda part: _CONCERN.index(part.state))
