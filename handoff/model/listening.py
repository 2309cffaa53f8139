"""When a customer has finished telling: pure functions over what was heard so far."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from handoff.model.channel import Channel
from handoff.model.reading import Reading
from handoff.model.turn import CloseReason


@dataclass(frozen=True)
class Quiet:
    """Seconds without a new fragment after which a turn closes."""

    telling: float
    most: float
    answering: float
    denying: float


@dataclass(frozen=True)
class Typing:
    holds: float
    grace: float
    most: float


@dataclass(frozen=True)
class Assistant:
    """Real seconds."""

    holding_after: float
    person_after: float
    answer_within: float
    most_failures: int
    circuit_opens_after: int
    circuit_probes_after: float


@dataclass(frozen=True)
class Listening:
    """The numbers of `policy/listening.yml`."""

    web: Quiet
    sms: Quiet
    own_pace: float
    open_ending_factor: float
    closing_question_factor: float
    typing: Typing
    urgent: frozenset[str]
    urgent_confidence: float
    brief: frozenset[str]
    interruption_within: float
    waiting_again_after: float
    assistant: Assistant

    def quiet(self, channel: Channel) -> Quiet:
        return self.web if channel is Channel.WEB else self.sms


@dataclass(frozen=True)
class Heard:
    """One fragment: when it came and, once the bot has looked, what was read in it."""

    at: datetime
    reading: Reading | None


@dataclass(frozen=True)
class Pause:
    """The turn closes at `close_at` unless something more is heard."""

    close_at: datetime
    reason: CloseReason


def pause(
    rules: Listening,
    channel: Channel,
    heard: Sequence[Heard],
    *,
    expects: str | None = None,
    typing_until: datetime | None = None,
) -> Pause:
    """`heard`: the fragments of the open turn in order, at least one. `expects`: the fact that the bot asked for."""
    last = heard[-1]
    if any(is_urgent(rules, one.reading) for one in heard):
        return Pause(last.at, CloseReason.URGENT)
    if said_done(last.reading):
        return Pause(last.at, CloseReason.SAID_DONE)
    quiet_until = last.at + timedelta(seconds=_quiet_time(rules, channel, heard, expects))
    return Pause(_held_by_typing(rules, quiet_until, last.at, typing_until), CloseReason.QUIET)


def is_urgent(rules: Listening, reading: Reading | None) -> bool:
    return reading is not None and reading.intent in rules.urgent and reading.confidence >= rules.urgent_confidence


def said_done(reading: Reading | None) -> bool:
    return reading is not None and (reading.intent == "done_telling" or reading.closing == "done")


def tells_nothing(rules: Listening, reading: Reading | None) -> bool:
    """A greeting, thanks, a plain question and the like."""
    return reading is not None and (reading.asks or reading.intent in rules.brief)


def is_telling(reading: Reading | None, expects: str | None) -> bool:
    """A piece of story: not yes, no, done, small talk, nor the fact that was asked for."""
    return (
        reading is not None
        and reading.intent == "tell"
        and reading.closing != "done"
        and (expects is None or expects not in reading.keys)
    )


def _quiet_time(rules: Listening, channel: Channel, heard: Sequence[Heard], expects: str | None) -> float:
    quiet = rules.quiet(channel)
    last = heard[-1].reading
    if last is not None and last.closing == "open":
        return min(quiet.most, _telling_time(rules, quiet, heard) * rules.open_ending_factor)
    if _is_answer(heard, expects) or _is_brief(rules, heard):
        return quiet.answering
    if last is not None and len(heard) == 1 and last.intent == "deny":
        return quiet.denying
    telling = _telling_time(rules, quiet, heard)
    if last is not None and last.closing == "question":
        return max(quiet.answering, telling * rules.closing_question_factor)
    return telling


def _telling_time(rules: Listening, quiet: Quiet, heard: Sequence[Heard]) -> float:
    gaps = [(after.at - before.at).total_seconds() for before, after in itertools.pairwise(heard)]
    own = rules.own_pace * median(gaps) if gaps else 0.0
    return min(quiet.most, max(quiet.telling, own))


def _is_answer(heard: Sequence[Heard], expects: str | None) -> bool:
    return expects is not None and any(one.reading is not None and expects in one.reading.keys for one in heard)


def _is_brief(rules: Listening, heard: Sequence[Heard]) -> bool:
    return all(tells_nothing(rules, one.reading) for one in heard)


def _held_by_typing(rules: Listening, quiet_until: datetime, last: datetime, typing_until: datetime | None) -> datetime:
    if typing_until is None or typing_until <= last:
        return quiet_until
    held = min(typing_until + timedelta(seconds=rules.typing.grace), last + timedelta(seconds=rules.typing.most))
    return max(quiet_until, held)
