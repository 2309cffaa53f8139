"""How soon somebody must answer, from 1 (calm) to 4 (at once), and why."""

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum

STRONG_FEELING = 0.7  # intensity from which a feeling alone makes a story more urgent
DEADLINE_NEAR = 4  # days
MANY_CONTACTS = 3
LONG_WAIT = timedelta(hours=24)

_HARD_FEELINGS = frozenset({"angry", "frustrated", "worried", "sad", "embarrassed", "ignored", "cheated", "exhausted"})
DANGERS = {  # by the reason of a handover, which is also an intent
    "danger": "Somebody may be in danger",
    "self_harm": "Speaks of harming themselves",
}
_FLAGS = {
    "legal": "Speaks of legal steps or a regulator",
    "vulnerable": "Somebody vulnerable depends on it",
    "fraud": "May have been defrauded",
}


class Severity(IntEnum):
    CALM = 1
    SOON = 2
    URGENT = 3
    AT_ONCE = 4


@dataclass(frozen=True)
class Plight:
    """What makes a story urgent. `feelings`: (name, intensity 0..1). `waited`: since the customer's first word."""

    handoff_reason: str
    kind: str
    flags: tuple[str, ...] = ()
    feelings: tuple[tuple[str, float], ...] = ()
    days_to_deadline: int | None = None
    contacts_before: int = 0
    second_failure: bool = False
    waited: timedelta = timedelta()


@dataclass(frozen=True)
class Judgement:
    severity: Severity
    reasons: tuple[str, ...]  # the weightiest first

    def at_least(self, other: "Judgement") -> "Judgement":
        """A story never becomes less urgent by being told further."""
        if other.severity <= self.severity:
            return self
        kept = tuple(reason for reason in self.reasons if reason not in other.reasons)
        return Judgement(other.severity, other.reasons + kept)


def judge(plight: Plight) -> Judgement:
    found = [*_at_once(plight), *_urgent(plight), *_soon(plight)]
    severity = max((severity for severity, _ in found), default=Severity.CALM)
    return Judgement(severity, tuple(reason for _, reason in found))


Reasons = list[tuple[Severity, str]]


def _at_once(plight: Plight) -> Reasons:
    reasons = []
    if plight.handoff_reason in DANGERS:
        reasons.append(DANGERS[plight.handoff_reason])
    if plight.kind == "safety" or "safety" in plight.flags:
        reasons.append("Somebody was or could be hurt by a product")
    return [(Severity.AT_ONCE, reason) for reason in reasons]


def _urgent(plight: Plight) -> Reasons:
    reasons = [words for flag, words in _FLAGS.items() if flag in plight.flags]
    if plight.kind == "fraud" and "fraud" not in plight.flags:
        reasons.append(_FLAGS["fraud"])
    if plight.handoff_reason == "threat":
        reasons.append("Threatened somebody")
    if plight.second_failure:
        reasons.append("It went wrong before")
    return [(Severity.URGENT, reason) for reason in reasons]


def _soon(plight: Plight) -> Reasons:
    strong = [(level, name) for name, level in plight.feelings if name in _HARD_FEELINGS and level >= STRONG_FEELING]
    reasons = [f"Very {max(strong)[1]}"] if strong else []
    days = plight.days_to_deadline
    if days is not None and days <= DEADLINE_NEAR:
        reasons.append("Their deadline is today" if days <= 0 else f"Their deadline is in {days} day{'s'[: days - 1]}")
    if plight.contacts_before >= MANY_CONTACTS:
        reasons.append(f"Contacted us {plight.contacts_before} times before")
    if plight.waited >= LONG_WAIT:
        reasons.append("Has waited more than a day since their first word")
    return [(Severity.SOON, reason) for reason in reasons]
