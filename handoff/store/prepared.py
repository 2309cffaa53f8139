"""Statements of the way in: written with SQLAlchemy once, compiled once for each database, said to the driver itself.

Of the 50 µs that `Connection.execute` takes for a row by its key, SQLite needs 7. The types' own conversions stay.
"""

import functools
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, Dialect, Insert, Select, Table, Update, bindparam, update
from sqlalchemy.exc import DBAPIError, NoResultFound

Convert = Callable[[Any], Any]
Row = dict[str, Any]
Statement = Select[Any] | Insert | Update


class Prepared:
    """`statement` for every database, or made for a dialect by its name. Every value is a named `bindparam`."""

    def __init__(self, statement: Statement | Callable[[str], Statement]) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def all(self, conn: Connection, **values: Any) -> list[Row]:
        cursor, compiled = self._say(conn, values)
        return [compiled.row(found) for found in cursor.fetchall()]

    def first(self, conn: Connection, **values: Any) -> Row | None:
        cursor, compiled = self._say(conn, values)
        # All of them: a cursor that is left half read keeps SQLite's statement open.
        found = cursor.fetchall()
        return compiled.row(found[0]) if found else None

    def one(self, conn: Connection, **values: Any) -> Row:
        """Raises NoResultFound."""
        found = self.first(conn, **values)
        if found is None:
            raise NoResultFound
        return found

    def run(self, conn: Connection, **values: Any) -> int:
        """How many rows it changed."""
        changed: int = self._say(conn, values)[0].rowcount
        return changed

    def _say(self, conn: Connection, values: Mapping[str, Any]) -> "tuple[Any, _Compiled]":
        dialect = conn.dialect
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            made = self._statement(dialect.name) if callable(self._statement) else self._statement
            compiled = self._compiled[dialect.name] = _Compiled(made, dialect)
        driver: Any = conn.connection.driver_connection
        try:
            return driver.execute(compiled.sql, compiled.given(values)), compiled
        except dialect.loaded_dbapi.Error as error:
            if dialect.is_disconnect(error, driver, None):
                conn.invalidate(error)
            base = dialect.loaded_dbapi.Error
            raise DBAPIError.instance(compiled.sql, None, error, base, hide_parameters=True, dialect=dialect) from error


class _Compiled:
    """What is left to do for each call: the values in their places, and each column of a row as its type has it."""

    def __init__(self, statement: Statement, dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect)
        self.sql = str(compiled)
        self._places: list[str] | None = compiled.positiontup
        self._fixed = {name: bind.value for bind, name in compiled.bind_names.items() if not bind.required}
        self._fixed |= {column.key: column.default.arg for column in compiled.insert_prefetch}
        self._binds: list[tuple[str, Convert | None]] = [
            (name, bind.type.dialect_impl(dialect).bind_processor(dialect))
            for bind, name in compiled.bind_names.items()
        ]
        columns: Any = (
            statement.exported_columns if isinstance(statement, Select) else compiled.effective_returning or ()
        )
        self._columns: list[tuple[str, Convert | None]] = [
            (column.key, column.type.dialect_impl(dialect).result_processor(dialect, None)) for column in columns
        ]

    def given(self, values: Mapping[str, Any]) -> Any:
        known = {**self._fixed, **values}
        given = {name: known[name] if convert is None else convert(known[name]) for name, convert in self._binds}
        return given if self._places is None else [given[name] for name in self._places]

    def row(self, found: tuple[Any, ...]) -> Row:
        return {
            name: value if convert is None else convert(value)
            for (name, convert), value in zip(self._columns, found, strict=True)
        }


@functools.cache
def changing(table: Table, *columns: str) -> Prepared:
    """Sets these columns of the row with the key `of`; the values are called `new_` and the column's name."""
    values = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in columns}
    return Prepared(update(table).where(table.c.id == bindparam("of")).values(values))


def adding(table: Table, *columns: str) -> Prepared:
    """A row with these columns, the others as the database has them by default."""
    return Prepared(table.insert().values({name: bindparam(name, type_=table.c[name].type) for name in columns}))
