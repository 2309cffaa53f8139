"""INSERT … ON CONFLICT, which both databases have and SQLAlchemy spells per dialect."""

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert(conn: Connection, table: Table) -> "postgresql.Insert | sqlite.Insert":
    if conn.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)
