"""PostgreSQL's disk is full: nothing more is acknowledged, nothing acknowledged is lost, and it goes on by itself."""

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.handoff.invariants import Witness, check, no_words_in
from tests.handoff.postgres import Postgres
from tests.handoff.service import Service
from tests.handoff.test_disk_full import CANARY, bot_spoke, customer_words, nothing_unread, told_until_refused
from tests.handoff.web_visitor import Visitor

SIZE = "48m"  # for a copy of the schema and some stories


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of its own for the tables; the write-ahead log stays elsewhere."""
    folder = Path(tempfile.mkdtemp(prefix="amends-small-"))
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", folder], capture_output=True)
    if mounted.returncode != 0:
        folder.rmdir()
        pytest.skip("a small disk needs the right to mount one")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)
        folder.rmdir()


@pytest.fixture
def database_url(small_disk: Path, postgresql: Postgres, postgresql_with_schema: str) -> Iterator[str]:
    place, name = small_disk / "tables", f"small{uuid.uuid4().hex}"
    place.mkdir()
    if os.geteuid() == 0:
        small_disk.chmod(0o755)
        shutil.chown(place, "nobody")
    with psycopg.connect(postgresql.url("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE TABLESPACE {name} LOCATION '{place}'")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {postgresql_with_schema} TABLESPACE {name}")
        try:
            yield postgresql.url(name)
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
            connection.execute(f"DROP TABLESPACE {name}")


@contextmanager
def full(disk: Path) -> Iterator[None]:
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:
            pass
    try:
        yield
    finally:
        ballast.unlink()


async def test_a_full_disk_under_postgresql_acknowledges_nothing_and_loses_nothing(
    start: Callable[..., Any], small_disk: Path, caplog: pytest.LogCaptureFixture
) -> None:
    service: Service = await start(time_scale=1)
    witness, visitor = Witness(), await Visitor.of(service)
    with full(small_disk):
        refused = await told_until_refused(visitor, witness)
        assert (await service.http.get("/live")).status_code == 200
        assert len(await customer_words(visitor)) == len(witness.acknowledged)

    async def taken_now() -> bool:
        return (await visitor.tell("the same again", refused)).status_code == 202

    await service.until(taken_now)
    witness.acknowledged.add(refused)
    assert len(await customer_words(visitor)) == len(witness.acknowledged)
    assert (await visitor.post("done")).status_code < 300
    await service.until(lambda: bot_spoke(visitor))
    await service.until(lambda: service.look(nothing_unread))
    now = service.parts.clock.now()
    await service.look(lambda conn: check(conn, witness, now=now))
    no_words_in(caplog.text, [CANARY])
