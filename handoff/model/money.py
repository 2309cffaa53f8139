"""Amounts of money: exact, with their currency, as `40.00 GBP` in facts and packets."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

_CENT = Decimal("0.01")


@dataclass(frozen=True, order=True)
class Money:
    amount: Decimal
    currency: str  # ISO 4217

    def __post_init__(self) -> None:
        object.__setattr__(self, "amount", self.amount.quantize(_CENT, ROUND_HALF_UP))

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    @classmethod
    def parse(cls, text: str) -> "Money | None":
        """`40.00 GBP`; None for anything else."""
        number, _, currency = text.strip().partition(" ")
        try:
            amount = Decimal(number)
        except InvalidOperation:
            return None
        if not amount.is_finite() or amount < 0 or amount > Decimal(10**12):
            return None
        return cls(amount, currency) if len(currency) == 3 and currency.isupper() else None
