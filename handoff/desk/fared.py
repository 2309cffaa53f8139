"""How words that left by SMS fared, as the thread says it; nothing where all is well."""

from handoff.model.delivery import Delivery, DeliveryState
from handoff.model.texting import Texting

REASONS = {
    "floor_moved": "Not sent: somebody took over before it left.",
    "opted_out": "Not sent: the customer wrote STOP.",
    "part_missing": "Not sent to the end: an earlier part did not arrive.",
    "too_late": "Not sent: it could not leave while it still mattered.",
}
WAITING = {
    DeliveryState.READY: "Waits to be sent.",
    DeliveryState.SENDING: "On its way.",
    DeliveryState.UNKNOWN: "Nobody knows yet whether it arrived. We are asking the carrier.",
}


def fared(delivery: Delivery | None, texting: Texting) -> str | None:
    if delivery is None or delivery.state in (DeliveryState.SENT, DeliveryState.DELIVERED):
        return None
    if delivery.state in WAITING:
        return WAITING[delivery.state]
    reason = delivery.reason or ""
    if reason in REASONS:
        return REASONS[reason]
    because = texting.because(reason)
    told = f"{because} (carrier’s code {reason})" if because else f"carrier’s code {reason or 'unknown'}"
    return f"Not delivered: {told}."
