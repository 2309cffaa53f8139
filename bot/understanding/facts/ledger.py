"""The ledger of a story's facts: the same value confirms, a correction replaces, a contradiction is a conflict."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from rapidfuzz import fuzz

from understanding.facts import amounts
from understanding.facts.corrections import corrects, denied, mended
from understanding.facts.found import KNOWN_FROM
from understanding.facts.selection import chosen
from understanding.shapes import Conflict, ConflictValue, Fact, FoundFact, Reading

_ONE_ONLY = frozenset({"order_number", "person_name", "email", "phone", "purchase_date", "deadline"})
_CONTRADICTORY = frozenset({"order_number", "person_name", "amount", "email", "purchase_date"})
_MENDABLE = ("person_name", "email", "order_number", "reference_number")
_DATES = frozenset({"purchase_date", "incident_date", "promised_date", "deadline"})
_ORDERS = re.compile(r"\b(?:two|both|2|several|another|second|other) (?:\w+ )?orders?\b|\borders\b", re.IGNORECASE)


def merge_facts(readings: Sequence[Reading], known: Mapping[str, str]) -> tuple[list[Fact], list[Conflict]]:
    """`known` comes from the channel or an agent and wins over what the customer says of the same key."""
    texts = {reading["fragment"]: reading["text"] for reading in readings}
    said: list[Fact] = []
    for reading in readings:
        _mend(said, reading)
        for found in reading["facts"]:
            fact = Fact(**found, fragment=reading["fragment"], source="customer", confirmed_by=None)
            _enter(said, fact, reading)
    conflicts = [conflict for key in sorted(_CONTRADICTORY - set(known)) if (conflict := _conflict(key, said, texts))]
    given = [_given(key, value) for key, value in known.items()]
    kept = [fact for fact in said if not _overruled(fact, known)]
    order = {fragment: place for place, fragment in enumerate(texts)}
    told = sorted(chosen(kept), key=lambda fact: (order[fact["fragment"]], fact["start"], fact["end"]))
    return given + told, conflicts


def same(key: str, first: str, second: str) -> bool:
    if key in ("order_number", "reference_number"):
        return _letters(first) == _letters(second)
    if key == "person_name":
        short, long = sorted((first.lower().split(), second.lower().split()), key=len)
        return set(short) <= set(long)
    return first.casefold().strip() == second.casefold().strip()


def _enter(said: list[Fact], fact: Fact, reading: Reading) -> None:
    key, text = fact["key"], reading["text"]
    if denied(text, fact["start"]) and _others(reading, fact):
        said[:] = [
            earlier for earlier in said if earlier["key"] != key or not same(key, earlier["value"], fact["value"])
        ]
        return
    for earlier in said:
        field: Literal["words", "value"] = "words" if key == "contacts_before" else "value"
        if earlier["key"] == key and same(key, earlier[field], fact[field]):
            _confirm(said, earlier, fact)
            return
    corrected = corrects(text, fact["start"], fact["end"])
    previous = [earlier for earlier in said if earlier["key"] == key]
    if not previous and corrected and key in _DATES:
        previous = [earlier for earlier in said if earlier["key"] in _DATES]
        fact = {**fact, "key": previous[-1]["key"]} if previous else fact
    if previous and (corrected or previous[-1]["confidence"] < KNOWN_FROM):
        said.remove(previous[-1])
    said.append(fact)


def _confirm(said: list[Fact], earlier: Fact, again: Fact) -> None:
    """The fuller of the two stays ("Priya" and "Priya Nair"), surer than before; the last said goes last."""
    sure = round(1 - (1 - earlier["confidence"]) * (1 - again["confidence"] / 2), 2)
    fuller = again if len(again["value"]) > len(earlier["value"]) else earlier
    said.remove(earlier)
    said.append({**fuller, "confidence": min(0.99, max(sure, earlier["confidence"]))})


def _mend(said: list[Fact], reading: Reading) -> None:
    """ "just zhang whoops" puts one word of an earlier name or address right."""
    for fact in reversed(said):
        if fact["key"] in _MENDABLE and not any(_is_whole(found, fact["key"]) for found in reading["facts"]):
            right = mended(fact["value"], reading["text"])
            if right:
                value, start, end = right
                said[said.index(fact)] = {
                    **fact, "value": value, "words": reading["text"][start:end], "fragment": reading["fragment"],
                    "start": start, "end": end, "confidence": max(fact["confidence"], 0.8),
                }  # fmt: skip
                reading["facts"][:] = [found for found in reading["facts"] if found["key"] != fact["key"]]
                return


def _is_whole(found: FoundFact, key: str) -> bool:
    """A value that needs no earlier one: every number, and a name of more than one word."""
    return found["key"] == key and (key != "person_name" or " " in found["value"])


def _others(reading: Reading, fact: Fact) -> bool:
    return any(found["key"] == fact["key"] and found["start"] != fact["start"] for found in reading["facts"])


def _conflict(key: str, said: list[Fact], texts: Mapping[str, str]) -> Conflict | None:
    values = [fact for fact in said if fact["key"] == key and fact["confidence"] >= KNOWN_FROM]
    if key == "amount":
        values = _contradicting_amounts(values, texts)
    if len(values) != 2 or (key == "order_number" and _both_meant(values, texts)):
        return None
    if key == "person_name" and fuzz.ratio(values[0]["value"].lower(), values[1]["value"].lower()) < 40:
        return None
    return Conflict(key=key, values=[_value(fact) for fact in values])


def _contradicting_amounts(facts: list[Fact], texts: Mapping[str, str]) -> list[Fact]:
    """Two amounts of the same thing; more than three amounts tell of an account, not of a slip."""
    if not 2 <= len(facts) <= 3 or len({fact["value"][-3:] for fact in facts}) > 1:
        return []
    roles = [amounts.role_of(texts[fact["fragment"]], fact["start"], fact["end"]) for fact in facts]
    for first in range(len(facts)):
        for second in range(first + 1, len(facts)):
            one, other = facts[first], facts[second]
            if _in_one_breath(one, other, texts) or not amounts.contradict(roles[first], roles[second]):
                continue
            return [one, other]
    return []


def _in_one_breath(first: Fact, second: Fact, texts: Mapping[str, str]) -> bool:
    if first["fragment"] != second["fragment"]:
        return False
    start, end = sorted((first["start"], second["start"]))
    return not re.search(r"[.!?\n]\s|\n", texts[first["fragment"]][start:end])


def _both_meant(facts: list[Fact], texts: Mapping[str, str]) -> bool:
    """ "orders 4471 and 4472": two numbers because there are two."""
    if any(_ORDERS.search(text) for text in texts.values()):
        return True
    return _in_one_breath(facts[0], facts[1], texts)


def _value(fact: Fact) -> ConflictValue:
    return ConflictValue(
        value=fact["value"], words=fact["words"], fragment=fact["fragment"], start=fact["start"], end=fact["end"]
    )


def _given(key: str, value: str) -> Fact:
    return Fact(
        key=key,
        value=value,
        words=value,
        fragment="",
        start=0,
        end=0,
        confidence=1.0,
        source="channel",
        confirmed_by=None,
    )


def _overruled(fact: Fact, known: Mapping[str, str]) -> bool:
    value = known.get(fact["key"])
    return value is not None and (fact["key"] in _ONE_ONLY or same(fact["key"], value, fact["value"]))


def _letters(value: str) -> str:
    return re.sub(r"[\W_]", "", value).casefold()
