"""What a remedy is decided by: a few typed facts about one story."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Situation:
    """What is not known is left at its quiet value, so that no rule fires by accident."""

    kind: str = "other"
    kinds: tuple[str, ...] = ()
    wanted: str = "not_said"
    amount: Decimal | None = None  # in the site's currency
    product: str = ""
    days_late: int = 0
    days_to_deadline: int | None = None
    contacts_before: int = 0
    severity: int = 1
    flags: tuple[str, ...] = ()
    feelings: tuple[str, ...] = ()
    second_failure: bool = False
    reason: str = "story_complete"
    channel: str = "web"
