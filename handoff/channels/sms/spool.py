"""What the carrier told us while the database was away: an append-only file, one checked line each, kept over a crash.

All processes of a host share the folder. A line is on disk before the carrier gets its answer.
"""

import errno
import fcntl
import json
import logging
import os
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

log = logging.getLogger("handoff")

OPEN = "open.spool"  # being written to
CLOSED = ".closed"  # being replayed


@dataclass(frozen=True)
class Line:
    """`kind`: inbound | status. `fields`: the carrier's form, its text already masked."""

    kind: str
    fields: Mapping[str, str]
    at: datetime


class Spool:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def prepare(self) -> None:
        """Raises OSError when it could not be written to."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._locked("writing"):
            pass

    def waits(self) -> bool:
        """Whether something is still to be taken in, by whichever process."""
        return (self.folder / OPEN).exists() or any(self.folder.glob(f"*{CLOSED}"))

    def add(self, line: Line) -> None:
        """On disk when it returns. Raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True)  # whoever tidied up may have taken it
        told = json.dumps({"kind": line.kind, "fields": dict(line.fields), "at": line.at.isoformat()})
        written = f"{zlib.crc32(told.encode()):08x} {told}\n".encode()
        with self._locked("writing"):
            path = self.folder / OPEN
            file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                _append(file, written)
            finally:
                os.close(file)
            self._keep_names()

    def take(self) -> list[Path]:
        """The files to replay, the oldest first; what comes from now on goes to a new one."""
        with self._locked("writing"):
            written = self.folder / OPEN
            if written.exists():
                written.rename(self.folder / f"{time.time_ns():020d}{CLOSED}")
                self._keep_names()
        return sorted(self.folder.glob(f"*{CLOSED}"))

    def lines(self, path: Path) -> list[Line]:
        """Torn and damaged lines are left out and reported; a torn one was never acknowledged."""
        lines = []
        for number, told in enumerate(path.read_bytes().split(b"\n"), start=1):
            line = _parsed(told)
            if line is not None:
                lines.append(line)
            elif told:
                log.error("spool %s: line %d is torn or damaged and was left out", path.name, number)
        return lines

    def remove(self, path: Path) -> None:
        path.unlink()
        self._keep_names()

    def set_aside(self, line: Line) -> None:
        """What cannot be taken in is kept for a person to look at."""
        with (self.folder / "refused.jsonl").open("a") as file:
            file.write(json.dumps({"kind": line.kind, "fields": dict(line.fields), "at": line.at.isoformat()}) + "\n")

    @contextmanager
    def replaying(self) -> Iterator[bool]:
        """False: another process is at it."""
        try:
            with self._locked("replaying", wait=False):
                yield True
        except BlockingIOError:
            yield False

    @contextmanager
    def _locked(self, name: str, *, wait: bool = True) -> Iterator[None]:
        with (self.folder / f"{name}.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            yield

    def _keep_names(self) -> None:
        """A new or renamed file is on disk only with its folder."""
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _append(file: int, written: bytes) -> None:
    """All of it, on disk, or nothing. Raises OSError."""
    size = os.fstat(file).st_size
    try:
        told = _after_torn(file) + written
        # A disk that is nearly full takes a part and reports no error.
        if os.write(file, told) != len(told):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(file)
    except OSError:
        # What is not acknowledged must not be taken in either: the carrier hands it over again, or lists it.
        os.ftruncate(file, size)
        raise


def _after_torn(file: int) -> bytes:
    """A crash may have left half a line: the next one must not be glued to it."""
    size = os.fstat(file).st_size
    return b"\n" if size and os.pread(file, 1, size - 1) != b"\n" else b""


def _parsed(told: bytes) -> Line | None:
    check, _, rest = told.partition(b" ")
    if f"{zlib.crc32(rest):08x}".encode() != check:
        return None
    found = json.loads(rest)
    return Line(found["kind"], found["fields"], datetime.fromisoformat(found["at"]))
