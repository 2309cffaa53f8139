"""`timers.yml`: what a timer does that comes late, and when a promise is recalled."""

from datetime import timedelta
from typing import Any

from handoff.model.lateness import Late, Timers, Timing
from handoff.policy.document import Document

SCHEDULED = "scheduled"  # keeps the quiet hours, also where a company's file does not name it


def from_document(document: Document) -> Timers | None:
    """None when something is wrong; what, stands in the document's problems."""
    if document.problems:
        return None
    value: dict[str, dict[str, Any]] = document.value
    days = value["follow_up"].get("without_remedy_after_days")
    return Timers(
        kinds={SCHEDULED: Timing(Late.NEXT_ALLOWED_TIME)} | {kind: _timing(one) for kind, one in value.items()},
        remind_before=timedelta(minutes=float(value["promise"]["remind_minutes_before"])),
        ask_again_after=timedelta(hours=float(value["follow_up"]["ask_again_after_hours"])),
        ask_without_remedy=timedelta(days=float(days)) if days else None,
    )


def _timing(given: dict[str, Any]) -> Timing:
    hours = given.get("never_after_hours")
    return Timing(Late(given["late"]), None if hours is None else timedelta(hours=float(hours)))
