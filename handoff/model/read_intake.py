"""The bot's intake, made whole once at the edge: every part is there, and what has not the right shape is left out.

A story that nobody could read gives an intake too: the one with nothing in it.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypedDict, TypeVar

from handoff.model.intake import (
    Abuse,
    Conflict,
    ConflictValue,
    CoursePoint,
    Fact,
    Feeling,
    Flag,
    Intake,
    Moment,
    Named,
    Quotes,
    Sentence,
    Span,
    Wanted,
    Words,
)
from handoff.model.labels import KINDS


def read_intake(given: Mapping[str, Any] | None) -> Intake:
    raw = given or {}
    kinds = _each(raw.get("kinds"), _named)
    kind = raw.get("kind")
    quotes = _mapping(raw.get("quotes"))
    return Intake(
        complaint=_number(raw.get("complaint")),
        abuse=_abuse(_mapping(raw.get("abuse"))),
        kind=kind if kind in KINDS else kinds[0]["name"] if kinds else "other",
        kinds=kinds,
        feelings=sorted(_each(raw.get("feelings"), _feeling), key=lambda one: -one["intensity"]),
        course=_each(raw.get("course"), _point),
        facts=_each(raw.get("facts"), _fact),
        conflicts=_each(raw.get("conflicts"), _conflict),
        missing=_each(raw.get("missing"), _text),
        declined=_each(raw.get("declined"), _text),
        wanted=_wanted(_mapping(raw.get("wanted"))),
        deadline=_text(raw.get("deadline")),
        flags=_each(raw.get("flags"), _flag),
        headline=_text(raw.get("headline")) or "",
        quotes=Quotes(
            happened=_words(quotes.get("happened")), cost=_words(quotes.get("cost")), wants=_words(quotes.get("wants"))
        ),
        summary=_each(raw.get("summary"), _sentence),
        timeline=_each(raw.get("timeline"), _moment),
        reflection=_text(_mapping(raw.get("reflection")).get("text")),
    )


Item = TypeVar("Item")


def _each(given: Any, read: Callable[[Any], Item | None]) -> list[Item]:
    items: Iterable[Any] = given if isinstance(given, list) else ()
    return [item for item in map(read, items) if item is not None]


def _mapping(given: Any) -> Mapping[str, Any]:
    return given if isinstance(given, Mapping) else {}


def _text(given: Any) -> str | None:
    return given if isinstance(given, str) and given else None


def _number(given: Any) -> float | None:
    return float(given) if isinstance(given, int | float) and not isinstance(given, bool) else None


def _share(given: Any, otherwise: float = 0.0) -> float:
    number = _number(given)
    return otherwise if number is None else min(max(number, 0.0), 1.0)


def _span(given: Any) -> Span | None:
    one = _mapping(given)
    fragment, start, end = _text(one.get("fragment")), one.get("start"), one.get("end")
    if fragment is None or not isinstance(start, int) or not isinstance(end, int) or not 0 <= start <= end:
        return None
    return Span(fragment=fragment, start=start, end=end)


def _words(given: Any) -> Words | None:
    span, words = _span(given), _text(_mapping(given).get("words"))
    return Words(words=words, **span) if span and words else None


class _Place(TypedDict):
    fragment: str | None
    start: int | None
    end: int | None


def _place(given: Any) -> _Place:
    span = _span(given)
    if span is None:
        return _Place(fragment=None, start=None, end=None)
    return _Place(fragment=span["fragment"], start=span["start"], end=span["end"])


def _named(given: Any) -> Named | None:
    name = _mapping(given).get("name")
    return Named(name=name, confidence=_share(given.get("confidence"), 1.0)) if name in KINDS else None


def _abuse(given: Mapping[str, Any]) -> Abuse:
    return Abuse(level=_text(given.get("level")) or "none", probability=_share(given.get("probability")))


def _feeling(given: Any) -> Feeling | None:
    one = _mapping(given)
    name, confirmed = _text(one.get("name")), one.get("confirmed")
    if name is None:
        return None
    return Feeling(
        name=name,
        intensity=_share(one.get("intensity")),
        quote=_text(one.get("quote")),
        confirmed=confirmed if isinstance(confirmed, bool) else None,
        **_place(one),
    )


def _point(given: Any) -> CoursePoint | None:
    one = _mapping(given)
    fragment = _text(one.get("fragment"))
    return CoursePoint(fragment=fragment, upset=_share(one.get("upset"))) if fragment else None


def _fact(given: Any) -> Fact | None:
    one = _mapping(given)
    key, value = _text(one.get("key")), _text(one.get("value"))
    if key is None or value is None:
        return None
    return Fact(
        key=key,
        value=value,
        words=_text(one.get("words")),
        confidence=_number(one.get("confidence")),
        source=_text(one.get("source")) or "customer",
        confirmed_by=_text(one.get("confirmed_by")),
        **_place(one),
    )


def _conflict(given: Any) -> Conflict | None:
    one = _mapping(given)
    key, values = _text(one.get("key")), _each(one.get("values"), _conflict_value)
    return Conflict(key=key, values=values) if key and values else None


def _conflict_value(given: Any) -> ConflictValue | None:
    words, value = _words(given), _text(_mapping(given).get("value"))
    return ConflictValue(value=value, **words) if words and value else None


def _wanted(given: Mapping[str, Any]) -> Wanted:
    return Wanted(kind=_text(given.get("kind")) or "not_said", words=_text(given.get("words")), **_place(given))


def _flag(given: Any) -> Flag | None:
    one = _mapping(given)
    name = _text(one.get("name"))
    return Flag(name=name, words=_text(one.get("words")), **_place(one)) if name else None


def _sentence(given: Any) -> Sentence | None:
    one = _mapping(given)
    text = _text(one.get("text"))
    return {"text": text, "from": _each(one.get("from"), _span)} if text else None


def _moment(given: Any) -> Moment | None:
    one, words = _mapping(given), _words(given)
    what = _text(one.get("what"))
    return Moment(what=what, when=_text(one.get("when")), **words) if words and what else None
