"""The queue's own rows and its full-text index; who is at the desk, what they must hear of and what they chose."""

import sqlalchemy as sa
from alembic import op

from handoff.store.columns import Instant, Json

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

UNSEEN = sa.text("seen_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "case_queue",
        sa.Column("case", sa.Integer(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text()),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("due_at", Instant()),
        sa.Column("flags", sa.Text(), nullable=False),
        sa.Column("waits_since", Instant()),
        sa.Column("feeling", sa.Text()),
        sa.Column("intensity", sa.Float()),
        sa.Column("second_failure", sa.Boolean(), nullable=False),
        sa.Column("reasons", Json, nullable=False),
        sa.ForeignKeyConstraint(["agent"], ["agents.id"], name=op.f("fk_case_queue_agent")),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name=op.f("fk_case_queue_case")),
        sa.PrimaryKeyConstraint("case", name=op.f("pk_case_queue")),
    )
    op.create_index(
        "ix_case_queue_place",
        "case_queue",
        ["place", "state", "agent", "kind", "channel", "due_at", "flags", "case"],
        unique=True,
    )
    op.create_index("ix_case_queue_agent", "case_queue", ["agent", "place"])
    op.create_table(
        "presence",
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.Column("typing_until", Instant()),
        sa.ForeignKeyConstraint(["agent"], ["agents.id"], name=op.f("fk_presence_agent")),
        sa.PrimaryKeyConstraint("agent", "page", name=op.f("pk_presence")),
    )
    op.create_index("ix_presence_page", "presence", ["page"])
    op.create_table(
        "notices",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("case", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("who", sa.Text()),
        sa.Column("words", sa.Text()),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("seen_at", Instant()),
        sa.ForeignKeyConstraint(["agent"], ["agents.id"], name=op.f("fk_notices_agent")),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name=op.f("fk_notices_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_index("ix_notices_unseen", "notices", ["agent"], sqlite_where=UNSEEN, postgresql_where=UNSEEN)
    op.create_table(
        "desk_choices",
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("choices", Json, nullable=False),
        sa.ForeignKeyConstraint(["agent"], ["agents.id"], name=op.f("fk_desk_choices_agent")),
        sa.PrimaryKeyConstraint("agent", name=op.f("pk_desk_choices")),
    )
    op.create_table(
        "saved_views",
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", Json, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["agent"], ["agents.id"], name=op.f("fk_saved_views_agent")),
        sa.PrimaryKeyConstraint("agent", "name", name=op.f("pk_saved_views")),
    )
    for table in ("promises", "notes", "remedies"):
        op.create_index(f"ix_{table}_case", table, ["case"])
    if op.get_bind().dialect.name == "sqlite":
        # `ascii`: whatever is not ASCII belongs to a word; the words were taken apart before.
        op.execute("CREATE VIRTUAL TABLE case_words USING fts5 (words, tokenize = 'ascii', detail = none)")
    else:
        op.execute("CREATE TABLE case_words (id integer PRIMARY KEY REFERENCES cases (id), words tsvector NOT NULL)")
        op.execute("CREATE INDEX ix_case_words ON case_words USING gin (words)")


def downgrade() -> None:
    op.execute("DROP TABLE case_words")
    for table in ("promises", "notes", "remedies"):
        op.drop_index(f"ix_{table}_case", table)
    op.drop_table("saved_views")
    op.drop_table("desk_choices")
    op.drop_table("notices")
    op.drop_table("presence")
    op.drop_table("case_queue")
