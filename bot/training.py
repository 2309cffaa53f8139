"""Trains the assistant if what it is made of has changed, and prints the model: python -m training [--find]"""

import ast
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock

BOT = Path(__file__).resolve().parent
WRITTEN = (
    "config.yml",
    "domain.yml",
    "data/**/*.yml",
    "components/**/*.py",
    "requirements.lock",
    "understanding/tuned.npz",
)
NOT_TRAINED = "understanding.facts"  # patterns, read from the code and not from the model
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
    seen = hashlib.blake2s(digest_size=8)
    for path in sorted(_made_of(bot)):
        seen.update(str(path.relative_to(bot)).encode() + b"\0" + path.read_bytes() + b"\0")
    return bot / "models" / f"amends-{seen.hexdigest()}.tar.gz"


def _made_of(bot: Path) -> set[Path]:
    """What designers write, the components, and of the understanding what they import: nothing else is trained."""
    found = {path for pattern in WRITTEN for path in bot.glob(pattern)}
    follow = [path for path in found if path.suffix == ".py"]
    while follow:
        imported = {path for path in _imported(bot, follow.pop()) if path not in found}
        found |= imported
        follow += imported
    return found


def _imported(bot: Path, source: Path) -> Iterator[Path]:
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        module = node.module if isinstance(node, ast.ImportFrom) else None
        if module and module.startswith("understanding.") and not module.startswith(NOT_TRAINED):
            yield bot.joinpath(*module.split(".")).with_suffix(".py")


def _train(bot: Path, model: Path) -> None:
    """Rasa runs in a process of its own: it takes over logging, warnings and the working directory."""
    print(f"Training the assistant ({model.name}) ...", file=sys.stderr, flush=True)
    environment = {
        **os.environ,
        "PYTHONPATH": f"{bot / 'environment'}{os.pathsep}{bot}",
        "PYTHONWARNINGS": "ignore",  # our own tests of the data say more, and say it once
        "RASA_TELEMETRY_ENABLED": "false",
    }
    command = [sys.executable, "-m", "training", "--here", model.name]
    finished = subprocess.run(command, cwd=bot, env=environment, stdout=sys.stderr)
    if finished.returncode != 0 or not model.exists():
        raise TrainingFailed("the assistant could not be trained; the lines above say why")


def _train_here(name: str) -> None:
    """No story is glued to others (augmentation 0): AugmentedMemoizationPolicy would leave the glued ones out."""
    from rasa.__main__ import main as rasa

    _check_data_quickly()
    options = ["--quiet", "--skip-validation", "--augmentation", "0", "--out", "models", "--fixed-model-name", name]
    sys.argv = ["rasa", "train", *options]
    rasa()


def _check_data_quickly() -> None:
    """Rasa reads every file once more and slowly, to name the line of an error: 40 % of a training. Do so on errors."""
    import rasa.shared.utils.io
    from rasa.shared.utils import validation

    slowly, read_yaml = validation.validate_yaml_schema, rasa.shared.utils.io.read_yaml

    def validate_yaml_schema(content: str, *schema: str) -> None:
        rasa.shared.utils.io.read_yaml = lambda content, reader_type="safe": read_yaml(content)
        try:
            slowly(content, *schema)
        except Exception:
            rasa.shared.utils.io.read_yaml = read_yaml
            slowly(content, *schema)
        finally:
            rasa.shared.utils.io.read_yaml = read_yaml

    validation.validate_yaml_schema = validate_yaml_schema


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
        _train_here(sys.argv[2]) if sys.argv[1:2] == ["--here"] else print(main(sys.argv[1:]))
    except TrainingFailed as failed:
        sys.exit(str(failed))
