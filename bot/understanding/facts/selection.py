"""Which of the many things a long story names are worth keeping: its product or two, its counted contacts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from understanding.facts.found import KNOWN_FROM, PLAUSIBLE
from understanding.shapes import Fact

_DOUBTFUL_KEPT = frozenset({"email", "phone"})  # said with a slip: asked about, so the agent sees what was typed
_MOST = {"product": 1, "place": 3, "contacts_before": 3, "company_promise": 3, "incident_date": 1, "waiting_time": 3}
_SURE = 0.9  # so sure a product is kept beside the first
_VAGUE_DAY = re.compile(r"today|tonight|this \w+|in (?:\d+|an?|\w+) \w+|now", re.IGNORECASE)


def chosen(facts: Sequence[Fact]) -> list[Fact]:
    kept = [fact for fact in facts if fact["confidence"] >= KNOWN_FROM or fact["key"] in _DOUBTFUL_KEPT]
    promised = [fact for fact in kept if fact["key"] == "company_promise"]
    kept = [fact for fact in kept if not any(_says_when(promise, fact) for promise in promised)]
    if any(fact["key"] == "contacts_before" and fact["confidence"] > PLAUSIBLE for fact in kept):
        kept = [fact for fact in kept if fact["key"] != "contacts_before" or fact["confidence"] > PLAUSIBLE]
    for key, most in _MOST.items():
        ranked = sorted((fact for fact in kept if fact["key"] == key), key=_worth, reverse=True)
        for fact in ranked[most:]:
            if not _belongs(fact, ranked[0]):
                kept.remove(fact)
    return kept


def _says_when(promise: Fact, fact: Fact) -> bool:
    """ "call back in 3 days": the days belong to the promise, they are neither a wait nor an incident."""
    inside = promise["fragment"] == fact["fragment"] and promise["start"] <= fact["start"] < promise["end"]
    return inside and fact["key"] in ("waiting_time", "incident_date")


def _belongs(fact: Fact, best: Fact) -> bool:
    """The other end of "from the 3rd to the 7th"; a second product of which there is no doubt."""
    if fact["key"] == "incident_date":
        return fact["fragment"] == best["fragment"] and abs(fact["start"] - best["start"]) < 40
    return fact["key"] == "product" and fact["confidence"] >= _SURE


def _worth(fact: Fact) -> float:
    vague = fact["key"] == "incident_date" and _VAGUE_DAY.fullmatch(fact["words"])
    return fact["confidence"] - (0.5 if vague else 0.0)
