"""Whether we did what customers were told, by the time they were told."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, func, select

from handoff.model.period import Period
from handoff.model.promise import PromiseState
from handoff.store.tables import promises


@dataclass(frozen=True)
class Kept:
    """Of the promises whose time came: done in time, done too late, not done."""

    in_time: int
    too_late: int
    not_done: int

    @property
    def due(self) -> int:
        return self.in_time + self.too_late + self.not_done

    @property
    def share(self) -> float | None:
        """0..1, of what was done in time; None when nothing was due."""
        return self.in_time / self.due if self.due else None


def counted(now: datetime) -> tuple[ColumnElement[int], ColumnElement[int], ColumnElement[int]]:
    """Three counts over promises: in time, too late, not done although its time has passed."""
    kept = promises.c.state == PromiseState.KEPT
    too_late = and_(~kept, promises.c.kept_at.is_not(None))
    not_done = and_(promises.c.kept_at.is_(None), ~kept, promises.c.due_at <= now)
    return tuple(func.count().filter(one) for one in (kept, too_late, not_done))  # type: ignore[return-value]


def is_due(period: Period) -> ColumnElement[bool]:
    return and_(promises.c.due_at >= period.start, promises.c.due_at < period.end)


def kept(conn: Connection, period: Period, now: datetime) -> Kept:
    """Of the promises whose time lies in the period."""
    return Kept(*conn.execute(select(*counted(now)).where(is_due(period))).one())
