"""The customer's own page of a case, and the keys that sign its links."""

from sqlalchemy import Column, ForeignKey, Integer, Table, Text

from handoff.store.columns import Instant
from handoff.store.tables.metadata import metadata

# The customer's own page of a case. A link holds for one serial; with the next, the links told before are over.
own_pages = Table(
    "own_pages",
    metadata,
    Column("case", Integer, ForeignKey("cases.id"), primary_key=True),
    Column("serial", Integer, nullable=False),
    Column("told_at", Instant),  # when a message brought the link
)

# Random keys that all processes sign with.
keys = Table(
    "keys",
    metadata,
    Column("name", Text, primary_key=True),
    Column("key", Text, nullable=False),
)
