"""`boundaries.yml`: what to do when words hurt people. Anger is not abuse."""

from dataclasses import dataclass

from handoff.policy.document import Document


@dataclass(frozen=True)
class Boundary:
    level: str
    means: str
    act: str  # none | name_it | warn | end_contact
    do: str | None
    say: str | None


@dataclass(frozen=True)
class Boundaries:
    levels: dict[str, Boundary]

    def at(self, level: str) -> Boundary:
        """A level that nobody described is treated as none: anger must not be taken for abuse by a slip of a name."""
        return self.levels.get(level, self.levels["none"])


def from_document(document: Document) -> Boundaries | None:
    if document.problems:
        return None
    levels = document.value["levels"]
    for name, one in levels.items():
        if one["act"] != "none" and "do" not in one:
            document.problem(("levels", name), "needs 'do': what the agent should do")
    if document.problems:
        return None
    return Boundaries(
        {name: Boundary(name, one["means"], one["act"], one.get("do"), one.get("say")) for name, one in levels.items()}
    )
