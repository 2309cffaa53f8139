"""What becomes of a timer whose time has come, perhaps long ago: a pure decision."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Late(StrEnum):
    AT_ONCE = "at_once"  # however late
    NEXT_ALLOWED_TIME = "next_allowed_time"  # not while we may not write first


@dataclass(frozen=True)
class Timing:
    """One kind of timer in `policy/timers.yml`. `never_after`: nothing is done when it is later than that."""

    late: Late
    never_after: timedelta | None = None


@dataclass(frozen=True)
class Timers:
    kinds: dict[str, Timing]
    remind_before: timedelta  # of a promised time
    ask_again_after: timedelta  # when a case is still open at the time of its follow-up
    ask_without_remedy: timedelta | None  # after a case was resolved without one; None: nobody asks


class Verdict(StrEnum):
    FIRE = "fire"
    MOVE = "move"
    DROP = "drop"


def judge(timing: Timing, due_at: datetime, now: datetime, allowed_at: datetime) -> Verdict:
    """`allowed_at`: `now`, or later in quiet hours."""
    if timing.never_after is not None and now - due_at > timing.never_after:
        return Verdict.DROP
    if timing.late is Late.NEXT_ALLOWED_TIME and allowed_at > now:
        return Verdict.MOVE
    return Verdict.FIRE
