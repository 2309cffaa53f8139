"""How far a text on its way to a customer's phone has come."""

from enum import StrEnum


class DeliveryState(StrEnum):
    READY = "ready"
    SENDING = "sending"
    UNKNOWN = "unknown"  # the carrier may or may not have it; never repeated blindly
    SENT = "sent"
    FAILED = "failed"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


_RANK = {
    DeliveryState.READY: 0,
    DeliveryState.SENDING: 1,
    DeliveryState.UNKNOWN: 2,
    DeliveryState.SENT: 3,
    DeliveryState.FAILED: 4,
    DeliveryState.DELIVERED: 5,
    # We took it back before it was sent; no news from a carrier can be about it.
    DeliveryState.CANCELLED: 9,
    DeliveryState.EXPIRED: 9,
}


def advances(current: DeliveryState, news: DeliveryState) -> bool:
    """Carriers repeat their news and mix up its order: only news from further along the way counts."""
    return _RANK[news] > _RANK[current]
