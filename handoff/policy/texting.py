"""`texting.yml` as the numbers and the retry table that the outbox goes by."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from handoff.model.delivery import Priority
from handoff.model.texting import CarrierError, Texting, Then, Unknown
from handoff.policy.document import Document, PolicyError, read_document


def load(path: Path) -> Texting:
    """Raises PolicyError."""
    document = read_document(path)
    rules = from_document(document)
    if rules is None:
        raise PolicyError(document.problems)
    return rules


def from_document(document: Document) -> Texting | None:
    """None when something is wrong; what, stands in the document's problems."""
    if document.problems:
        return None
    value: dict[str, Any] = document.value
    errors: dict[int, CarrierError] = {}
    for index, row in enumerate(value["errors"]):
        if row["code"] in errors:
            document.problem(("errors", index), f"code {row['code']} stands here twice; keep one row")
        if (row["then"] == Then.RETRY) != ("after" in row and "times" in row):
            document.problem(("errors", index), "`after` and `times` belong to `retry`, and only there")
        errors[row["code"]] = _error(row)
    if document.problems:
        return None
    return Texting(
        seconds_per_segment=float(value["seconds_per_segment"]),
        worth_sending={Priority[name.upper()]: timedelta(minutes=n) for name, n in value["worth_sending"].items()},
        unknown=Unknown(**{name: float(seconds) for name, seconds in value["unknown"].items()}),
        errors=errors,
    )


def _error(row: dict[str, Any]) -> CarrierError:
    return CarrierError(Then(row["then"]), row["because"], float(row.get("after", 0)), row.get("times", 0))
