"""Trains the assistant if what it is made of has changed, and prints the model: python -m training [--find]"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from filelock import FileLock

BOT = Path(__file__).resolve().parent
MADE_OF = ("config.yml", "domain.yml", "data/**/*.yml", "components/**/*.py", "understanding/*.py", "requirements.lock")
KEPT = 3  # models; what an older one was made of can be had from Git


class TrainingFailed(Exception):
    pass


def trained_model(bot: Path = BOT) -> Path:
    """Raises TrainingFailed."""
    model = model_path(bot)
    model.parent.mkdir(exist_ok=True)
    with FileLock(model.parent / ".training"):
        if not model.exists():
            _train(bot, model)
            _forget_old_models(model.parent)
    return model


def model_path(bot: Path = BOT) -> Path:
    """Where the model of what stands in `bot` now is, or will be."""
    return bot / "models" / f"amends-{_fingerprint(bot)}.tar.gz"


def _fingerprint(bot: Path) -> str:
    seen = hashlib.blake2s(digest_size=8)
    for path in sorted({path for pattern in MADE_OF for path in bot.glob(pattern)}):
        seen.update(str(path.relative_to(bot)).encode() + b"\0" + path.read_bytes() + b"\0")
    return seen.hexdigest()


def _train(bot: Path, model: Path) -> None:
    """Rasa runs in a process of its own: it takes over logging, warnings and the working directory."""
    print(f"Training the assistant ({model.name}) ...", file=sys.stderr, flush=True)
    command = [
        sys.executable,
        "-m",
        "rasa",
        "train",
        "--quiet",
        "--skip-validation",
        "--out",
        "models",
        "--fixed-model-name",
        model.stem,
    ]
    environment = {
        **os.environ,
        "PYTHONPATH": f"{bot / 'environment'}{os.pathsep}{bot}",
        "PYTHONWARNINGS": "ignore",  # our own tests of the data say more, and say it once
        "RASA_TELEMETRY_ENABLED": "false",
    }
    finished = subprocess.run(command, cwd=bot, env=environment, stdout=sys.stderr)
    if finished.returncode != 0 or not model.exists():
        raise TrainingFailed("the assistant could not be trained; the lines above say why")


def _forget_old_models(directory: Path) -> None:
    models = sorted(directory.glob("amends-*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in models[KEPT:]:
        old.unlink()


def main(arguments: list[str]) -> str:
    if arguments == ["--find"]:
        return str(model_path()) if model_path().exists() else sys.exit(1)
    return str(trained_model())


if __name__ == "__main__":
    try:
        print(main(sys.argv[1:]))
    except TrainingFailed as failed:
        sys.exit(str(failed))
