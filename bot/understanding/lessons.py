"""What each classifier learns from the examples: which labels, true of which."""

from __future__ import annotations

from collections.abc import Sequence

from understanding.examples import Example
from understanding.labels import FEELINGS, INTENTS, KINDS, ROLES, WANTED

GROUPS: dict[str, tuple[str, ...]] = {
    "feelings": FEELINGS,
    "kinds": KINDS,
    "roles": ROLES,
    "wanted": WANTED,
    "complaint": ("complaint", "upset"),
    "intents": tuple(intent for intent in INTENTS if intent != "nothing_said"),
}
_PLEASANT = {"grateful"}
_COMPLAINING = {"wants_person", "threat", "danger"}


def names_of(example: Example, group: str) -> tuple[str, ...]:
    if group == "intents":
        return (example.intent,)
    if group == "complaint":
        upset = bool(set(example.feelings) - _PLEASANT)
        return tuple(name for name, true in (("complaint", _complains(example)), ("upset", upset)) if true)
    return example.labels(group)


def lesson(examples: Sequence[Example], group: str) -> tuple[list[int], list[tuple[str, ...]]]:
    """The places of the examples that teach this group something, and the names true of each."""
    places = [place for place, example in enumerate(examples) if _teaches(example, group)]
    return places, [names_of(examples[place], group) for place in places]


def _complains(example: Example) -> bool:
    """A report that something failed is a complaint, also a calm one; a mere wish, question or thanks is not."""
    if example.complaint is not None:
        return example.complaint
    if example.intent != "tell":
        return bool(example.kinds)
    return bool(example.kinds or set(example.feelings) - _PLEASANT)


def _teaches(example: Example, group: str) -> bool:
    """Roles are labelled on stories only; a wish for a person says nothing about complaint or not."""
    if group == "roles":
        return bool(example.roles)
    if group == "complaint":
        return example.intent not in _COMPLAINING or bool(example.kinds)
    return True
