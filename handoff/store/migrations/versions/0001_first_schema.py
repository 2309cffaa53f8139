"""The first schema."""

import sqlalchemy as sa
from alembic import op

from handoff.store.columns import Instant, Json

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agents",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agents")),
        sa.UniqueConstraint("email", name=op.f("uq_agents_email")),
    )
    op.create_table(
        "suppressions",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("words", sa.Text()),
        sa.PrimaryKeyConstraint("channel", "address", name=op.f("pk_suppressions")),
    )
    op.create_table(
        "api_tokens",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("revoked_at", Instant()),
        sa.ForeignKeyConstraint(["agent"], ["agents.id"], name=op.f("fk_api_tokens_agent")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("name", name=op.f("uq_api_tokens_name")),
    )
    op.create_table(
        "conversations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("our_number", sa.Text()),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("closed_at", Instant()),
        sa.Column("floor", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("holder", sa.Text()),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("phase", sa.Text()),
        sa.Column("expects", sa.Text()),
        sa.Column("intake", Json),
        sa.Column("typing_until", Instant()),
        sa.Column("typing_agent", sa.Text()),
        sa.Column("interruptions", sa.Integer(), nullable=False),
        sa.Column("reasked", sa.Integer(), nullable=False),
        sa.Column("known", Json, nullable=False),
        sa.ForeignKeyConstraint(["holder"], ["agents.id"], name=op.f("fk_conversations_holder")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
    )
    op.create_index(
        "uq_conversations_open_address",
        "conversations",
        ["channel", "address"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "desk_sessions",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("csrf", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["agent"], ["agents.id"], name=op.f("fk_desk_sessions_agent")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_desk_sessions")),
    )
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text()),
        sa.Column("first_word_at", Instant(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("promised_at", Instant(), nullable=False),
        sa.Column("taken_at", Instant()),
        sa.Column("first_reply_at", Instant()),
        sa.Column("resolved_at", Instant()),
        sa.Column("closed_at", Instant()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("packet", Json, nullable=False),
        sa.ForeignKeyConstraint(["agent"], ["agents.id"], name=op.f("fk_cases_agent")),
        sa.ForeignKeyConstraint(["conversation"], ["conversations.id"], name=op.f("fk_cases_conversation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("ref", name=op.f("uq_cases_ref")),
    )
    op.create_index("ix_cases_conversation", "cases", ["conversation"], unique=False)
    op.create_index("ix_cases_queue", "cases", ["state", "severity", "promised_at", "id"], unique=False)
    op.create_table(
        "messages",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("name", sa.Text()),
        sa.Column("agent", sa.Text()),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("buttons", Json),
        sa.Column("media", Json),
        sa.Column("turn", sa.Text()),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["agent"], ["agents.id"], name=op.f("fk_messages_agent")),
        sa.ForeignKeyConstraint(["conversation"], ["conversations.id"], name=op.f("fk_messages_conversation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("conversation", "seq", name=op.f("uq_messages_conversation_seq")),
    )
    op.create_index("ix_messages_at", "messages", ["at"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("to_address", sa.Text(), nullable=False),
        sa.Column("from_address", sa.Text()),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("segments", sa.Integer(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("ready_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant()),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", Instant()),
        sa.Column("external_id", sa.Text()),
        sa.Column("error", sa.Text()),
        sa.Column("settled_at", Instant()),
        sa.ForeignKeyConstraint(["conversation"], ["conversations.id"], name=op.f("fk_outbox_conversation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("external_id", name=op.f("uq_outbox_external_id")),
        sa.UniqueConstraint("origin", "part", name=op.f("uq_outbox_origin_part")),
    )
    op.create_index(
        "ix_outbox_claim",
        "outbox",
        ["priority", "ready_at", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'ready'"),
        postgresql_where=sa.text("state = 'ready'"),
    )
    op.create_index("ix_outbox_conversation", "outbox", ["conversation"], unique=False)
    op.create_table(
        "timers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("data", Json),
        sa.ForeignKeyConstraint(["conversation"], ["conversations.id"], name=op.f("fk_timers_conversation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timers")),
        sa.UniqueConstraint("conversation", "kind", "epoch", name=op.f("uq_timers_conversation_kind_epoch")),
    )
    op.create_index(
        "ix_timers_due",
        "timers",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("state = 'set'"),
        postgresql_where=sa.text("state = 'set'"),
    )
    op.create_table(
        "turns",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("closed_at", Instant()),
        sa.Column("close_reason", sa.Text()),
        sa.Column("button", sa.Text()),
        sa.Column("supersedes", sa.Text()),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", Instant()),
        sa.Column("answered_at", Instant()),
        sa.Column("answer", Json),
        sa.Column("error", sa.Text()),
        sa.ForeignKeyConstraint(["conversation"], ["conversations.id"], name=op.f("fk_turns_conversation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turns")),
    )
    op.create_index(
        "ix_turns_closed",
        "turns",
        ["closed_at"],
        unique=False,
        sqlite_where=sa.text("state = 'closed'"),
        postgresql_where=sa.text("state = 'closed'"),
    )
    op.create_index(
        "uq_turns_open",
        "turns",
        ["conversation"],
        unique=True,
        sqlite_where=sa.text("state IN ('open', 'closed')"),
        postgresql_where=sa.text("state IN ('open', 'closed')"),
    )
    op.create_table(
        "web_sessions",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["conversation"], ["conversations.id"], name=op.f("fk_web_sessions_conversation")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_web_sessions")),
    )
    op.create_table(
        "case_events",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("case", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor", sa.Text()),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("data", Json),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name=op.f("fk_case_events_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_events")),
    )
    op.create_index("ix_case_events_case", "case_events", ["case"], unique=False)
    op.create_table(
        "inbox",
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("button", sa.Text()),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("reading", Json),
        sa.Column("read_at", Instant()),
        sa.Column("read_attempts", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Text()),
        sa.ForeignKeyConstraint(["conversation"], ["conversations.id"], name=op.f("fk_inbox_conversation")),
        sa.ForeignKeyConstraint(["message"], ["messages.id"], name=op.f("fk_inbox_message")),
        sa.PrimaryKeyConstraint("message", name=op.f("pk_inbox")),
        sa.UniqueConstraint("provider", "external_id", name=op.f("uq_inbox_provider_external_id")),
    )
    op.create_index("ix_inbox_conversation", "inbox", ["conversation"], unique=False)
    op.create_index(
        "ix_inbox_unread",
        "inbox",
        ["received_at"],
        unique=False,
        sqlite_where=sa.text("read_at IS NULL"),
        postgresql_where=sa.text("read_at IS NULL"),
    )
    op.create_table(
        "notes",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("case", sa.Integer(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["agent"], ["agents.id"], name=op.f("fk_notes_agent")),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name=op.f("fk_notes_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
    )
    op.create_table(
        "promises",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("case", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Text()),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("kept_at", Instant()),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name=op.f("fk_promises_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promises")),
    )
    op.create_table(
        "remedies",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("case", sa.Integer(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.Column("amount", sa.Float()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("approver", sa.Text()),
        sa.Column("reason", sa.Text()),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("decided_at", Instant()),
        sa.ForeignKeyConstraint(["agent"], ["agents.id"], name=op.f("fk_remedies_agent")),
        sa.ForeignKeyConstraint(["approver"], ["agents.id"], name=op.f("fk_remedies_approver")),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name=op.f("fk_remedies_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remedies")),
    )


def downgrade() -> None:
    op.drop_table("remedies")
    op.drop_table("promises")
    op.drop_table("notes")
    op.drop_table("inbox")
    op.drop_table("case_events")
    op.drop_table("web_sessions")
    op.drop_table("turns")
    op.drop_table("timers")
    op.drop_table("outbox")
    op.drop_table("messages")
    op.drop_table("cases")
    op.drop_table("desk_sessions")
    op.drop_table("conversations")
    op.drop_table("api_tokens")
    op.drop_table("suppressions")
    op.drop_table("agents")
