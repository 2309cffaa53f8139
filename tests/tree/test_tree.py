"""The tree is the architecture: imports point one way, names say something, documents point at what exists."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# From the top down; a part may import what stands in its own row or below it.
ROWS = [
    {"__main__"},
    {"foreman", "carrier_server"},
    {"server"},
    {"demo"},
    {"app"},
    {"background", "health", "errors"},
    {"carrier", "desk", "own_page", "api", "replay"},
    {"channels"},
    {"turns"},
    {"parts"},
    {"cases", "reports"},
    {"inbox", "outbox", "timers", "pictures"},
    {"hearing", "masking", "wire"},
    {"rounds"},
    {"bot_client", "bot_replica", "phrases", "policy"},
    {"store"},
    {"clock", "bell", "settings", "circuit", "dialling", "templating"},
    {"model"},
]
HEIGHT = {name: len(ROWS) - row for row, names in enumerate(ROWS) for name in names}
EMPTY_NAMES = {"utils", "util", "helpers", "common", "core", "manager", "base", "misc"}


def _tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.splitlines()]


def _imports(path: Path) -> Iterator[str]:
    """Runtime imports; what stands under `if TYPE_CHECKING` is only for the reader and the type checker."""
    tree = ast.parse(path.read_text())
    skipped = {
        id(child)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for child in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def _part(module: str) -> str:
    return module.split(".")[1] if "." in module else "__init__"


@pytest.mark.parametrize("path", _tracked("handoff/*.py"), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_one_way(path: Path) -> None:
    own = path.relative_to(ROOT / "handoff").with_suffix("").parts[0]
    for module in _imports(path):
        if module.startswith("handoff."):
            other = _part(module)
            assert own in HEIGHT and other in HEIGHT, f"{own} or {other} has no row in ROWS"
            assert HEIGHT[other] <= HEIGHT[own], f"{own} must not import {other}"


def test_the_bot_and_the_service_never_import_each_other() -> None:
    for path in _tracked("bot/*.py"):
        assert not [module for module in _imports(path) if module.split(".")[0] == "handoff"], path
    bot = {"channel", "components", "understanding", "actions", "training"}
    for path in _tracked("handoff/*.py"):
        assert not [module for module in _imports(path) if module.split(".")[0] in bot], path


def test_names_say_something() -> None:
    assert not [path for path in _tracked("*.py", "*.js") if path.stem in EMPTY_NAMES]


def test_no_part_is_longer_than_250_lines() -> None:
    # A migration is one step of the schema, and is not touched again.
    code = [path for path in _tracked("*.py", "*.js") if "migrations" not in path.parts]
    assert not [path for path in code if len(path.read_text().splitlines()) > 250]


@pytest.mark.parametrize("path", _tracked("*.md"), ids=lambda path: str(path.relative_to(ROOT)))
def test_documents_point_at_what_exists(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", path.read_text()):
        if "://" not in target:
            assert (path.parent / target).exists(), target


@pytest.mark.parametrize("path", _tracked("README.md", "docs/*.md"), ids=lambda path: str(path.relative_to(ROOT)))
def test_paths_named_in_documents_exist(path: Path) -> None:
    for named in re.findall(r"`((?:bot|handoff|tests|docs|deploy)/[\w./-]+)`", path.read_text()):
        # The recipe's made-up topic.
        assert "gift_wrapping" in named or (ROOT / named).exists(), named
