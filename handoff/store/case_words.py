"""Full-text search over cases: FTS5 on SQLite, tsvector on PostgreSQL, the same words found by both.

The index is the table `case_words`, which the migrations make per dialect: its rows are the words of one case. It is
written in the transaction of the change that it follows.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import BindParameter, Boolean, ColumnElement, Connection, bindparam, text, type_coerce

from handoff.model.finding import BEGINS, Asked, words_of

# Each: the words of a case set anew, and the cases that hold what is asked.
_SQLITE = {
    "set": "INSERT OR REPLACE INTO case_words (rowid, words) VALUES (:id, :words)",
    "asked": 'case_queue."case" IN (SELECT rowid FROM case_words WHERE case_words MATCH :asked '
    "ORDER BY rowid DESC LIMIT :most)",
}
_POSTGRESQL = {
    "set": "INSERT INTO case_words (id, words) VALUES (:id, array_to_tsvector(string_to_array(:words, ' '))) "
    "ON CONFLICT (id) DO UPDATE SET words = excluded.words",
    "asked": 'case_queue."case" IN (SELECT id FROM case_words WHERE words @@ CAST(:asked AS tsquery) '
    "ORDER BY id DESC LIMIT :most)",
}


def index(conn: Connection, case: int, texts: Iterable[str]) -> None:
    """The words of one case, in place of those that were kept before."""
    conn.execute(text(statement(conn, "set")), {"id": case, "words": " ".join(words_of(texts))})


def holds(conn: Connection, asked: Asked, *, most: int) -> ColumnElement[bool]:
    """A condition on rows of `case_queue`. `most`: so many of the newest cases that hold it are looked at."""
    said = _fts5(asked) if conn.dialect.name == "sqlite" else _tsquery(asked)
    # Written into the statement: a plan that PostgreSQL keeps for all words would be wrong for the rare ones.
    written: dict[str, Any] = {"asked": said, "most": most}
    values: list[BindParameter[Any]] = [bindparam(name, value, literal_execute=True) for name, value in written.items()]
    return type_coerce(text(statement(conn, "asked")).bindparams(*values).self_group(), Boolean)


def packet_texts(packet: Mapping[str, Any]) -> list[str]:
    """What of a packet can be looked for; the story itself is added by the caller."""
    facts = [text for fact in packet.get("facts", ()) for text in (fact["value"], fact.get("words") or "")]
    return [packet.get("ref", ""), packet.get("headline", ""), *facts]


def statement(conn: Connection, name: str) -> str:
    """`name`: set | asked. `set` wants `id` and `words`, with a space between the words."""
    return (_SQLITE if conn.dialect.name == "sqlite" else _POSTGRESQL)[name]


# Words hold letters and digits only, so nothing in them can end the quotes.


def _fts5(asked: Asked) -> str:
    return _said(asked, " AND ", " OR ", lambda word: f'"{word}"*' if len(word) >= BEGINS else f'"{word}"')


def _tsquery(asked: Asked) -> str:
    return _said(asked, " & ", " | ", lambda word: f"'{word}':*" if len(word) >= BEGINS else f"'{word}'")


def _said(asked: Asked, all_of: str, one_of: str, word: Any) -> str:
    clauses = [
        one_of.join(f"({all_of.join(word(one) for one in side)})" for side in clause) for clause in asked.clauses
    ]
    return all_of.join(f"({clause})" for clause in clauses)
