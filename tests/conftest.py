"""How long the tests take: a few rounds of each race and fault, or with `--long` as many as show what is rare."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="many rounds of every race, fault and crash")


@pytest.fixture(scope="session")
def rounds(request: pytest.FixtureRequest) -> int:
    """Of a fault or a crash; a race, which is quick, takes ten times as many."""
    return 200 if request.config.getoption("--long") else 5
