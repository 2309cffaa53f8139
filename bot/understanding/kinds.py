"""The kinds of issue of a whole story, most important first."""

from __future__ import annotations

from collections.abc import Sequence

from understanding.shapes import NamedConfidence, Reading

OTHER = "other"
_FADING = 0.5
_SHARE = 0.5
_TRACE = 0.2
_COMPLAINT = 0.5
# Danger comes before a broken part, damage before what does not work because of it; that nobody answered comes after
# what nobody answered about.
_IMPORTANCE = {"safety": 1.3, "faulty": 0.85, "no_response": 0.7}


def kinds(readings: Sequence[Reading]) -> list[NamedConfidence]:
    """A kind counts when a fragment or sentence shows it clearly, or a complaint has nothing clearer; "other" alone."""
    clear = {kind["name"] for reading in readings for kind in reading["kinds"]} - {OTHER}
    chances = _chances(readings)
    if not clear and max((reading["complaint"] for reading in readings), default=0.0) >= _COMPLAINT:
        clear = {name for name, chance in chances.items() if chance >= _TRACE and name != OTHER} or {OTHER}
    told = {name: chances.get(name, _TRACE) for name in clear}
    least = _SHARE * max(told.values(), default=0.0)
    return [
        NamedConfidence(name=name, confidence=round(told[name], 3))
        for name in sorted(told, key=lambda name: (-told[name] * _IMPORTANCE.get(name, 1.0), name))
        if told[name] >= least
    ]


def kind_of(named: Sequence[NamedConfidence]) -> str:
    return named[0]["name"] if named else OTHER


def _chances(readings: Sequence[Reading]) -> dict[str, float]:
    """Noisy-or over sentences and fragments; each further sign counts half, or a long story would show every kind."""
    signs: dict[str, list[float]] = {}
    for reading in readings:
        for kind in reading["kinds"]:
            signs.setdefault(kind["name"], []).append(kind["confidence"])
        for sentence in reading["sentences"]:
            for name, chance in sentence["kinds"].items():
                signs.setdefault(name, []).append(chance)
    return {name: noisy_or(found) for name, found in signs.items()}


def noisy_or(signs: Sequence[float]) -> float:
    missed, weight = 1.0, 1.0
    for sign in sorted(signs, reverse=True):
        missed *= 1 - weight * sign
        weight *= _FADING
    return 1 - missed
