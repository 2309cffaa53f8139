"""What each classifier learns from the examples: which labels, true of which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from scipy.sparse import csr_matrix

from understanding.examples import Example
from understanding.labels import FEELINGS, INTENTS, KINDS, ROLES, WANTED
from understanding.learning import Lesson
from understanding.tuned import was_taught

GROUPS: dict[str, tuple[str, ...]] = {
    "feelings": FEELINGS,
    "kinds": KINDS,
    "roles": ROLES,
    "wanted": WANTED,
    "complaint": ("complaint", "upset"),
    "intents": tuple(intent for intent in INTENTS if intent != "nothing_said"),
}
# How many times rarer a label is in what people write than among the examples, which were written to show it.
RARER = {"feelings": 3.0, "kinds": 1.5, "wanted": 1.5}
# How much worse it is to say a label that is not there than to miss one: a wrong feeling said back hurts.
WORSE = {"feelings": 2.5, "kinds": 2.0, "wanted": 2.0}
MIDDLE = 0.5
_PLEASANT = {"grateful"}
_COMPLAINING = {"wants_person", "threat", "danger"}


def labels_of(group: str, examples: Iterable[Example]) -> tuple[str, ...]:
    """The labels that a group is taught; for intents also those that designers added with a topic of their own."""
    own = {example.intent for example in examples} - set(INTENTS) if group == "intents" else set()
    return (*GROUPS[group], *sorted(own))


def names_of(example: Example, group: str) -> tuple[str, ...]:
    if group == "intents":
        return (example.intent,)
    if group == "complaint":
        upset = bool(set(example.feelings) - _PLEASANT)
        return tuple(name for name, true in (("complaint", _complains(example)), ("upset", upset)) if true)
    return example.labels(group)


def named_feelings(wordlists: Mapping[str, Iterable[str]]) -> list[Example]:
    """Each word that names a feeling is an example of it, so that no feeling hangs on its word being in a sentence."""
    named: dict[str, list[str]] = {}
    for feeling in FEELINGS:
        for phrase in wordlists.get(f"feeling_{feeling}", ()):
            named.setdefault(phrase.rstrip("*"), []).append(feeling)
    return [Example(phrase, "", feelings=dict.fromkeys(names, MIDDLE)) for phrase, names in named.items()]


def taught(rows: csr_matrix, texts: Sequence[str], names: Sequence[Sequence[str]], group: str) -> Lesson:
    judges = np.array([not was_taught(text) for text in texts], dtype=bool)
    return Lesson(rows, names, rarer=RARER.get(group, 1.0), worse=WORSE.get(group, 1.0), judges=judges)


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
