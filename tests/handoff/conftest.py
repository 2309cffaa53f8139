"""Real parts for the tests: both databases, a running service on a free port, a scripted bot over HTTP."""

import shutil
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from handoff.app import build_parts, create_app
from handoff.server import listening_socket
from handoff.settings import Settings
from handoff.store.database import Database
from handoff.store.migrate import migrate
from tests.handoff import postgres
from tests.handoff.calling import caller
from tests.handoff.fake_bot import SECRET, FakeBot
from tests.handoff.served import served
from tests.handoff.service import Service

SCALE = 20.0  # story seconds in a real one


@pytest.fixture(scope="session")
def postgresql() -> Iterator[postgres.Postgres]:
    with postgres.running() as server:
        yield server


@pytest.fixture(scope="session")
def postgresql_with_schema(postgresql: postgres.Postgres) -> Iterator[str]:
    with postgresql.new_database() as name:
        with_schema(postgresql.url(name))
        yield name


@pytest.fixture(scope="session")
def sqlite_with_schema(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("schema") / "amends.db"
    with_schema(f"sqlite:///{file}")
    return file


def with_schema(url: str) -> None:
    database = Database(url)
    migrate(database.engine)
    database.engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Of a database with the schema and nothing else; every test that uses it runs on both kinds."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_with_schema"), tmp_path / "amends.db")
        yield f"sqlite:///{tmp_path / 'amends.db'}"
        return
    server: postgres.Postgres = request.getfixturevalue("postgresql")
    with server.new_database(like=request.getfixturevalue("postgresql_with_schema")) as name:
        yield server.url(name)


@pytest.fixture
def empty_database_url(postgresql: postgres.Postgres) -> Iterator[str]:
    with postgresql.new_database() as name:
        yield postgresql.url(name)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    made = Database(database_url)
    yield made
    await made.close()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """As of a development machine; a test that needs others overrides this fixture."""
    environment = {
        "DATABASE_URL": database_url,
        "AMENDS_BOT_SECRET": SECRET,
        "AMENDS_DEVELOPMENT": "1",
        "AMENDS_TIME_SCALE": str(SCALE),
        "AMENDS_SPOOL_DIR": str(tmp_path / "spool"),
        "AMENDS_MEDIA_DIR": str(tmp_path / "media"),
        "AMENDS_ADMIN_EMAIL": "sam@example.com",
        "AMENDS_ADMIN_PASSWORD": "a long enough password",
    }
    return Settings.from_environment(environment)


@pytest.fixture
async def start(settings: Settings) -> AsyncIterator[Callable[..., Any]]:
    """Starts services: `await start(bot=FakeBot(...), **changed_settings)`; all of them stop after the test."""
    async with AsyncExitStack() as stack:

        async def begin(bot: FakeBot | None = None, **changed: Any) -> Service:
            bot = bot or FakeBot()
            running = await stack.enter_async_context(AsyncExitStack())
            bot_socket = listening_socket("127.0.0.1", 0)
            await running.enter_async_context(served(bot.app(f"bot-{uuid.uuid4().hex[:8]}"), bot_socket))
            socket = listening_socket("127.0.0.1", 0)
            url = f"http://127.0.0.1:{socket.getsockname()[1]}"
            changes = {
                "port": socket.getsockname()[1],
                "public_url": url,
                "bot_url": f"http://127.0.0.1:{bot_socket.getsockname()[1]}",
            }
            parts = build_parts(replace(settings, **(changes | changed)))
            await running.enter_async_context(served(create_app(parts), socket))
            http = await running.enter_async_context(caller(url))
            service = Service(url, parts, bot, http, running.aclose)
            await service.until(service.is_prepared)
            return service

        yield begin


@pytest.fixture
async def service(start: Callable[..., Any]) -> Service:
    """A running service with everything in place, and its fake bot in `service.bot`."""
    started: Service = await start()
    return started
