"""One way to write and one way to read, for SQLite (one writer thread, group commit) and PostgreSQL (a pool).

A `work` is a plain function of one connection. It runs inside one transaction; when the awaited call returns, the
transaction is on disk. When it raises, nothing of it is.
"""

import asyncio
import contextlib
import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from psycopg import errors as postgres
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, ProgrammingError

from handoff.store.crash_points import COMMITTED, around, crash_at

Result = TypeVar("Result")
Work = Callable[[Connection], Result]

# Figures: 16 works a commit reached 3,650 to 4,180 durable commits/s on a busy two-core machine, 1 a commit 300 to 430.
GROUP_COMMIT = 16
READERS = 4
POSTGRES_WORKERS = 8
BESIDES = 2  # connections for the migration and for whoever uses the engine directly
# Real seconds until a server that does not answer counts as away.
POSTGRES_PATIENCE = {"connect_timeout": 5, "keepalives_idle": 10, "tcp_user_timeout": 10_000}


class StoreUnavailable(Exception):
    """The database did not answer or did not take the transaction. Nothing of it was kept; trying again is safe."""


def engine_for(url: str) -> Engine:
    """`url`: `sqlite:///path` or `postgresql://…`. Any other kind raises ValueError."""
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url, pool_size=READERS + 1 + BESIDES, max_overflow=0)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            url = "postgresql+psycopg://" + url.removeprefix(prefix)
    if url.startswith("postgresql+psycopg://"):
        return create_engine(
            url,
            pool_size=POSTGRES_WORKERS + BESIDES,
            max_overflow=0,
            pool_pre_ping=True,
            connect_args=POSTGRES_PATIENCE,
        )
    raise ValueError("DATABASE_URL must start with sqlite:/// or postgresql://")


class Database:
    """Shared by every part. `write` and `read` may be awaited from any task of the event loop."""

    def __init__(self, url: str) -> None:
        self.engine = engine_for(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._readers = ThreadPoolExecutor(READERS if self.is_sqlite else POSTGRES_WORKERS, "database")
        self._writes: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self._writer = threading.Thread(target=self._write_groups, name="writer", daemon=True)
        if self.is_sqlite:
            self._writer.start()

    async def write(self, work: Work[Result], step: str | None = None) -> Result:
        """`step`: its name among the crash points. Raises what `work` raises, or StoreUnavailable."""
        result: Result
        work = around(step, work)
        # A cancelled caller must not leave a half-known transaction; it commits or not by itself.
        if self.is_sqlite:
            waiting = Waiting(work, asyncio.get_running_loop())
            self._writes.put(waiting)
            result = await waiting.told
        else:
            future = self._readers.submit(self._one_transaction, work)
            result = await asyncio.shield(asyncio.wrap_future(future))
        crash_at(step, COMMITTED)
        return result

    async def read(self, work: Work[Result]) -> Result:
        return await asyncio.wrap_future(self._readers.submit(self._one_transaction, work))

    async def close(self) -> None:
        if self.is_sqlite:
            self._writes.put(None)
            await asyncio.to_thread(self._writer.join)
        await asyncio.to_thread(self._readers.shutdown)
        self.engine.dispose()

    def _one_transaction(self, work: Work[Result]) -> Result:
        try:
            with self.engine.begin() as connection:
                return work(connection)
        except (OperationalError, InterfaceError) as error:
            raise StoreUnavailable(_reason(error)) from error
        except ProgrammingError as error:
            if isinstance(error.orig, postgres.UndefinedTable | postgres.UndefinedColumn):
                # Its schema is still on the way: a migration runs, perhaps in another worker.
                raise StoreUnavailable(_reason(error)) from error
            raise

    def _write_groups(self) -> None:
        while True:
            first = self._writes.get()
            if first is None:
                return
            group, stop = [first], False
            while len(group) < GROUP_COMMIT and not self._writes.empty():
                following = self._writes.get()
                if following is None:
                    stop = True
                    break
                group.append(following)
            self._write_group(group)
            if stop:
                return

    def _write_group(self, group: "list[Waiting]") -> None:
        try:
            with self.engine.connect() as connection:
                _commit_group(connection, group)
        except Exception as error:  # the edge of the writer thread: every caller is told, the thread lives on
            for waiting in group:
                waiting.outcome = None, StoreUnavailable(_reason(error))
        # One loop mostly, and woken once for all of them.
        for loop in {waiting.loop for waiting in group}:
            with contextlib.suppress(RuntimeError):  # it ended, and nobody waits there any more
                loop.call_soon_threadsafe(_tell, [waiting for waiting in group if waiting.loop is loop])


class Waiting:
    """A work for the writer, and who is to be told what came of it: a result or what it raised."""

    def __init__(self, work: Work[Any], loop: asyncio.AbstractEventLoop) -> None:
        self.work = work
        self.loop = loop
        self.told: asyncio.Future[Any] = loop.create_future()
        self.outcome: tuple[Any, BaseException | None] = None, None


def _commit_group(connection: Connection, group: list[Waiting]) -> None:
    # Said to the driver itself: for each group, SQLAlchemy's own care costs more than the two statements.
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.execute("BEGIN IMMEDIATE")
    for waiting in group:
        waiting.outcome = _in_savepoint(connection, driver, waiting.work)
    driver.execute("COMMIT")


def _tell(group: list[Waiting]) -> None:
    for waiting in group:
        result, failure = waiting.outcome
        if waiting.told.done():  # its caller was cancelled
            continue
        if failure is None:
            waiting.told.set_result(result)
        elif isinstance(failure, OperationalError | InterfaceError):
            waiting.told.set_exception(StoreUnavailable(_reason(failure)))
        else:
            waiting.told.set_exception(failure)


def _in_savepoint(
    connection: Connection, driver: sqlite3.Connection, work: Work[Any]
) -> tuple[Any, BaseException | None]:
    driver.execute("SAVEPOINT work")
    try:
        result = work(connection)
    except Exception as error:
        driver.execute("ROLLBACK TO work")
        driver.execute("RELEASE work")
        return None, error
    driver.execute("RELEASE work")
    return result, None


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver's own transaction control is off: BEGIN, SAVEPOINT and COMMIT are said by us.
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA busy_timeout=5000")


def _begin_sqlite(connection: Connection) -> None:
    # The writer begins with BEGIN IMMEDIATE itself; readers need a plain BEGIN for one consistent view.
    if threading.current_thread().name != "writer":
        connection.exec_driver_sql("BEGIN")


def _reason(error: BaseException) -> str:
    if isinstance(error, DBAPIError) and error.orig is not None:
        return type(error.orig).__name__ + ": " + str(error.orig).splitlines()[0]
    return type(error).__name__
