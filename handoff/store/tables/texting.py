"""Texts that leave for phones, the numbers they leave from, and who wants none."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint, text

from handoff.store.columns import Instant
from handoff.store.tables.metadata import metadata

outbox = Table(
    "outbox",
    metadata,
    Column("id", Text, primary_key=True),
    Column("conversation", Text, ForeignKey("conversations.id"), nullable=False),
    Column("channel", Text, nullable=False),
    Column("origin", Text, nullable=False),  # turn id, or `agent:` / `system:` + client id
    Column("part", Integer, nullable=False, default=0),  # index within the origin
    Column("place", Integer, nullable=False, server_default="0"),  # the seq of its first message: the order of leaving
    Column("author", Text, nullable=False),  # bot | agent | system
    Column("epoch", Integer, nullable=False),
    Column("to_address", Text, nullable=False),
    Column("from_address", Text),
    Column("body", Text, nullable=False),
    Column("segments", Integer, nullable=False),
    Column("priority", Integer, nullable=False),  # 0 human, 1 bot, 2 follow-up
    Column("state", Text, nullable=False),  # ready sending sent delivered failed unknown cancelled expired
    Column("ready_at", Instant, nullable=False),  # of an unknown one: when it is looked up again
    Column("spoken_at", Instant, nullable=False, server_default="0"),
    Column("attempts", Integer, nullable=False, default=0),
    Column("lease_until", Instant),
    Column("external_id", Text, unique=True),
    Column("error", Text),
    Column("settled_at", Instant),
    UniqueConstraint("origin", "part"),
)

# For each of our numbers exactly the ORDER BY of the claim.
Index(
    "ix_outbox_claim",
    outbox.c.from_address,
    outbox.c.priority,
    outbox.c.ready_at,
    outbox.c.id,
    sqlite_where=text("state = 'ready'"),
    postgresql_where=text("state = 'ready'"),
)
Index(
    "ix_outbox_waiting",
    outbox.c.priority,
    outbox.c.spoken_at,
    sqlite_where=text("state = 'ready'"),
    postgresql_where=text("state = 'ready'"),
)
Index(
    "ix_outbox_sending",
    outbox.c.lease_until,
    sqlite_where=text("state = 'sending'"),
    postgresql_where=text("state = 'sending'"),
)
Index(
    "ix_outbox_unknown",
    outbox.c.ready_at,
    sqlite_where=text("state = 'unknown'"),
    postgresql_where=text("state = 'unknown'"),
)
Index("ix_outbox_conversation", outbox.c.conversation)

# The numbers we text from: one pace for all processes, one look at the carrier's list at a time.
our_numbers = Table(
    "our_numbers",
    metadata,
    Column("number", Text, primary_key=True),
    Column("free_at", Instant),  # when the next text may leave
    Column("checked_at", Instant),  # until when we know what the carrier took in for it
    Column("check_at", Instant),  # when it is looked at again
)

suppressions = Table(
    "suppressions",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("address", Text, primary_key=True),
    Column("since", Instant, nullable=False),
    Column("words", Text),
    Column("lifted_at", Instant),  # START
)
