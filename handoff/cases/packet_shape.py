"""The packet: one JSON document about one case (DESIGN §6). Money: text in the site's currency. Times: ISO 8601."""

from typing import TypedDict

from handoff.model.intake import (
    Conflict,
    CoursePoint,
    Fact,
    Feeling,
    Flag,
    Moment,
    Named,
    Quotes,
    Sentence,
    Wanted,
)


class Alternative(TypedDict):
    id: str
    title: str
    because: str
    cost: str | None
    costs_money: bool
    cost_words: str
    needs_approval: bool
    script: str
    next_step: str
    next_within_hours: int
    follow_up: "FollowUp | None"


class FollowUp(TypedDict):
    after_days: int
    check: str


class SuggestedRemedy(TypedDict):
    """`cost`: null when it costs no money, and when nobody knows the amount yet: then `costs_money` is true."""

    id: str
    title: str
    because: str
    rule: str
    cost: str | None
    costs_money: bool
    cost_words: str
    limit: str  # what an agent may give
    limits: dict[str, str]  # by role
    needs_approval: bool  # an agent alone may not
    script: str
    next_step: str
    next_within_hours: int
    follow_up: FollowUp | None
    alternatives: list[Alternative]


class TimelineEntry(Moment):
    broken: bool  # a promise of ours whose day has passed


class Asked(TypedDict):
    seq: int
    text: str
    at: str


class HandedOver(TypedDict):
    reason: str
    words: str | None


class QuietHours(TypedDict):
    start: str
    end: str
    now: bool


class Reach(TypedDict):
    channel: str
    opted_out: bool
    quiet_hours: QuietHours | None


class Clocks(TypedDict):
    first_word: str
    promised: str  # "by 4:30 pm today", as it was said
    due: str


class Previous(TypedDict):
    ref: str
    kind: str
    headline: str
    state: str
    opened_at: str
    product: str | None
    remedy: str | None  # the id of what was applied


class BoundaryAdvice(TypedDict):
    level: str
    probability: float
    means: str
    act: str
    do: str | None
    say: str | None


class PromiseMade(TypedDict):
    id: str
    what: str
    words: str
    due: str
    state: str
    made_by: str | None
    kept_at: str | None  # when it was done, perhaps too late


class Change(TypedDict):
    """`what`: fact_added, fact_changed, fact_gone, feeling_added, flag_added, wanted_changed, kind_changed,
    severity_raised, remedy_changed. `key`: which fact, feeling or flag."""

    what: str
    key: str | None
    before: str | None
    after: str | None


class Version(TypedDict):
    version: int
    at: str
    changed: list[Change]


class Packet(TypedDict):
    ref: str
    state: str
    channel: str
    opened_at: str
    headline: str
    quotes: Quotes
    summary: list[Sentence]
    feelings: list[Feeling]  # the strongest first
    course: list[CoursePoint]
    facts: list[Fact]
    conflicts: list[Conflict]
    missing: list[str]
    declined: list[str]
    wanted: Wanted
    deadline: str | None
    timeline: list[TimelineEntry]
    kind: str
    kinds: list[Named]
    severity: int
    severity_reasons: list[str]
    flags: list[Flag]
    remedy: SuggestedRemedy
    draft_reply: str
    asked: list[Asked]
    reflection: str | None
    interruptions: int
    handoff: HandedOver
    reach: Reach
    clocks: Clocks
    previous: list[Previous]
    second_failure: bool
    boundary: BoundaryAdvice
    promises: list[PromiseMade]
    version: int
    changes: list[Version]  # the newest first


class Applied(TypedDict):
    """`follow_up`: when somebody looks again; `check`: what they make sure of."""

    id: str
    remedy: str
    title: str
    amount: str | None
    state: str
    agent: str
    name: str
    approved_by: str | None
    follow_up: str | None
    check: str | None
    at: str


class Note(TypedDict):
    id: str
    name: str
    text: str
    at: str


class FactChange(TypedDict):
    """`how`: corrected, added, confirmed, picked (out of several answers) or removed."""

    key: str
    how: str
    before: list[str]
    after: str | None
    by: str
    at: str


class Holder(TypedDict):
    id: str
    name: str


class CasePage(Packet):
    """The packet as it stands now, with what people have done."""

    conversation: str
    floor: str
    holder: Holder | None
    first_reply_at: str | None
    resolved_at: str | None
    applied: list[Applied]
    fact_history: list[FactChange]  # the newest first
    notes: list[Note]
