"""How fast one browser may write: generous for people, an end for loops."""

import math
import time

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import FixedWindowRateLimiter

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


class TooFast(Refusal):
    code = "too_fast"
    status = 429

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"Too many requests; try again in {retry_after} s.")
        self.retry_after = retry_after


class Rates:
    """Kept in memory: each worker counts for itself, which is enough to stop a loop."""

    def __init__(self) -> None:
        # On the loop: the other kind of storage starts a thread whenever it has rested.
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    async def count(self, what: RateLimitItem, whom: str) -> None:
        """Within the time that began with the first of them. Raises TooFast."""
        if not await self._limiter.hit(what, whom):
            reset = (await self._limiter.get_window_stats(what, whom)).reset_time
            raise TooFast(max(1, math.ceil(reset - time.time())))
