"""How fast one browser may write: generous for people, an end for loops."""

import math
import time
from collections.abc import Callable

from limits import RateLimitItem, parse

from handoff.model.refusal import Refusal

# 200 messages a minute are a customer in a hurry and must all be stored.
MESSAGES = parse("600/minute")
SIGNALS = parse("1200/minute")
# Each is unfolded and drawn anew, which costs a second at worst.
PICTURES = parse("30/minute")
# The customer's own page. A link cannot be guessed; whoever tries shall not load the database.
LOOKS = parse("120/minute")
WRONG_LINKS = parse("20/minute")
# A whole office or a mobile carrier may share one address.
SESSIONS = parse("600/minute")
MOST_KNOWN = 20_000  # browsers whose pace is remembered; beyond it those that have rested are forgotten


class TooFast(Refusal):
    code = "too_fast"
    status = 429

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"Too many requests; try again in {retry_after} s.")
        self.retry_after = retry_after


class Rates:
    """Kept in memory: each worker counts for itself, which is enough to stop a loop."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._counted: dict[tuple[RateLimitItem, str], tuple[float, int]] = {}  # when the time ends, and how many in it

    def count(self, what: RateLimitItem, whom: str) -> None:
        """Within the time that began with the first of them. Raises TooFast."""
        now, key = self._seconds(), (what, whom)
        ends, count = self._counted.get(key, (0.0, 0))
        if ends <= now:
            ends, count = now + what.get_expiry(), 0
        if count >= what.amount:
            raise TooFast(max(1, math.ceil(ends - now)))
        if len(self._counted) >= MOST_KNOWN:
            self._counted = {one: known for one, known in self._counted.items() if known[0] > now}
        self._counted[key] = ends, count + 1
