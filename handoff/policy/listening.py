"""`listening.yml` as the numbers that `model.listening` decides by."""

from pathlib import Path
from typing import Any

from handoff.model.listening import Assistant, Listening, Quiet, Typing
from handoff.policy.document import Document, PolicyError, read_document


def load(path: Path) -> Listening:
    """Raises PolicyError."""
    document = read_document(path)
    rules = from_document(document)
    if rules is None:
        raise PolicyError(document.problems)
    return rules


def from_document(document: Document) -> Listening | None:
    """None when something is wrong; what, stands in the document's problems."""
    if not document.problems:
        for channel in ("web", "sms"):
            _check_order(document, channel)
    if document.problems:
        return None
    value: dict[str, Any] = document.value
    assistant = value["assistant"]
    return Listening(
        web=Quiet(**_floats(value["web"])),
        sms=Quiet(**_floats(value["sms"])),
        own_pace=float(value["own_pace"]),
        open_ending_factor=float(value["open_ending_factor"]),
        closing_question_factor=float(value["closing_question_factor"]),
        typing=Typing(**_floats(value["typing"])),
        urgent=frozenset(value["urgent"]),
        urgent_confidence=float(value["urgent_confidence"]),
        brief=frozenset(value["brief"]),
        interruption_within=float(value["interruption_within"]),
        waiting_again_after=float(value["waiting_again_after"]),
        assistant=Assistant(
            holding_after=float(assistant["holding_after"]),
            person_after=float(assistant["person_after"]),
            answer_within=float(assistant["answer_within"]),
            most_failures=int(assistant["most_failures"]),
            circuit_opens_after=int(assistant["circuit"]["opens_after"]),
            circuit_probes_after=float(assistant["circuit"]["probes_after"]),
        ),
    )


def _check_order(document: Document, channel: str) -> None:
    quiet = _floats(document.value[channel])
    if not quiet["answering"] <= quiet["telling"] <= quiet["most"]:
        document.problem((channel,), "answering must not be above telling, nor telling above most")


def _floats(values: dict[str, Any]) -> dict[str, float]:
    return {name: float(number) for name, number in values.items()}
