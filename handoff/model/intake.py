"""What was understood from a whole story: the shapes of docs/contracts.md."""

from typing import TypedDict


class Span(TypedDict):
    fragment: str
    start: int
    end: int


class Words(Span):
    words: str


class Named(TypedDict):
    name: str
    confidence: float


class Feeling(TypedDict):
    name: str
    intensity: float  # 0..1
    quote: str | None
    fragment: str | None
    start: int | None
    end: int | None
    confirmed: bool | None


class CoursePoint(TypedDict):
    fragment: str
    upset: float


class Fact(TypedDict):
    key: str
    value: str
    words: str | None
    fragment: str | None
    start: int | None
    end: int | None
    confidence: float | None
    source: str  # customer | channel | agent
    confirmed_by: str | None


class ConflictValue(Words):
    value: str


class Conflict(TypedDict):
    key: str
    values: list[ConflictValue]


class Wanted(TypedDict):
    kind: str
    words: str | None
    fragment: str | None
    start: int | None
    end: int | None


class Flag(TypedDict):
    name: str
    words: str | None
    fragment: str | None
    start: int | None
    end: int | None


class Quotes(TypedDict):
    happened: Words | None
    cost: Words | None
    wants: Words | None


Sentence = TypedDict("Sentence", {"text": str, "from": list[Span]})


class Moment(Words):
    what: str  # contact | company_promise | incident
    when: str | None  # 2026-11-20


class Abuse(TypedDict):
    level: str
    probability: float


class Intake(TypedDict):
    complaint: float | None  # None: nobody could tell
    abuse: Abuse
    kind: str
    kinds: list[Named]
    feelings: list[Feeling]
    course: list[CoursePoint]
    facts: list[Fact]
    conflicts: list[Conflict]
    missing: list[str]
    declined: list[str]
    wanted: Wanted
    deadline: str | None  # 2026-12-24
    flags: list[Flag]
    headline: str
    quotes: Quotes
    summary: list[Sentence]
    timeline: list[Moment]
    reflection: str | None


def fact_values(intake: Intake) -> dict[str, str]:
    """The first value of each key: the ledger puts the one that counts first."""
    found: dict[str, str] = {}
    for fact in intake["facts"]:
        found.setdefault(fact["key"], fact["value"])
    return found
