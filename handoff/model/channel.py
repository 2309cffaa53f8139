"""Where a customer writes from."""

from dataclasses import dataclass
from enum import StrEnum


class Channel(StrEnum):
    WEB = "web"
    SMS = "sms"


@dataclass(frozen=True)
class Address:
    """`customer`: the web session, or the phone number as E.164. `ours`: the number that was written to."""

    channel: Channel
    customer: str
    ours: str | None = None
