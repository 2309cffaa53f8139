"""Promises in an agent's words: a sentence that says what will be done, with a time to come."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from handoff.cases.said_times import said_times
from handoff.cases.time_words import TimeWords
from handoff.policy.policies import Policies

# A full stop inside a number, a time or an address ends no sentence.
_SENTENCE = re.compile(r"\S(?:[^.!?\n]|[.!?](?=\S))*[.!?]*")
MOST = 3  # promises in one reply
LONGEST = 200  # characters of a promise's words


@dataclass(frozen=True)
class Commitment:
    """`words`: the sentence, or as much of it as is kept."""

    words: str
    due: datetime


def commitments(text: str, policies: Policies, now: datetime) -> list[Commitment]:
    """The latest time of each sentence that promises something, in order."""
    rules, words = policies.writing, TimeWords.of(policies.site.locale)
    found: list[Commitment] = []
    for sentence in sentences(text):
        if sentence.endswith("?") or not rules.promise_says.search(sentence) or rules.promise_unless.search(sentence):
            continue
        times = said_times(sentence, words, policies.hours, now)
        if times:
            due = max(one.due for one in times)
            if due not in [one.due for one in found]:
                found.append(Commitment(_short(sentence), due))
    return found[:MOST]


def sentences(text: str) -> Iterator[str]:
    for match in _SENTENCE.finditer(text):
        yield match[0]


def _short(sentence: str) -> str:
    words = " ".join(sentence.split())
    return words if len(words) <= LONGEST else words[:LONGEST].rsplit(" ", 1)[0] + " …"
