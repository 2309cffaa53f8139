"""The whole of Amends as `./dev up` runs it: service, bot with the trained model, action server."""

import importlib.util
import secrets
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any

from bench import spent
from bench.figures import ROOT


def _dev() -> ModuleType:
    """./dev is a program without an ending."""
    loader = SourceFileLoader("dev", str(ROOT / "dev"))
    spec = importlib.util.spec_from_loader("dev", loader)
    assert spec is not None
    made = importlib.util.module_from_spec(spec)
    loader.exec_module(made)
    return made


dev: Any = _dev()


class OurSystem:
    def __init__(self, folder: Path) -> None:
        self.environment = {
            "AMENDS_SPOOL_DIR": str(folder / "spool"),
            "AMENDS_MEDIA_DIR": str(folder / "media"),
            "AMENDS_ADMIN_EMAIL": "sam@example.com",
            "AMENDS_ADMIN_PASSWORD": secrets.token_urlsafe(12),
            "DATABASE_URL": f"sqlite:///{folder / 'amends.db'}",
        }
        self.system = dev.System(folder, port=dev.free_port(), environment=self.environment)
        self.port: int = self.system.port
        self.start_s = 0.0

    def start(self) -> None:
        began = time.monotonic()
        self.system.start()
        self.system.wait_ready()
        self.start_s = time.monotonic() - began

    def pids(self) -> list[int]:
        started = [child.process.pid for child in self.system.children.values()]
        return [pid for each in started for pid in spent.with_children(each)]

    def settings(self) -> dict[str, str]:
        """As the service sees them."""
        mine = {"AMENDS_PORT": str(self.port), "AMENDS_BOT_SECRET": self.system.secret, "AMENDS_DEVELOPMENT": "1"}
        return {**self.environment, **mine}


def training(folder: Path) -> float:
    """Seconds of training our assistant from nothing, in a copy of its project."""
    copy = folder / "bot"
    shutil.copytree(dev.BOT, copy, ignore=shutil.ignore_patterns(".venv", "models", "__pycache__"))
    environment = {**dev.bot_environment(), "PYTHONPATH": f"{copy / 'environment'}:{copy}"}
    began = time.monotonic()
    with dev.step("training our assistant"), (folder / "train.log").open("w") as log:
        command = [str(dev.BOT_PYTHON), "-m", "training"]
        subprocess.run(command, cwd=copy, env=environment, stdout=log, stderr=log, check=True)
    return time.monotonic() - began


@contextmanager
def our_system(folder: Path) -> Iterator[OurSystem]:
    made = OurSystem(folder)
    try:
        made.start()
        yield made
    finally:
        made.system.stop()
