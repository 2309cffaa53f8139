"""How the desk behaves for one person: how it calls when a customer waits, and whether single keys act."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

REPEATS = (0, 30, 60, 120, 300)  # real seconds between two calls; 0 calls once

TICKS = ("sound", "title", "notify", "keys", "approvals")


@dataclass(frozen=True)
class Choices:
    sound: bool = True
    title: bool = True
    notify: bool = False  # by the browser's own notifications, which must be allowed there, too
    repeat: int = 60
    keys: bool = True
    approvals: bool = True  # for supervisors: also when a remedy waits for their yes

    @classmethod
    def parse(cls, given: Mapping[str, Any]) -> "Choices":
        """From what was kept, perhaps by an older version: what is missing or odd is as usual."""
        usual = cls()
        repeat = given.get("repeat")
        return cls(
            repeat=repeat if repeat in REPEATS else usual.repeat,
            **{name: bool(given.get(name, getattr(usual, name))) for name in TICKS},
        )
