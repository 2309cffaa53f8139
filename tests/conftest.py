"""How long the tests take: a few rounds of each race and fault, or with `--long` as many as show what is rare."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="many rounds of every race, fault and crash")


# They start processes again and again. Begun last, one of them would still run when all others are done.
LONGEST = ("crash_points", "random_kills", "several_workers", "state_machine", "bench_durable", "desk_commands")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.path.stem.endswith(LONGEST))


@pytest.fixture(scope="session")
def rounds(request: pytest.FixtureRequest) -> int:
    """Of a fault or a crash; a race, which is quick, takes ten times as many."""
    return 200 if request.config.getoption("--long") else 5
