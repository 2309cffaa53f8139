"""A real PostgreSQL for the tests: one server in a folder of its own, one database for each test."""

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

# Nothing of a test has to survive a power cut.
QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses='' -c max_connections=200"


class Postgres:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def new_database(self, like: str = "template0") -> Iterator[str]:
        """The name of a copy of the database `like`, which is gone afterwards; template0 is empty."""
        name = f"t{uuid.uuid4().hex}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {like}")
            try:
                yield name
            finally:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def url(self, database: str) -> str:
        return f"postgresql://amends@/{database}?host={self._folder}"


@contextmanager
def running() -> Iterator[Postgres]:
    binaries = _binaries()
    folder = Path(tempfile.mkdtemp(prefix="amends-pg-"))
    data = folder / "data"
    as_user = _as_user(folder)
    try:
        _call([*as_user, binaries / "initdb", "-D", data, "-U", "amends", "-A", "trust", "-E", "UTF8", "--no-sync"])
        options = f"-k {folder} {QUICK}"
        _call([*as_user, binaries / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start"])
        try:
            yield Postgres(folder)
        finally:
            _call([*as_user, binaries / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path:
    """Debian keeps initdb off the PATH."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists():
            return folder
    found = shutil.which("initdb")
    if found is None:
        raise RuntimeError("the tests need PostgreSQL's initdb and pg_ctl: install postgresql")
    return Path(found).parent


def _as_user(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    shutil.chown(folder, "nobody")
    folder.chmod(0o755)
    return ["setpriv", "--reuid=nobody", "--clear-groups", "--"]


def _call(words: list[str | Path]) -> None:
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, cwd="/", check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{words[-1]} of PostgreSQL failed: {done.stdout[-500:]} {done.stderr[-1500:]}")
