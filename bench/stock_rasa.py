"""Rasa 3.6.21 as it comes: an environment and a project of its own below var/bench/, kept for the next time."""

import json
import os
import resource
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.figures import ROOT
from bench.our_system import dev

HOME = ROOT / "var" / "bench" / "stock_rasa"
PYTHON = HOME / ".venv" / "bin" / "python"
PROJECT = HOME / "project"
TRAINED = HOME / "trained.json"
# As a designer gets it, except that TensorFlow is the build without a graphics card: half the download, the same speed.
PACKAGES = ("rasa==3.6.21", "tensorflow-cpu==2.12.0", "setuptools<81")
OVERRIDES = "tensorflow ; sys_platform == 'never'\n"
QUIETLY = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "2",
}
CREDENTIALS = (
    "rest: {}\ntwilio_elsewhere.TwilioElsewhere: {account_sid: AC1, auth_token: secret, twilio_number: '+1'}\n"
)


@dataclass(frozen=True)
class Project:
    """What `rasa run` serves. `folder`: where it stands and whence files are named."""

    name: str
    python: Path
    folder: Path
    model: Path
    endpoints: Path
    environment: dict[str, str]

    def command(self, port: int, credentials: Path) -> list[str]:
        files = ["--credentials", str(credentials), "--endpoints", str(self.endpoints), "--model", str(self.model)]
        return [str(self.python), "-m", "rasa", "run", "--interface", "127.0.0.1", "--port", str(port), *files]


def as_it_comes() -> tuple[Project, dict[str, float]]:
    """The project of `rasa init`, and what its training took when it was trained here."""
    if not TRAINED.exists():
        _install()
        TRAINED.write_text(json.dumps(_train()))
    (model,) = (PROJECT / "models").glob("*.tar.gz")
    environment = {**os.environ, **QUIETLY}
    project = Project("default pipeline", PYTHON, PROJECT, model, PROJECT / "endpoints.yml", environment)
    return project, json.loads(TRAINED.read_text())


def our_model(folder: Path, model: str, actions_port: int) -> Project:
    """Our model behind Rasa's own channels, tracker and lock, with our actions, which miss what our channel brings."""
    endpoints = folder / "endpoints.yml"
    url = f"http://127.0.0.1:{actions_port}/webhook"
    endpoints.write_text(f"action_endpoint: {{url: '{url}'}}\nnlg: {{type: channel.words.Words}}\n")
    return Project("our model", dev.BOT_PYTHON, dev.BOT, Path(model), endpoints, dev.bot_environment())


def _install() -> None:
    HOME.mkdir(parents=True, exist_ok=True)
    overrides = HOME / "overrides.txt"
    overrides.write_text(OVERRIDES)
    uv: Any = dev.find_uv()
    with dev.step("installing Rasa as it comes"):
        dev.run([uv, "venv", "--quiet", "--clear", "--python", dev.find_python("3.10"), HOME / ".venv"])
        install = [uv, "pip", "install", "--quiet", "--python", PYTHON, "--override", overrides, *PACKAGES]
        dev.run(install)


def _train() -> dict[str, float]:
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [str(PYTHON), "-m", "rasa", "init", "--no-prompt", "--init-dir", str(PROJECT)]
    with (HOME / "train.log").open("w") as log, dev.step("training the project of `rasa init`"):
        PROJECT.mkdir(exist_ok=True)
        subprocess.run(command, env={**os.environ, **QUIETLY}, stdout=log, stderr=log, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"stock_train_s": time.monotonic() - began, "stock_train_cpu_s": spent}
