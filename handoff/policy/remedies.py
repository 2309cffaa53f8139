"""`remedies.yml`: the decision table that says what makes it right. The first row that fits wins."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from handoff.model.labels import KINDS
from handoff.model.refusal import NotFound
from handoff.model.situation import Situation
from handoff.policy.conditions import BadCondition, Condition
from handoff.policy.document import Document
from handoff.policy.filling import check_sentence

SCRIPT_FIELDS = frozenset({"product", "amount", "cost", "order_number"})


@dataclass(frozen=True)
class Cost:
    """A fixed sum, or a share (1 = all) of the amount at stake."""

    fixed: Decimal = Decimal(0)
    share: Decimal = Decimal(0)

    @property
    def is_nothing(self) -> bool:
        return not self.fixed and not self.share

    def of(self, amount: Decimal | None) -> Decimal | None:
        """None: it depends on an amount that nobody knows yet."""
        if self.share:
            return None if amount is None else (self.share * amount).quantize(Decimal("0.01"))
        return self.fixed


@dataclass(frozen=True)
class FollowUp:
    after_days: int
    check: str  # "that the new one arrived whole"


@dataclass(frozen=True)
class Remedy:
    id: str
    title: str
    when: Condition
    rule: str  # the condition as written
    because: str
    cost: Cost
    script: str
    next_step: str
    next_within_hours: int
    follow_up: FollowUp | None
    alternatives: tuple[str, ...]


@dataclass(frozen=True)
class Example:
    situation: Situation
    expected: str
    wanted: bool  # false: any row but the expected one


@dataclass(frozen=True)
class Remedies:
    rows: tuple[Remedy, ...]
    examples: dict[str, tuple[Example, ...]]  # by the row they stand in

    def suggest(self, situation: Situation) -> Remedy:
        return next(row for row in self.rows if row.when.fits(situation))

    def with_id(self, id: str) -> Remedy:
        """Raises RemedyUnknown."""
        for row in self.rows:
            if row.id == id:
                return row
        raise RemedyUnknown(f"There is no remedy {id!r} in remedies.yml.")


class RemedyUnknown(NotFound):
    code = "remedy_unknown"


def from_document(document: Document, banned: Collection[str]) -> Remedies | None:
    """Runs the examples. None when something is wrong; what, stands in the document's problems."""
    if document.problems:
        return None
    rows = [_row(document, index, banned) for index in range(len(document.value["rows"]))]
    _check_ids(document)
    if document.problems:
        return None
    given = tuple(row for row in rows if row is not None)
    examples = {one["id"]: tuple(_example(example) for example in one["examples"]) for one in document.value["rows"]}
    remedies = Remedies(given, examples)
    _check_reach(document, remedies)
    return None if document.problems else remedies


def _row(document: Document, index: int, banned: Collection[str]) -> Remedy | None:
    one: dict[str, Any] = document.value["rows"][index]
    place = ("rows", index)
    for name in ("script", "next_step"):
        check_sentence(document, (*place, name), one[name], SCRIPT_FIELDS, banned)
    try:
        condition = Condition(one["when"])
    except BadCondition as error:
        document.problem((*place, "when"), str(error))
        return None
    after = one.get("follow_up")
    return Remedy(
        id=one["id"],
        title=one["title"],
        when=condition,
        rule=" ".join(one["when"].split()),
        because=one["because"],
        cost=_cost(one["cost"]),
        script=one["script"].strip(),
        next_step=one["next_step"],
        next_within_hours=one["next_within_hours"],
        follow_up=FollowUp(after["after_days"], after["check"]) if after else None,
        alternatives=tuple(one.get("alternatives", ())),
    )


def _cost(given: Any) -> Cost:
    if given == "none":
        return Cost()
    if given == "amount":
        return Cost(share=Decimal(1))
    if isinstance(given, str):
        return Cost(share=Decimal(given.split()[0]) / 100)
    return Cost(fixed=Decimal(given))


def _check_ids(document: Document) -> None:
    rows = document.value["rows"]
    ids = [row["id"] for row in rows]
    for index, row in enumerate(rows):
        if row["id"] in ids[:index]:
            document.problem(("rows", index, "id"), f"{row['id']!r} is already the id of an earlier row")
        for number, other in enumerate(row.get("alternatives", ())):
            if other not in ids or other == row["id"]:
                document.problem(("rows", index, "alternatives", number), f"{other!r} is not the id of another row")
        for number, example in enumerate(row["examples"]):
            if example["expect"].removeprefix("not ") not in ids:
                document.problem(("rows", index, "examples", number), f"expects {example['expect']!r}, which is no row")


def _example(given: dict[str, Any]) -> Example:
    facts = dict(given)
    expected = facts.pop("expect")
    for name in ("kinds", "flags", "feelings"):
        facts[name] = tuple(facts.get(name, ()))
    facts["kinds"] = facts["kinds"] or (facts.get("kind", "other"),)
    if "amount" in facts:
        facts["amount"] = Decimal(facts["amount"])
    return Example(Situation(**facts), expected.removeprefix("not "), not expected.startswith("not "))


def _check_reach(document: Document, remedies: Remedies) -> None:
    if not remedies.rows[-1].when.fits(Situation()) or remedies.rows[-1].rule != "true":
        document.problem(("rows", len(remedies.rows) - 1, "when"), "the last row must fit always: write 'true'")
        return
    for index, row in enumerate(remedies.rows):
        reached = [_run(document, remedies, index, number) for number in range(len(remedies.examples[row.id]))]
        if row.id not in reached:
            document.problem(("rows", index), f"no example of its own reaches {row.id!r}; earlier rows take them all")
    _check_kinds(document, remedies)


def _run(document: Document, remedies: Remedies, index: int, number: int) -> str:
    row = remedies.rows[index]
    example = remedies.examples[row.id][number]
    found = remedies.suggest(example.situation).id
    if (found == example.expected) is not example.wanted:
        expected = example.expected if example.wanted else f"not {example.expected}"
        document.problem(("rows", index, "examples", number), f"expects {expected}, but the table gives {found}")
    return found


def _check_kinds(document: Document, remedies: Remedies) -> None:
    """The last row is for what nobody thought of; a kind of issue is something that somebody thought of."""
    last = remedies.rows[-1].id
    for kind in KINDS:
        if kind != "other" and remedies.suggest(Situation(kind=kind, kinds=(kind,))).id == last:
            document.problem(("rows",), f"no row is for {kind!r}; add one above {last!r}")
