"""Every report by its name, in the order in which the page shows them."""

from collections.abc import Callable

from sqlalchemy import Connection

from handoff.model.refusal import Forbidden, NotFound
from handoff.reports import causes, keeping_word, making_right
from handoff.reports.report import Asked, Report

Make = Callable[[Connection, Asked], Report]

REPORTS: dict[str, Make] = {
    "volume": causes.volume,
    "causes": causes.causes,
    "remedies": making_right.given,
    "promises": keeping_word.promises_kept,
    "times": keeping_word.waiting_times,
    "feelings": making_right.feelings,
    "handoffs": causes.handoffs,
    "people": keeping_word.people,
}
NAMES_PEOPLE = frozenset({"people"})


def made(conn: Connection, name: str, asked: Asked, *, supervises: bool) -> Report:
    """Raises NotFound, Forbidden."""
    make = REPORTS.get(name)
    if make is None:
        raise NotFound(f"There is no report {name[:20]!r}; there are {', '.join(REPORTS)}.")
    if name in NAMES_PEOPLE and not supervises:
        raise Forbidden("Figures with names are for supervisors.")
    return make(conn, asked)


def all_made(conn: Connection, asked: Asked, *, supervises: bool) -> list[Report]:
    """Those that this person may see."""
    return [make(conn, asked) for name, make in REPORTS.items() if supervises or name not in NAMES_PEOPLE]
