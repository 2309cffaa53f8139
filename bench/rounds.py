"""How much is measured: enough for figures to hold, or just enough to see that every figure comes about."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rounds:
    acknowledgements: int
    repeated: int
    customers: int
    seconds: float
    streams: int
    answers: int
    turns: int
    stock_turns: int
    trains: bool


FULL = Rounds(
    acknowledgements=2500,
    repeated=3,
    customers=200,
    seconds=20,
    streams=200,
    answers=60,
    turns=200,
    stock_turns=100,
    trains=True,
)
QUICK = Rounds(
    acknowledgements=100,
    repeated=1,
    customers=20,
    seconds=1,
    streams=20,
    answers=4,
    turns=8,
    stock_turns=8,
    trains=False,
)
