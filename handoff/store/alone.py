"""SQLite is for one process: the service keeps a lock beside the file, which ends with it however it ends."""

import fcntl
import os
from pathlib import Path
from typing import IO

SQLITE = "sqlite:///"


class NotAlone(Exception):
    """Another service runs on this file; the sentence says what to do."""


def stay_alone(database_url: str) -> IO[str] | None:
    """Keep what is returned for as long as the service runs. None where many may run. Raises NotAlone."""
    if not database_url.startswith(SQLITE):
        return None
    path = Path(database_url.removeprefix(SQLITE)).resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    held = path.with_name(f"{path.name}.lock").open("a+", encoding="ascii")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        held.seek(0)
        who = held.read().strip() or "?"
        held.close()
        raise NotAlone(
            f"another service (process {who}) already runs on {path}. A SQLite file serves one process: stop that one "
            "first, or set DATABASE_URL to postgresql://… to run several."
        ) from None
    held.truncate(0)
    held.write(str(os.getpid()))
    held.flush()
    return held
