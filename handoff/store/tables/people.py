"""Who works at the desk, how they sign in, what they chose and what they have before them."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text, text

from handoff.store.columns import Instant, Json
from handoff.store.tables.metadata import metadata

agents = Table(
    "agents",
    metadata,
    Column("id", Text, primary_key=True),
    Column("email", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),  # agent | supervisor | designer | admin
    Column("password_hash", Text, nullable=False),
    Column("active", Boolean, nullable=False, default=True),
    Column("created_at", Instant, nullable=False),
)

desk_sessions = Table(
    "desk_sessions",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("agent", Text, ForeignKey("agents.id"), nullable=False),
    Column("csrf", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
)

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("role", Text, nullable=False),
    Column("agent", Text, ForeignKey("agents.id"), nullable=False),  # acts at the desk under this name
    Column("created_at", Instant, nullable=False),
    Column("revoked_at", Instant),
)

# Who has which page of the desk before them, and who is writing a reply there.
presence = Table(
    "presence",
    metadata,
    Column("agent", Text, ForeignKey("agents.id"), primary_key=True),
    Column("page", Text, primary_key=True),  # a case's reference, or `desk`
    Column("until", Instant, nullable=False),
    Column("typing_until", Instant),
)
Index("ix_presence_page", presence.c.page)

# What one person at the desk must hear of: a case was handed to them, a case went back to the queue.
notices = Table(
    "notices",
    metadata,
    Column("id", Text, primary_key=True),
    Column("agent", Text, ForeignKey("agents.id"), nullable=False),
    Column("case", Integer, ForeignKey("cases.id"), nullable=False),
    Column("what", Text, nullable=False),  # handed | came_back
    Column("who", Text),  # the name of the person it is about
    Column("words", Text),
    Column("at", Instant, nullable=False),
    Column("seen_at", Instant),
)
Index(
    "ix_notices_unseen",
    notices.c.agent,
    sqlite_where=text("seen_at IS NULL"),
    postgresql_where=text("seen_at IS NULL"),
)

# How the desk behaves for one person: sounds, notifications, keys.
desk_choices = Table(
    "desk_choices",
    metadata,
    Column("agent", Text, ForeignKey("agents.id"), primary_key=True),
    Column("choices", Json, nullable=False),
)

saved_views = Table(
    "saved_views",
    metadata,
    Column("agent", Text, ForeignKey("agents.id"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("query", Json, nullable=False),  # the filters by name
    Column("at", Instant, nullable=False),
)
