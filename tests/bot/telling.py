"""What the tests of facts share: a day on which everything is written, a shop, and the story of several messages."""

from datetime import datetime, timezone
from typing import Any

from understanding.facts import find_facts
from understanding.facts.ledger import merge_facts
from understanding.shapes import Conflict, Fact, FoundFact, Reading
from understanding.site import Site

WEDNESDAY = datetime(2026, 11, 18, 14, 30, tzinfo=timezone.utc)
BRITISH = Site(company="Nook & Kettle", currency="GBP", date_order="DMY", phone_region="GB")
AMERICAN = Site(company="Nook & Kettle", currency="USD", date_order="MDY", phone_region="US")
INDIAN = Site(company="Nook & Kettle", currency="INR", date_order="DMY", phone_region="IN")
PRODUCTS = {"ProBlend": "ProBlend", "pro blend": "ProBlend", "blender": "ProBlend", "Nook lamp": "Nook lamp"}


def facts(text: str, *, expects: str | None = None, site: Site = BRITISH) -> list[FoundFact]:
    found = find_facts(text, at=WEDNESDAY, expects=expects, site=site, products=PRODUCTS)
    for fact in found:
        assert text[fact["start"] : fact["end"]] == fact["words"], fact
    return found


def values(text: str, key: str, *, expects: str | None = None, site: Site = BRITISH) -> list[str]:
    return [fact["value"] for fact in facts(text, expects=expects, site=site) if fact["key"] == key]


def words(text: str, key: str, *, expects: str | None = None, site: Site = BRITISH) -> list[str]:
    return [fact["words"] for fact in facts(text, expects=expects, site=site) if fact["key"] == key]


def ledger(*messages: str | tuple[str, str], known: dict[str, str] | None = None) -> tuple[list[Fact], list[Conflict]]:
    """A story; a message that answers a question is given as (text, the fact that was asked for)."""
    told = [message if isinstance(message, tuple) else (message, None) for message in messages]
    readings: list[Any] = [
        {"fragment": f"m{place}", "text": text, "facts": facts(text, expects=expects)}
        for place, (text, expects) in enumerate(told)
    ]
    return merge_facts(readings, known or {})


def value_of(key: str, *messages: str | tuple[str, str], known: dict[str, str] | None = None) -> list[str]:
    return [fact["value"] for fact in ledger(*messages, known=known)[0] if fact["key"] == key]


__all__ = ["AMERICAN", "BRITISH", "INDIAN", "Reading", "facts", "ledger", "value_of", "values", "words"]
