"""What `./dev understand` says, in the evaluation's own terms."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from evaluation.adapters import ABUSIVE, DATE_FACTS
from evaluation.reader import Understood
from evaluation.rows import Span


def names(group: str) -> Callable[[Understood], Collection[str]]:
    """The names of feelings, kinds or flags."""
    return lambda understood: {one["name"] for one in understood.intake[group]}


def chance(group: str) -> Callable[[Understood, str], float]:
    return lambda understood, label: understood.chances[group].get(label, 0.0)


def certain(_understood: Understood, _label: str) -> float:
    """Flags are found by rule."""
    return 1.0


def probability(name: str) -> Callable[[Understood], float]:
    """Of `complaint`, `upset` or `wants_person`."""
    return lambda understood: float(understood.intake[name])


def abusive(understood: Understood) -> float:
    """The level decides: swearing is none."""
    abuse: Mapping[str, str | float] = understood.intake["abuse"]
    return 1.0 if abuse["level"] in ABUSIVE else 0.0


def facts(*keys: str) -> Callable[[Understood], list[Span]]:
    """Facts of these keys, or all."""
    return lambda understood: [
        Span(fact["key"], fact["fragment"], fact["start"], fact["end"])
        for fact in understood.intake["facts"]
        if fact["fragment"] is not None and (not keys or fact["key"] in keys)
    ]


def dates(understood: Understood) -> list[Span]:
    return [Span("date", span.fragment, span.start, span.end) for span in facts(*DATE_FACTS)(understood)]


def summary(understood: Understood) -> list[Span]:
    return [
        Span("sentence", source["fragment"], source["start"], source["end"])
        for sentence in understood.intake["summary"]
        for source in sentence["from"]
    ]


def summary_words(understood: Understood) -> str:
    return " ".join(sentence["text"] for sentence in understood.intake["summary"])


def reflection(understood: Understood) -> str:
    return str(understood.intake["reflection"]["text"])
