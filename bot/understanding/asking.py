"""Which facts are still to be asked for: those that intake.yml wants for the kind, neither known nor declined."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from understanding.facts.found import KNOWN_FROM
from understanding.shapes import Fact
from understanding.site import policy_dir


@dataclass(frozen=True)
class IntakePolicy:
    most_questions: int
    kinds: Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=8)
def load_intake(directory: Path) -> IntakePolicy:
    written = yaml.safe_load((directory / "intake.yml").read_text(encoding="utf-8"))
    return IntakePolicy(int(written["most_questions"]), {kind: tuple(keys) for kind, keys in written["kinds"].items()})


def missing(
    kind: str,
    facts: Iterable[Fact],
    declined: Collection[str] = (),
    asked: Collection[str] = (),
    policy: IntakePolicy | None = None,
) -> list[str]:
    """Most useful first; together with what was `asked` already never more than the policy allows."""
    policy = policy or load_intake(policy_dir())
    known = {fact["key"] for fact in facts if fact["confidence"] >= KNOWN_FROM}
    wanted = policy.kinds.get(kind) or policy.kinds.get("other", ())
    open_questions = [key for key in wanted if key not in known and key not in declined and key not in asked]
    return open_questions[: max(0, policy.most_questions - len(asked))]
