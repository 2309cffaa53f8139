"""What the outbox needs from whoever carries texts to phones."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class OutboundSms:
    """`id`: our own, for the carrier's callbacks. Numbers as E.164."""

    id: str
    to: str
    from_: str
    body: str


class Carrier(Protocol):
    async def send(self, sms: OutboundSms) -> str:
        """The carrier's id of the text. Raises DeliveryFailed."""


class DeliveryFailed(Exception):
    """The text did not surely leave.

    `permanent`: trying again is useless. `unknown`: the carrier may have it, so it must not be repeated.
    Neither: it surely has not, and may be tried again after `retry_after` seconds.
    """

    def __init__(
        self,
        code: int | None = None,
        *,
        permanent: bool = False,
        unknown: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(f"code {code}" if code else "no code")
        self.code = code
        self.permanent = permanent
        self.unknown = unknown
        self.retry_after = retry_after
