"""Instructions at which the process can be made to end hard, to prove that a crash there loses and doubles nothing.

For tests only: `AMENDS_CRASH_AT=turn.answer.uncommitted` ends the process, without any tidying, the first time that it
comes there. Each step is one transaction, and has three points around it.
"""

import os
from collections.abc import Callable
from typing import Final, TypeVar

from sqlalchemy import Connection

Result = TypeVar("Result")

SETTING = "AMENDS_CRASH_AT"
STATUS = 86  # of the process that ended so
STEPS: Final = (
    "ingress",
    "done",
    "reading",
    "turn.claim",
    "turn.answer",
    "outbox.claim",
    "outbox.settle",
    "timer",
    "agent",
)
BEGUN, UNCOMMITTED, COMMITTED = "begun", "uncommitted", "committed"
POINTS: Final = tuple(f"{step}.{moment}" for step in STEPS for moment in (BEGUN, UNCOMMITTED, COMMITTED))
_CHOSEN = os.environ.get(SETTING)


def crash_at(step: str | None, moment: str) -> None:
    if _CHOSEN is not None and f"{step}.{moment}" == _CHOSEN:
        os._exit(STATUS)


def around(step: str | None, work: Callable[[Connection], Result]) -> Callable[[Connection], Result]:
    """The same work, with a point before its first statement and one after its last."""
    if _CHOSEN is None or step is None:
        return work

    def run(conn: Connection) -> Result:
        crash_at(step, BEGUN)
        result = work(conn)
        crash_at(step, UNCOMMITTED)
        return result

    return run
