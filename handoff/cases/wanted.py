"""Which cases of the queue somebody wants to see, as conditions of one statement."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import ColumnElement, Connection, false

from handoff.model.case import OPEN, CaseState
from handoff.model.channel import Channel
from handoff.model.finding import Asked
from handoff.model.refusal import Malformed
from handoff.store import case_words
from handoff.store.queue import ENDED
from handoff.store.tables import case_queue

UNHELD = (CaseState.REOPENED, CaseState.WAITING)
LONGEST_SEARCH = 200  # characters
MOST_FOUND = 2_000  # who finds more by words alone, looks further with more words; the newest are shown
MOST_CASES = 10_000_000

Choice = TypeVar("Choice", bound=StrEnum)


class Who(StrEnum):
    MINE = "mine"
    NOBODY = "nobody"


class When(StrEnum):
    DUE = "due"  # soon, and not late yet
    LATE = "late"
    TO_COME = "to_come"  # not late yet, however far away


@dataclass(frozen=True)
class Wanted:
    """Everything that nobody has resolved, narrowed by what is given. `states`: none for those that are open."""

    states: tuple[CaseState, ...] = ()
    holder: str | None = None  # an agent's id
    when: When | None = None
    kind: str | None = None
    flag: str | None = None
    channel: str | None = None
    words: str = ""

    @classmethod
    def parse(cls, given: Mapping[str, str], me: str) -> "Wanted":
        """`given`: state, who, when, kind, flag, channel, q, as in an address. `me`: an agent. Raises Malformed."""
        state, who = _one_of(CaseState, "state", given), _one_of(Who, "who", given)
        states: tuple[CaseState, ...] = (state,) if state else ()
        if who is Who.NOBODY:
            # Of two that exclude each other, such as "nobody" and "with a person", the state counts.
            states = tuple(one for one in UNHELD if one in states or not states) or states
        if who is Who.MINE and not states:
            states = (CaseState.TAKEN,)
        return cls(
            states=states,
            holder=me if who is Who.MINE else None,
            when=_one_of(When, "when", given),
            kind=_label("kind", given),
            flag=_label("flag", given),
            channel=_one_of(Channel, "channel", given),
            words=given.get("q", "")[:LONGEST_SEARCH],
        )

    @property
    def is_narrow(self) -> bool:
        """Looks for something in particular, not for the next to take."""
        return bool(self.words or self.kind or self.flag or self.when) or any(one not in OPEN for one in self.states)

    @property
    def looks_everywhere(self) -> bool:
        """Who looks for words looks in what has ended, too."""
        return bool(self.words) and not self.states and self.holder is None and self.when is None

    def conditions(self, conn: Connection, *, now: datetime, soon: datetime) -> Iterator[ColumnElement[bool]]:
        column = case_queue.c
        if self.states:
            yield column.state.in_(self.states)
        if all(state in OPEN for state in self.states) and not self.looks_everywhere:
            yield column.place < ENDED
        if self.holder is not None:
            yield column.agent == self.holder
        if self.when is When.LATE:
            yield column.due_at < now
        if self.when is When.TO_COME:
            yield column.due_at >= now
        if self.when is When.DUE:
            yield column.due_at.between(now, soon)
        if self.kind is not None:
            yield column.kind == self.kind
        if self.flag is not None:
            yield column.flags.contains(f",{self.flag},", autoescape=True)
        if self.channel is not None:
            yield column.channel == self.channel
        asked = Asked.parse(self.words)
        if asked is not None:
            only_words = self == Wanted(words=self.words)
            yield case_words.holds(conn, asked, most=MOST_FOUND if only_words else MOST_CASES)
        elif self.words:
            yield false()


EVERYTHING = Wanted()  # that is still open


def _one_of(choices: type[Choice], name: str, given: Mapping[str, str]) -> Choice | None:
    value = given.get(name)
    if not value:
        return None
    try:
        return choices(value)
    except ValueError:
        raise Malformed(f"{value[:20]!r} is no {name}; it is one of: {', '.join(choices)}.") from None


def _label(name: str, given: Mapping[str, str]) -> str | None:
    """Companies may add labels of their own, so any word will do."""
    value = given.get(name)
    if value and not (value.isidentifier() and len(value) <= 40):
        raise Malformed(f"{value[:20]!r} is no {name}.")
    return value or None
