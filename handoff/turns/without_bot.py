"""What can be said of a story from its readings alone, when the bot cannot put it together."""

from collections.abc import Sequence
from typing import Any

from handoff.store.inbox import Fragment

HEADLINE = 90  # characters


def intake_of(fragments: Sequence[Fragment]) -> dict[str, Any]:
    """The intake of the contract. Everything in it is the customer's own words or a stored reading."""
    told = [fragment for fragment in fragments if fragment.text]
    read = [fragment for fragment in told if fragment.document is not None]
    return {
        "complaint": _highest(read, "complaint"),
        "upset": _highest(read, "upset"),
        "wants_person": _highest(read, "wants_person"),
        "abuse": _worst_abuse(read),
        **_kinds(read),
        "feelings": [_feeling(fragment, one) for fragment in read for one in _all(fragment, "feelings")],
        "course": [{"fragment": one.id, "upset": _all_of(one).get("upset", 0.0)} for one in read],
        "facts": _facts(read),
        "conflicts": [],
        "missing": [],
        "declined": [],
        "wanted": _wanted(read),
        "deadline": next((one["value"] for one in _facts(read) if one["key"] == "deadline"), None),
        "flags": [
            {"name": one["name"], **_place(fragment, one)} for fragment in read for one in _all(fragment, "flags")
        ],
        "headline": _headline(told),
        "quotes": {"happened": _whole(told[0]) if told else None, "cost": None, "wants": None},
        "summary": [
            {"text": fragment.text, "from": [{"fragment": fragment.id, "start": 0, "end": len(fragment.text)}]}
            for fragment in told[:4]
        ],
        "timeline": [],
        "reflection": None,
    }


def _all_of(fragment: Fragment) -> dict[str, Any]:
    return fragment.document or {}


def _all(fragment: Fragment, key: str) -> list[dict[str, Any]]:
    return list(_all_of(fragment).get(key, []))


def _highest(read: Sequence[Fragment], key: str) -> float:
    return max((float(_all_of(fragment).get(key, 0.0)) for fragment in read), default=0.0)


def _worst_abuse(read: Sequence[Fragment]) -> dict[str, Any]:
    found = [_all_of(fragment)["abuse"] for fragment in read if "abuse" in _all_of(fragment)]
    worst: dict[str, Any] = max(
        found, key=lambda one: one["probability"], default={"level": "none", "probability": 0.0}
    )
    return worst


def _kinds(read: Sequence[Fragment]) -> dict[str, Any]:
    best: dict[str, float] = {}
    for fragment in read:
        for kind in _all(fragment, "kinds"):
            best[kind["name"]] = max(best.get(kind["name"], 0.0), kind["confidence"])
    ranked = sorted(best.items(), key=lambda item: -item[1])
    kinds = [{"name": name, "confidence": confidence} for name, confidence in ranked]
    return {"kind": ranked[0][0] if ranked else "other", "kinds": kinds}


def _facts(read: Sequence[Fragment]) -> list[dict[str, Any]]:
    latest: dict[str, dict[str, Any]] = {}
    for fragment in read:
        for fact in _all(fragment, "facts"):
            latest[fact["key"]] = {
                "key": fact["key"],
                "value": fact["value"],
                "confidence": fact["confidence"],
                **_place(fragment, fact),
                "source": "customer",
                "confirmed_by": None,
            }
    return list(latest.values())


def _wanted(read: Sequence[Fragment]) -> dict[str, Any]:
    found = [(one["confidence"], fragment, one) for fragment in read for one in _all(fragment, "wanted")]
    if not found:
        return {"kind": "not_said", "words": None, "fragment": None, "start": None, "end": None}
    _, fragment, surest = max(found, key=lambda item: item[0])
    return {"kind": surest["name"], **_place(fragment, surest)}


def _feeling(fragment: Fragment, feeling: dict[str, Any]) -> dict[str, Any]:
    place = _place(fragment, feeling)
    quote = place.pop("words")
    return {"name": feeling["name"], "intensity": feeling["intensity"], "quote": quote, **place, "confirmed": None}


def _place(fragment: Fragment, span: dict[str, Any]) -> dict[str, Any]:
    start, end = span["start"], span["end"]
    return {"words": fragment.text[start:end], "fragment": fragment.id, "start": start, "end": end}


def _whole(fragment: Fragment) -> dict[str, Any]:
    return {"words": fragment.text, "fragment": fragment.id, "start": 0, "end": len(fragment.text)}


def _headline(told: Sequence[Fragment]) -> str:
    first = " ".join(told[0].text.split()) if told else ""
    return first if len(first) <= HEADLINE else first[: HEADLINE - 1].rsplit(" ", 1)[0] + "…"
