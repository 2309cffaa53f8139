"""The shapes of docs/contracts.md: what is understood from one fragment (reading) and from a whole story (intake)."""

from __future__ import annotations

from typing import Literal, TypedDict


class Span(TypedDict):
    """Characters (code points) of the fragment's text as stored."""

    start: int
    end: int


class Source(Span):
    fragment: str


class Words(Source):
    words: str


class Intent(TypedDict):
    name: str
    confidence: float


class NamedConfidence(TypedDict):
    name: str
    confidence: float


class Abuse(TypedDict):
    level: str
    probability: float


class FeelingSpan(Span):
    name: str
    intensity: float


class WantedSpan(Span):
    name: str
    confidence: float


class FlagSpan(Span):
    name: str


class FoundFact(Span):
    """A fact inside one fragment; `value` is a string as the contract says (ISO date, "40.00 GBP", E.164, …)."""

    key: str
    value: str
    words: str
    confidence: float


class SentenceReading(Span):
    roles: dict[str, float]
    feelings: dict[str, float]
    kinds: dict[str, float]
    wanted: dict[str, float]


Closing = Literal["done", "question", "open"]


class Reading(TypedDict):
    """One fragment. `text` and `at` (ISO 8601 with offset) stay inside the bot: the channel drops them."""

    fragment: str
    text: str
    at: str | None
    intent: Intent
    feelings: list[FeelingSpan]
    kinds: list[NamedConfidence]
    facts: list[FoundFact]
    sentences: list[SentenceReading]
    wanted: list[WantedSpan]
    flags: list[FlagSpan]
    complaint: float
    upset: float
    wants_person: float
    abuse: Abuse
    closing: Closing | None


class Feeling(Source):
    name: str
    intensity: float
    quote: str
    confirmed: bool | None


class CoursePoint(TypedDict):
    fragment: str
    upset: float


class Fact(Words):
    key: str
    value: str
    confidence: float
    source: str
    confirmed_by: str | None


class ConflictValue(Words):
    value: str


class Conflict(TypedDict):
    key: str
    values: list[ConflictValue]


class Wanted(TypedDict):
    """`kind` "not_said" has no words and no source."""

    kind: str
    words: str | None
    fragment: str | None
    start: int | None
    end: int | None


class Flag(Words):
    name: str


class Quotes(TypedDict):
    happened: Words | None
    cost: Words | None
    wants: Words | None


SummarySentence = TypedDict("SummarySentence", {"text": str, "from": list[Source]})


class Moment(Words):
    what: Literal["contact", "company_promise", "incident"]
    when: str | None


class Reflection(TypedDict, total=False):
    text: str
    shape: str
    confirmed: bool | None


class Intake(TypedDict):
    """A whole story, as the packet and `understand` show it."""

    complaint: float
    upset: float
    wants_person: float
    abuse: Abuse
    kind: str
    kinds: list[NamedConfidence]
    feelings: list[Feeling]
    course: list[CoursePoint]
    facts: list[Fact]
    conflicts: list[Conflict]
    missing: list[str]
    declined: list[str]
    wanted: Wanted
    deadline: str | None
    flags: list[Flag]
    headline: str
    quotes: Quotes
    summary: list[SummarySentence]
    timeline: list[Moment]
    reflection: Reflection
