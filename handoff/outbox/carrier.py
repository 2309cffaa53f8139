"""What the outbox needs from whoever carries texts to phones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from handoff.model.delivery import DeliveryState


@dataclass(frozen=True)
class OutboundSms:
    """`id`: our own, for the carrier's callbacks. Numbers as E.164."""

    id: str
    to: str
    from_: str
    body: str


@dataclass(frozen=True)
class Listed:
    """A text to a customer as the carrier's list shows it; `state` is sent, delivered or failed."""

    external_id: str
    body: str
    at: datetime
    state: DeliveryState
    code: int | None


class Carrier(Protocol):
    async def send(self, sms: OutboundSms) -> str:
        """The carrier's id of the text. Raises DeliveryFailed."""

    async def sent_to(self, to: str, from_: str, since: datetime) -> Sequence[Listed]:
        """Everything it took for this customer since then, the oldest first. Raises DeliveryFailed."""


class DeliveryFailed(Exception):
    """The text did not surely leave.

    `unknown`: the carrier may have it, so it must not be repeated. Else it surely has not, and what follows from `code`
    stands in the retry table: the carrier's, or the status of its HTTP answer, or 0 when nobody was reached.
    `retry_after`: seconds that the carrier asks us to wait.
    """

    def __init__(self, code: int | None = None, *, unknown: bool = False, retry_after: float | None = None) -> None:
        super().__init__(f"code {code}")
        self.code = code
        self.unknown = unknown
        self.retry_after = retry_after
