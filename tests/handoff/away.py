"""The database goes away under a running service, and comes back."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

import psycopg


@contextmanager
def database_away(url: str) -> Iterator[None]:
    """SQLite: somebody else holds the file. PostgreSQL: it refuses connections and ends those there are."""
    if url.startswith("sqlite:///"):
        with _held(url.removeprefix("sqlite:///")):
            yield
        return
    name, host = urlsplit(url).path.lstrip("/"), parse_qs(urlsplit(url).query)["host"][0]
    with psycopg.connect(f"host={host} user=amends dbname=postgres", autocommit=True) as server:
        server.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false")
        server.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
        try:
            yield
        finally:
            server.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true")


@contextmanager
def _held(path: str) -> Iterator[None]:
    holder = sqlite3.connect(path, isolation_level=None, timeout=30)
    holder.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        holder.execute("ROLLBACK")
        holder.close()
