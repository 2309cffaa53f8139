"""From the readings of a story to its intake."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from understanding.asking import missing
from understanding.facts.ledger import merge_facts
from understanding.feelings import course, feelings, upset
from understanding.headline import headline
from understanding.kinds import kind_of, kinds, noisy_or
from understanding.passages import passages, words_at
from understanding.quotes import quotes
from understanding.reflection import reflect
from understanding.shapes import Abuse, Fact, Flag, Intake, Reading
from understanding.summary import summary
from understanding.timeline import timeline
from understanding.wanted import wanted

SURE = 0.8


def understand(
    readings: Sequence[Reading],
    *,
    known: dict[str, str] | None = None,
    declined: Iterable[str] = (),
    channel: str = "web",
    seed: str = "",
    avoid: Iterable[str] = (),
) -> Intake:
    """Pure and fast. `known`: facts that the channel or an agent is sure of. `seed`, `avoid`: see reflection."""
    told = list(readings)
    laid = passages(told)
    facts, conflicts = merge_facts(told, dict(known or {}))
    wish = wanted(laid)
    named = kinds(told)
    complaint = round(noisy_or([reading["complaint"] for reading in told]), 3)
    kind = kind_of(named)
    left = list(declined)
    intake: Intake = {
        "complaint": complaint,
        "upset": upset(told),
        "wants_person": _highest(reading["wants_person"] for reading in told),
        "abuse": _worst(told),
        "kind": kind,
        "kinds": named,
        "feelings": feelings(told),
        "course": course(told),
        "facts": facts,
        "conflicts": conflicts,
        "missing": missing(kind, facts, left),
        "declined": left,
        "wanted": wish,
        "deadline": _value(facts, "deadline"),
        "flags": _flags(told),
        "headline": headline(laid, _product(facts)),
        "quotes": quotes(laid, wish),
        "summary": summary(laid),
        "timeline": timeline(laid, facts),
        "reflection": {"text": "", "confirmed": None},
    }
    said = reflect(intake, channel=channel, seed=seed, avoid=set(avoid))
    intake["reflection"] = {**said, "confirmed": None}
    return intake


def _highest(chances: Iterable[float]) -> float:
    return round(max(chances, default=0.0), 3)


def _worst(readings: Sequence[Reading]) -> Abuse:
    found = [reading["abuse"] for reading in readings]
    return max(found, key=lambda abuse: abuse["probability"], default={"level": "none", "probability": 0.0})


def _flags(readings: Sequence[Reading]) -> list[Flag]:
    """Each flag once, with the words that raised it first."""
    raised: dict[str, Flag] = {}
    for reading in readings:
        for flag in reading["flags"]:
            if flag["name"] not in raised:
                raised[flag["name"]] = {"name": flag["name"], **words_at(reading, flag["start"], flag["end"])}
    return list(raised.values())


def _value(facts: Sequence[Fact], key: str) -> str | None:
    return next((fact["value"] for fact in facts if fact["key"] == key), None)


def _product(facts: Sequence[Fact]) -> str | None:
    """As the customer calls it, when it is surely one."""
    sure = (fact["words"] for fact in facts if fact["key"] == "product" and fact["confidence"] >= SURE)
    return next((words for words in sure if words), None)
