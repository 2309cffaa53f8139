"""What people decided about facts holds against every later reading of the story."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from handoff.cases.packet_shape import FactChange
from handoff.model.intake import ConflictValue, Fact, Intake
from handoff.store.facts import Decision


@dataclass(frozen=True)
class Decided:
    fact: Fact | None  # None: what was known is wrong, and nothing better is known
    over: frozenset[str]  # the values that it was decided against


def decided_in(decisions: Iterable[Decision]) -> dict[str, Decided]:
    """The latest decision about each fact; what was put aside once stays aside."""
    found: dict[str, Decided] = {}
    for one in decisions:
        key, fact = one.data["key"], one.data["fact"]
        before = found[key].over if key in found else frozenset()
        over = (before | set(one.data["over"])) - ({fact["value"]} if fact else set())
        found[key] = Decided(fact, over)
    return found


def with_decisions(intake: Intake, decided: Mapping[str, Decided]) -> Intake:
    """What a customer says later and differently stays beside it, after the fact that counts."""
    if not decided:
        return intake
    facts = [*_facts(intake, decided)]
    keys = {fact["key"] for fact in facts}
    unknown = [key for key in decided if key not in keys]
    deadline = decided["deadline"].fact if "deadline" in decided else None
    return {
        **intake,
        "facts": facts,
        "conflicts": [one for one in intake["conflicts"] if one["key"] not in decided],
        "missing": [key for key in dict.fromkeys([*intake["missing"], *unknown]) if key not in keys],
        "deadline": (deadline["value"] if deadline else None) if "deadline" in decided else intake["deadline"],
    }


def fact_history(decisions: Iterable[Decision]) -> list[FactChange]:
    """The newest first."""
    changes = [
        FactChange(
            key=one.data["key"],
            how=one.data["how"],
            before=one.data["over"],
            after=one.data["fact"]["value"] if one.data["fact"] else None,
            by=one.data["by"],
            at=one.at.isoformat(),
        )
        for one in decisions
    ]
    return changes[::-1]


def fact_of(key: str, one: ConflictValue) -> Fact:
    return Fact(
        key=key,
        value=one["value"],
        words=one["words"],
        fragment=one["fragment"],
        start=one["start"],
        end=one["end"],
        confidence=None,
        source="customer",
        confirmed_by=None,
    )


def _facts(intake: Intake, decided: Mapping[str, Decided]) -> Iterator[Fact]:
    placed: set[str] = set()
    for fact in [*intake["facts"], *_in_conflicts(intake, decided)]:
        key = fact["key"]
        one = decided.get(key)
        if one is None:
            yield fact
            continue
        if one.fact is not None and key not in placed:
            yield one.fact
        placed.add(key)
        if fact["value"] not in one.over and (one.fact is None or fact["value"] != one.fact["value"]):
            yield fact
    for key, one in decided.items():
        if one.fact is not None and key not in placed:
            yield one.fact


def _in_conflicts(intake: Intake, decided: Mapping[str, Decided]) -> Iterator[Fact]:
    told = {(fact["key"], fact["value"]) for fact in intake["facts"]}
    for conflict in intake["conflicts"]:
        for one in conflict["values"] if conflict["key"] in decided else ():
            if (conflict["key"], one["value"]) not in told:
                yield fact_of(conflict["key"], one)
