"""The media folder: checked pictures as files, under names made from whose they are and what they show."""

import asyncio
import hashlib
import os
import tempfile
from pathlib import Path

from handoff.model.picture import PictureRules
from handoff.pictures.checking import Checked, checked

FULL, SMALL = ".jpg", ".small.jpg"


class Album:
    def __init__(self, folder: Path, rules: PictureRules) -> None:
        """`folder`: one for all processes and hosts."""
        self._folder = folder
        self._rules = rules
        self._one_at_a_time = asyncio.Semaphore(1)  # an unfolded picture may take 200 MB

    async def keep(self, conversation: str, body: bytes) -> tuple[str, tuple[int, int]]:
        """The name of its files and its size in pixels, once both are on disk. Raises PictureRefused, OSError."""
        async with self._one_at_a_time:
            found = await asyncio.to_thread(checked, body, self._rules)
        # The same picture of two customers is two files, so that one can have theirs erased.
        name = hashlib.sha256(f"{conversation}\n".encode() + found.full).hexdigest()
        await asyncio.to_thread(self._write, name, found)
        return name, (found.width, found.height)

    async def read(self, name: str, *, small: bool) -> bytes | None:
        """None when the file is gone."""
        try:
            return await asyncio.to_thread(self._path(name, SMALL if small else FULL).read_bytes)
        except FileNotFoundError:
            return None

    async def remove(self, name: str) -> None:
        def remove() -> None:
            for ending in (FULL, SMALL):
                self._path(name, ending).unlink(missing_ok=True)

        await asyncio.to_thread(remove)

    def _path(self, name: str, ending: str) -> Path:
        return self._folder / name[:2] / f"{name}{ending}"

    def _write(self, name: str, found: Checked) -> None:
        for ending, body in ((SMALL, found.small), (FULL, found.full)):
            _write_whole(self._path(name, ending), body)


def _write_whole(path: Path, body: bytes) -> None:
    """All of it or nothing, also when the machine stops: who finds the name finds the picture."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file, beside = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(file, "wb") as opened:
            opened.write(body)
            opened.flush()
            os.fsync(opened.fileno())
        os.replace(beside, path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
