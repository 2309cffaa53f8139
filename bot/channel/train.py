"""Trains the assistant if what it is made of has changed, and prints the model: python -m channel.train"""

import contextlib
import hashlib
import sys
from pathlib import Path

from filelock import FileLock

BOT = Path(__file__).resolve().parent.parent
MADE_OF = ("config.yml", "domain.yml", "data/**/*.yml", "components/**/*.py", "understanding/*.py", "requirements.lock")
KEPT = 3  # models; what an older one was made of can be had from Git


class TrainingFailed(Exception):
    pass


def trained_model(bot: Path = BOT) -> Path:
    """Raises TrainingFailed."""
    model = bot / "models" / f"amends-{_fingerprint(bot)}.tar.gz"
    model.parent.mkdir(exist_ok=True)
    with FileLock(model.parent / ".training"):
        if not model.exists():
            _train(bot, model)
            _forget_old_models(model.parent)
    return model


def _fingerprint(bot: Path) -> str:
    seen = hashlib.blake2s(digest_size=8)
    for path in sorted({path for pattern in MADE_OF for path in bot.glob(pattern)}):
        seen.update(str(path.relative_to(bot)).encode() + b"\0" + path.read_bytes() + b"\0")
    return seen.hexdigest()


def _train(bot: Path, model: Path) -> None:
    print(f"Training the assistant ({model.name}) ...", file=sys.stderr, flush=True)
    import rasa.model_training  # takes seconds, and nothing is to be trained most of the time

    with contextlib.redirect_stdout(sys.stderr):
        result = rasa.model_training.train(
            domain=str(bot / "domain.yml"),
            config=str(bot / "config.yml"),
            training_files=str(bot / "data"),
            output=str(model.parent),
            fixed_model_name=model.name,
        )
    if result.code != 0 or result.model is None:
        raise TrainingFailed("the assistant could not be trained; the lines above say why")


def _forget_old_models(directory: Path) -> None:
    models = sorted(directory.glob("amends-*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in models[KEPT:]:
        old.unlink()


if __name__ == "__main__":
    try:
        print(trained_model())
    except TrainingFailed as failed:
        sys.exit(str(failed))
