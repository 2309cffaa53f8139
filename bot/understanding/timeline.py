"""Earlier contacts, what was promised and when it happened, in the story's order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from understanding.passages import Passage
from understanding.shapes import Fact, Moment

_CONTACT = 0.5
_WHAT: dict[str, Literal["contact", "company_promise", "incident"]] = {
    "contacts_before": "contact",
    "company_promise": "company_promise",
    "incident_date": "incident",
}
_DATES = ("promised_date", "incident_date", "purchase_date")


def timeline(passages: Sequence[Passage], facts: Sequence[Fact]) -> list[Moment]:
    moments: list[tuple[int, int, Moment]] = []
    for passage in passages:
        inside = [fact for fact in facts if _inside(fact, passage)]
        whats = {_WHAT[fact["key"]]: fact for fact in inside if fact["key"] in _WHAT}
        for what, fact in whats.items():
            moments.append((passage.place, fact["start"], _moment(what, passage, inside)))
        if "contact" not in whats and passage.roles.get("contact", 0.0) >= _CONTACT:
            moments.append((passage.place, passage.start, _moment("contact", passage, inside)))
    return [moment for _, _, moment in sorted(moments, key=lambda found: found[:2])]


def _inside(fact: Fact, passage: Passage) -> bool:
    return fact["fragment"] == passage.reading["fragment"] and passage.start <= fact["start"] < passage.end


def _moment(
    what: Literal["contact", "company_promise", "incident"], passage: Passage, inside: Sequence[Fact]
) -> Moment:
    dated = {fact["key"]: fact["value"] for fact in inside if fact["key"] in _DATES}
    preferred = "promised_date" if what == "company_promise" else "incident_date"
    when = dated.get(preferred) or next(iter(dated.values()), None)
    return {"what": what, "when": when, **passage.quoted()}
