"""What happened to a customer who never was: a story made up from a seed."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from handoff.model.agent import Agent
from handoff.model.case import CaseState

FIRST = 1042
NAMES = (
    "Priya Nair",
    "Tom Okafor",
    "Zoë Lindqvist",
    "Amir Haddad",
    "Grace Mbeki",
    "Owen Pryce",
    "Mei Chen",
    "Ana Ruiz",
)
PRODUCTS = ("ProBlend", "SlowPot", "Kettle One", "BreadMate", "GlowLamp", "PanSet 3", "MugDuo", "ToastPlus")
FAULTS = {
    "late": ("has not turned up", "promised by Thursday and still not here", "was due last week"),
    "damaged": ("came with a cracked jug", "arrived dented on one side", "came in pieces"),
    "faulty": ("stopped working after two days", "leaks all over the worktop", "will not switch on"),
    "missing": ("came without its lid", "has a part missing", "box was half empty"),
    "overcharged": ("was charged twice", "cost more than on the page", "postage was taken twice"),
    "refund_missing": ("went back three weeks ago and no refund", "refund never reached my bank", "refund is short"),
    "staff": ("the man on the phone hung up on me", "was told off in the shop", "nobody would listen"),
    "wrong_item": ("is the red one, i ordered blue", "is the small one", "is not what i ordered"),
}
ENDS = ("please just sort it out", "i want my money back", "what are you going to do about it", "i need it by Saturday")
FEELINGS = ("angry", "frustrated", "disappointed", "worried", "ignored", "exhausted", "cheated")
FLAGS = {"repeat": 0.15, "leaving": 0.08, "legal": 0.02, "public": 0.03, "vulnerable": 0.005, "safety": 0.004}


@dataclass(frozen=True)
class Story:
    number: int
    kind: str
    product: str
    name: str
    order: str
    phone: str
    sms: bool
    said: tuple[str, ...]
    feeling: str
    intensity: float
    flags: tuple[str, ...]
    severity: int
    state: CaseState
    agent: str | None
    first_word: datetime
    promised: datetime
    answered: datetime | None
    ended: datetime | None

    @property
    def headline(self) -> str:
        return f"{self.product} {self.said[1].removeprefix('it ')}"

    @property
    def texts(self) -> list[str]:
        """What it can be found by."""
        phone = [self.phone] if self.sms else []
        return [f"A-{self.number}", self.headline, self.order, self.name, self.product, *phone, *self.said]


def made_up(chance: random.Random, number: int, people: Sequence[Agent], open_share: float, now: datetime) -> Story:
    kind, product = chance.choice(list(FAULTS)), chance.choice(PRODUCTS)
    order, name = f"NK-{20000 + number}", chance.choice(NAMES)
    is_open = chance.random() < open_share
    age = timedelta(minutes=chance.randint(1, 36 * 60)) if is_open else timedelta(hours=chance.randint(30, 24 * 365))
    first_word = now - age
    flags = tuple(flag for flag, share in FLAGS.items() if chance.random() < share)
    severity = 4 if "safety" in flags else 3 if set(flags) & {"repeat", "legal"} else chance.choice((1, 1, 2))
    state = chance.choice((CaseState.WAITING, CaseState.TAKEN, CaseState.TAKEN)) if is_open else CaseState.RESOLVED
    if not is_open and chance.random() < 0.4:
        state = CaseState.CLOSED
    answered = first_word + timedelta(minutes=chance.randint(5, 300)) if state is not CaseState.WAITING else None
    if state is CaseState.TAKEN and chance.random() < 0.3:
        answered = None
    said = (
        f"my name is {name}. i ordered a {product}, order {order}, it was £{chance.randint(15, 190)}.99",
        f"it {chance.choice(FAULTS[kind])}" if kind != "staff" else chance.choice(FAULTS[kind]),
        f"ive called {chance.choice(('twice', 'three times', 'every day'))} and {chance.choice(ENDS)}",
    )
    return Story(
        number=number,
        kind=kind,
        product=product,
        name=name,
        order=order,
        phone=f"+447{400_000_000 + number}",
        sms=chance.random() < 0.4,
        said=said,
        feeling=chance.choice(FEELINGS),
        intensity=round(chance.uniform(0.3, 1.0), 2),
        flags=flags,
        severity=severity,
        state=state,
        agent=None if state is CaseState.WAITING else chance.choice(people).id,
        first_word=first_word,
        promised=first_word + timedelta(minutes={4: 15, 3: 60, 2: 120, 1: 240}[severity]),
        answered=answered,
        ended=None if is_open else first_word + timedelta(hours=chance.randint(5, 29)),
    )
