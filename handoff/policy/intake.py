"""`intake.yml`: which facts a person needs for each kind of issue, most useful first."""

from collections.abc import Collection
from dataclasses import dataclass

from handoff.policy.document import Document


@dataclass(frozen=True)
class IntakeRules:
    most_questions: int
    kinds: dict[str, tuple[str, ...]]

    def missing(self, kind: str, known: Collection[str], declined: Collection[str]) -> list[str]:
        return [key for key in self.kinds.get(kind, ()) if key not in known and key not in declined]


def from_document(document: Document) -> IntakeRules | None:
    if document.problems:
        return None
    kinds = {kind: tuple(keys) for kind, keys in document.value["kinds"].items()}
    return IntakeRules(document.value["most_questions"], kinds)
