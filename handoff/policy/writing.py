"""`writing.yml`: what the desk looks for in a reply while it is being written."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from handoff.policy.document import Document

Phrases = re.Pattern[str]


@dataclass(frozen=True)
class WritingRules:
    sorry: Phrases
    evades: Phrases
    happened: dict[str, Phrases]  # by kind of issue
    stake: Phrases
    common: frozenset[str]
    promise_says: Phrases
    promise_unless: Phrases


def from_document(document: Document, banned: Sequence[str]) -> WritingRules | None:
    """`banned`: the phrases that replies.yml refuses."""
    if document.problems:
        return None
    apology, promises = document.value["apology"], document.value["promises"]
    return WritingRules(
        sorry=any_of(apology["sorry"]),
        evades=any_of([*apology["evades"], *banned]),
        happened={kind: any_of(phrases) for kind, phrases in apology["happened"].items()},
        stake=any_of(apology["stake"]),
        common=frozenset(word.casefold() for word in apology["common"]),
        promise_says=any_of(promises["says"]),
        promise_unless=any_of(promises["unless"]),
    )


def any_of(phrases: Sequence[str]) -> Phrases:
    """`crack*` stands for every word that begins so; a straight apostrophe also for a curly one."""
    return re.compile(r"\b(?:" + "|".join(_pattern(phrase) for phrase in phrases) + ")", re.I)


def _pattern(phrase: str) -> str:
    words = [
        re.escape(word.removesuffix("*")) + (r"\w*" if word.endswith("*") else r"(?!\w)") for word in phrase.split()
    ]
    return r"\s+".join(words).replace("'", "['’]")
