"""Alembic's tree and the tables in the code are one schema."""

import asyncio

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect

from handoff.store.database import Database
from handoff.store.migrate import is_current, migrate
from handoff.store.tables import metadata


def of_the_code(name: str | None, kind: str, _parents: object) -> bool:
    # The full-text index is not one table for both databases; the tests of the search hold it.
    return kind != "table" or name is None or not name.startswith("case_words")


async def test_the_migrations_build_exactly_the_tables_of_the_code(database: Database) -> None:
    def differences(conn: Connection) -> list[object]:
        opts = {"compare_type": True, "include_name": of_the_code}
        return list(compare_metadata(MigrationContext.configure(conn, opts=opts), metadata))

    assert await database.read(differences) == []


async def test_partial_indexes_are_partial_in_the_database_too(database: Database) -> None:
    # Alembic does not compare their conditions.
    def conditions(conn: Connection) -> dict[str, str]:
        found = {}
        for table in metadata.tables:
            for index in inspect(conn).get_indexes(table):
                options = index.get("dialect_options", {})
                condition = options.get("sqlite_where", options.get("postgresql_where"))
                if condition is not None:
                    found[str(index["name"])] = str(condition)
        return found

    wanted = {
        index.name
        for table in metadata.tables.values()
        for index in table.indexes
        if index.dialect_options["sqlite"]["where"] is not None
    }
    assert set(await database.read(conditions)) == wanted


async def test_migrating_twice_changes_nothing(database: Database) -> None:
    migrate(database.engine)
    assert await database.read(is_current)


async def test_workers_that_start_at_once_make_the_schema_once(empty_database_url: str) -> None:
    databases = [Database(empty_database_url) for _ in range(4)]
    await asyncio.gather(*(asyncio.to_thread(migrate, one.engine) for one in databases))
    for one in databases:
        assert await one.read(is_current)
        await one.close()
