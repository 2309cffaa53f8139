"""Which of the many things a long story names are worth keeping: its product or two, its counted contacts."""

from __future__ import annotations

from collections.abc import Sequence

from understanding.facts.found import KNOWN_FROM
from understanding.shapes import Fact

_DOUBTFUL_KEPT = frozenset({"email", "phone"})  # said with a slip: asked about, so the agent sees what was typed
_MOST = {"product": 2, "place": 3, "contacts_before": 3, "company_promise": 4}


def chosen(facts: Sequence[Fact]) -> list[Fact]:
    kept = [fact for fact in facts if fact["confidence"] >= KNOWN_FROM or fact["key"] in _DOUBTFUL_KEPT]
    for key, most in _MOST.items():
        ranked = sorted((fact for fact in kept if fact["key"] == key), key=lambda fact: -fact["confidence"])
        for fact in ranked[most:]:
            kept.remove(fact)
    return kept
