"""The real assistant for the tests: trained once per state of its data, Rasa and its action server on free ports."""

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BOT = ROOT / "bot"


def _start_as_the_bot_does() -> None:
    """PYTHONPATH=environment makes Python run sitecustomize; pytest may have been started without it."""
    if not any(type(finder).__name__ == "StandInFinder" for finder in sys.meta_path):
        spec = importlib.util.spec_from_file_location("bot_environment", BOT / "environment" / "sitecustomize.py")
        assert spec is not None and spec.loader is not None
        spec.loader.exec_module(importlib.util.module_from_spec(spec))
    for place in (str(BOT), str(Path(__file__).parent)):
        if place not in sys.path:
            sys.path.insert(0, place)


_start_as_the_bot_does()

from assistant import Assistant  # noqa: E402
from training import trained_model  # noqa: E402


@pytest.fixture(scope="session")
def model() -> Path:
    return trained_model()


@pytest.fixture(scope="session")
def assistant(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with Assistant(model, tmp_path_factory.mktemp("assistant")) as running:
        yield running
