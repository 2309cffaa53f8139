"""A report is a table with a sentence that says what its figures mean; charts, CSV and JSON are made from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from handoff.model.period import Period
from handoff.policy.policies import Policies

Value = str | int | float | Decimal | None
Row = tuple[Value, ...]
NO_MONEY = Decimal("0.00")


class Shown(StrEnum):
    """How a column is shown to people; programs get codes and plain numbers."""

    DAY = "day"
    KIND = "kind"
    REMEDY = "remedy"
    SEVERITY = "severity"
    FEELING = "feeling"
    REASON = "reason"
    PROMISE = "promise"
    NAME = "name"
    COUNT = "count"
    MONEY = "money"  # in the site's currency
    SHARE = "share"  # 0..1
    MINUTES = "minutes"
    LEVEL = "level"  # 0..1


LABELS = frozenset(
    {Shown.DAY, Shown.KIND, Shown.REMEDY, Shown.SEVERITY, Shown.FEELING, Shown.REASON, Shown.PROMISE, Shown.NAME}
)


@dataclass(frozen=True)
class Column:
    name: str
    title: str
    shown: Shown


@dataclass(frozen=True)
class Bars:
    """One bar a row. `part`: a column whose share of the bar is drawn in another colour."""

    value: str
    part: str | None = None


@dataclass(frozen=True)
class Days:
    """One column a day, a week or a month, as many as there is room for."""

    value: str
    part: str | None = None


@dataclass(frozen=True)
class Pairs:
    """Two marks a row, and the way from one to the other."""

    before: str
    after: str


@dataclass(frozen=True)
class Report:
    id: str
    title: str
    means: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    chart: Bars | Days | Pairs
    names_people: bool = False

    def index(self, column: str) -> int:
        return next(index for index, one in enumerate(self.columns) if one.name == column)

    def as_json(self, period: Period) -> dict[str, Any]:
        """Sums as text, so that no cent is lost."""
        return {
            "report": self.id,
            "from": period.first.isoformat(),
            "to": period.last.isoformat(),
            "time_zone": period.zone.key,
            "means": self.means,
            "rows": [
                {
                    column.name: str(value) if isinstance(value, Decimal) else value
                    for column, value in zip(self.columns, row, strict=True)
                }
                for row in self.rows
            ],
        }


@dataclass(frozen=True)
class Asked:
    period: Period
    policies: Policies
    now: datetime


def share(part: int, whole: int) -> float | None:
    return round(part / whole, 3) if whole else None


def middle(values: Sequence[float], at: float = 0.5) -> float | None:
    """The value below which the share `at` of all lie, by the nearest rank; None without values."""
    if not values:
        return None
    return round(sorted(values)[min(len(values) - 1, int(at * len(values)))], 2)
