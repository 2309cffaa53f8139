"""A circuit breaker: after so many failures in a row nobody asks for a while; then one asks on behalf of all."""

import time
from collections.abc import Callable


class Circuit:
    """`opens_after` failures; `probes_after` real seconds."""

    def __init__(self, opens_after: int, probes_after: float, seconds: Callable[[], float] = time.monotonic) -> None:
        self._opens_after = opens_after
        self._probes_after = probes_after
        self._seconds = seconds
        self._failures = 0
        self._next_probe = 0.0

    @property
    def is_open(self) -> bool:
        return self._failures >= self._opens_after

    def may_ask(self) -> bool:
        """While it is open, once in a while, for one probe; who asks says `worked` or `failed` after it."""
        if not self.is_open:
            return True
        now = self._seconds()
        if now < self._next_probe:
            return False
        self._next_probe = now + self._probes_after
        return True

    def worked(self) -> None:
        self._failures = 0

    def failed(self) -> None:
        self._failures += 1
        if self.is_open:
            self._next_probe = self._seconds() + self._probes_after
