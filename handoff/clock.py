"""The one source of time. A scale above 1 makes story time run faster than the wall (golden stories, demos)."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

NOTICED = 2.0  # real seconds; less is a clock that is being put right little by little


class Clock:
    """`scale`: story seconds per real second, > 0. `origin`: the story's own time at the start, aware; default now.

    `wall`: real seconds since 1970, as they may be put forward or back by somebody.
    """

    def __init__(
        self, scale: float = 1.0, origin: datetime | None = None, wall: Callable[[], float] = time.time
    ) -> None:
        if scale <= 0:
            raise ValueError(f"the time scale must be above 0, not {scale}")
        self.scale = scale
        self._wall = wall
        self._origin = origin or _instant(wall())
        self._started = time.monotonic()
        self._follows_wall = scale == 1.0 and origin is None
        self._difference = wall() - time.monotonic()

    @classmethod
    def scaled_since(cls, began: float | None, scale: float) -> "Clock":
        """The same story time in every process: it runs by the scale since `began`, real seconds since 1970."""
        if began is None or scale == 1.0:
            return cls(scale)
        return cls(scale, origin=_instant(began + (time.time() - began) * scale))

    def now(self) -> datetime:
        """Aware, UTC."""
        if self._follows_wall:
            return _instant(self._wall())
        return self._origin + timedelta(seconds=(time.monotonic() - self._started) * self.scale)

    async def sleep(self, seconds: float) -> None:
        """Sleeps `seconds` of story time."""
        await asyncio.sleep(max(0.0, seconds) / self.scale)

    def moved(self) -> timedelta:
        """How far `now` was put forward (or back, below zero) since the last look; zero when it only went on."""
        if not self._follows_wall:
            return timedelta()
        difference = self._looked_at_once()
        if difference is None or abs(difference - self._difference) < NOTICED:
            return timedelta()
        moved, self._difference = difference - self._difference, difference
        return timedelta(seconds=moved)

    def _looked_at_once(self) -> float | None:
        """Wall less monotonic time; None when this process was held up between the two looks."""
        before = time.monotonic()
        wall = self._wall()
        after = time.monotonic()
        return wall - after if after - before < NOTICED / 4 else None


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
