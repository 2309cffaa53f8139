"""A SQLite file serves one process, and whoever starts a second is told what to do."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from handoff.settings import ROOT
from handoff.store.alone import NotAlone, stay_alone

HOLD = """
import sys
from handoff.store.alone import stay_alone
held = stay_alone(sys.argv[1])
print("held", flush=True)
sys.stdin.read()
"""


async def serve(**environment: str) -> tuple[int, str]:
    """Exit code and words of a service that must not start."""
    started = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "handoff", "serve"),
        cwd=ROOT,
        env={**os.environ, "AMENDS_PORT": "0", "AMENDS_DEVELOPMENT": "1", **environment},
        stderr=asyncio.subprocess.PIPE,
    )
    _, words = await asyncio.wait_for(started.communicate(), 60)
    return started.returncode or 0, words.decode()


async def test_a_second_process_is_refused_with_a_sentence(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'amends.db'}"
    held = stay_alone(url)
    code, words = await serve(DATABASE_URL=url)
    assert held is not None and code == 1
    assert f"process {os.getpid()}" in words and "postgresql://" in words and "Traceback" not in words


async def test_the_lock_ends_with_its_process_however_it_ends(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'amends.db'}"
    pipe = asyncio.subprocess.PIPE
    first = await asyncio.create_subprocess_exec(*(sys.executable, "-c", HOLD, url), cwd=ROOT, stdin=pipe, stdout=pipe)
    assert first.stdout is not None and await first.stdout.readline() == b"held\n"
    with pytest.raises(NotAlone):
        stay_alone(url)
    first.send_signal(signal.SIGKILL)
    await first.wait()
    assert stay_alone(url) is not None


def test_many_may_share_a_server() -> None:
    assert stay_alone("postgresql://somewhere/amends") is None


async def test_several_workers_on_one_file_are_refused_with_a_sentence(tmp_path: Path) -> None:
    code, words = await serve(DATABASE_URL=f"sqlite:///{tmp_path / 'amends.db'}", AMENDS_WORKERS="2")
    assert code == 1
    assert "AMENDS_WORKERS" in words and "postgresql://" in words and "Traceback" not in words
