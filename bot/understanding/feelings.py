"""The feelings of a whole story, each with its best words, and their course."""

from __future__ import annotations

from collections.abc import Sequence

from understanding.passages import words_at
from understanding.shapes import CoursePoint, Feeling, FeelingSpan, Reading

_MORE = 0.05


def feelings(readings: Sequence[Reading]) -> list[Feeling]:
    """Strongest first; a feeling shown several times is a little stronger than where it shows most."""
    shown: dict[str, list[tuple[Reading, FeelingSpan]]] = {}
    for reading in readings:
        for feeling in reading["feelings"]:
            shown.setdefault(feeling["name"], []).append((reading, feeling))
    found = [_feeling(name, places) for name, places in shown.items()]
    return sorted(found, key=lambda feeling: -feeling["intensity"])


def course(readings: Sequence[Reading]) -> list[CoursePoint]:
    return [{"fragment": reading["fragment"], "upset": reading["upset"]} for reading in readings]


def upset(readings: Sequence[Reading]) -> float:
    """As upset as at the worst moment, if it lasts: the mean of the highest and of all."""
    values = [reading["upset"] for reading in readings]
    return round((max(values) + sum(values) / len(values)) / 2, 3) if values else 0.0


def _feeling(name: str, places: Sequence[tuple[Reading, FeelingSpan]]) -> Feeling:
    reading, best = max(places, key=lambda place: _clarity(*place))
    quote = words_at(reading, best["start"], best["end"])
    return {
        "name": name,
        "intensity": round(min(1.0, best["intensity"] + _MORE * (len(places) - 1)), 2),
        "quote": quote["words"],
        "fragment": quote["fragment"],
        "start": quote["start"],
        "end": quote["end"],
        "confirmed": None,
    }


def _clarity(reading: Reading, feeling: FeelingSpan) -> float:
    chance = max(
        (
            sentence["feelings"].get(feeling["name"], 0.0)
            for sentence in reading["sentences"]
            if sentence["start"] <= feeling["start"] < sentence["end"]
        ),
        default=0.0,
    )
    return chance + 0.5 * feeling["intensity"]
