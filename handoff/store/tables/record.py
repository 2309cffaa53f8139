"""Who read and who changed what."""

from sqlalchemy import Column, Index, Integer, Table, Text

from handoff.store.columns import Instant, Json
from handoff.store.tables.metadata import metadata

# Who read and who changed what. Rows are only added: the database itself refuses to change or remove one. No customer's
# words, and no foreign keys, so that erasing a customer's data leaves the record of who saw it.
audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Instant, nullable=False),
    Column("actor", Text),  # agent id; null for the service and the shell
    Column("what", Text, nullable=False),  # read | an event of a case | what was done to an account
    Column("case", Integer),
    Column("conversation", Text),  # read before there was a case
    Column("about", Text),  # agent id, where it is about a person at the desk
    Column("data", Json),
)
Index("ix_audit_at", audit.c.at)
Index("ix_audit_case", audit.c.case, audit.c.actor)
