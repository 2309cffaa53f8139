"""Whether the facts of a dialogue agree with the company's record, though they came late, bare or corrected."""

from __future__ import annotations

from evaluation.adapters import RECORD
from evaluation.reader import Understood
from evaluation.rows import Row
from evaluation.tasks.shares import Share
from evaluation.tasks.task import Question, Task

_KEYS = tuple(RECORD.values())


def _letters(value: str) -> str:
    return "".join(char for char in value.casefold() if char.isalnum())


def _told(row: Row) -> dict[str, str]:
    """Of the record what the customer wrote at all."""
    said = _letters(row.text)
    known = {key: _letters(value) for key in _KEYS for value in row.named(key)}
    return {key: value for key, value in known.items() if value in said}


def _same(key: str, value: str, found: str) -> bool:
    """A phone number is found with its country's prefix."""
    return found.endswith(value) if key == "phone" else found == value


def _found(row: Row, understood: Understood) -> float:
    facts = [(fact["key"], _letters(fact["value"])) for fact in understood.intake["facts"]]
    told = _told(row)
    right = [key for key, value in told.items() if any(own == key and _same(key, value, said) for own, said in facts)]
    return len(right) / len(told)


def _compared(row: Row, understood: Understood) -> str:
    found = {fact["key"]: fact["value"] for fact in understood.intake["facts"] if fact["key"] in _KEYS}
    return f"record: {_told(row)}; we found: {found}"


RECORDS: tuple[Task, ...] = (
    Share(
        Question("abcd_curated_dev", "what the customer told of the record", "share found"),
        _found,
        None,
        _compared,
        only=lambda row: bool(_told(row)),
    ),
)
