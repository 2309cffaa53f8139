"""The one source of time. A scale above 1 makes story time run faster than the wall (golden stories, demos)."""

import asyncio
import time
from datetime import UTC, datetime, timedelta


class Clock:
    """`scale`: story seconds per real second, > 0. `origin`: the story's own time at the start, aware; default now."""

    def __init__(self, scale: float = 1.0, origin: datetime | None = None) -> None:
        if scale <= 0:
            raise ValueError(f"the time scale must be above 0, not {scale}")
        self.scale = scale
        self._origin = origin or datetime.now(UTC)
        self._started = time.monotonic()
        self._follows_wall = scale == 1.0 and origin is None

    def now(self) -> datetime:
        """Aware, UTC."""
        if self._follows_wall:
            return datetime.now(UTC)
        return self._origin + timedelta(seconds=(time.monotonic() - self._started) * self.scale)

    async def sleep(self, seconds: float) -> None:
        """Sleeps `seconds` of story time."""
        await asyncio.sleep(max(0.0, seconds) / self.scale)
