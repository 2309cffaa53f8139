"""How texts leave for a phone: pace, worth, and what follows from each error of the carrier."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from handoff.model.delivery import Priority

NOT_REACHED = 0  # the code of "nobody could be reached"


class Then(StrEnum):
    RETRY = "retry"
    GIVE_UP = "give_up"
    OPT_OUT = "opt_out"


@dataclass(frozen=True)
class CarrierError:
    """One row of the table. `after`: seconds until the first retry; `times`: how many at most."""

    then: Then
    because: str
    after: float = 0.0
    times: int = 0


@dataclass(frozen=True)
class Unknown:
    """Seconds: until the first look into the carrier's list, between two, until a text that is not there never was."""

    look_after: float
    look_again: float
    gone_after: float


@dataclass(frozen=True)
class Texting:
    """`errors`: by the carrier's code, or by the status of its HTTP answer."""

    seconds_per_segment: float
    worth_sending: dict[Priority, timedelta]
    unknown: Unknown
    errors: dict[int, CarrierError]

    def pause(self, segments: int) -> timedelta:
        return timedelta(seconds=self.seconds_per_segment * segments)

    def retry_after(self, code: int | None, attempts: int, asked: float | None = None) -> timedelta | None:
        """How long to wait after so many `attempts`; None: give up. `asked`: the carrier's own wish in seconds."""
        row = self.errors.get(code) if code is not None else None
        if row is None or row.then is not Then.RETRY or attempts > row.times:
            return None
        return timedelta(seconds=max(asked or 0.0, row.after * 2 ** (attempts - 1)))

    def is_opt_out(self, code: int | None) -> bool:
        return code in self.errors and self.errors[code].then is Then.OPT_OUT

    def because(self, code: str) -> str | None:
        """In words for the desk."""
        row = self.errors.get(int(code)) if code.isdecimal() else None
        return None if row is None else row.because
