"""Pictures, the customer's own page of a case, and what is needed to erase a customer's words."""

import sqlalchemy as sa
from alembic import op

from handoff.store.columns import Instant, Json

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

DUE = sa.text("due_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("conversations", sa.Column("erased_at", Instant()))
    op.create_table(
        "pictures",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("message", sa.Text()),
        sa.Column("client_id", sa.Text()),
        sa.Column("source", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("trouble", sa.Text()),
        sa.Column("file", sa.Text()),
        sa.Column("width", sa.Integer()),
        sa.Column("height", sa.Integer()),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", Instant()),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["conversation"], ["conversations.id"], name=op.f("fk_pictures_conversation")),
        sa.ForeignKeyConstraint(["message"], ["messages.id"], name=op.f("fk_pictures_message")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pictures")),
        sa.UniqueConstraint("conversation", "client_id", name=op.f("uq_pictures_conversation_client_id")),
    )
    op.create_index("ix_pictures_message", "pictures", ["message"])
    op.create_index("ix_pictures_due", "pictures", ["due_at"], sqlite_where=DUE, postgresql_where=DUE)
    op.create_table(
        "own_pages",
        sa.Column("case", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("told_at", Instant()),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name=op.f("fk_own_pages_case")),
        sa.PrimaryKeyConstraint("case", name=op.f("pk_own_pages")),
    )
    op.create_table(
        "keys",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_keys")),
    )
    _take_over_addresses()


def _take_over_addresses() -> None:
    """Until now a message held the carrier's addresses; they become pictures that are still to be fetched."""
    conn = op.get_bind()
    messages = sa.table(
        "messages",
        sa.column("id", sa.Text()),
        sa.column("conversation", sa.Text()),
        sa.column("media", Json),
        sa.column("at", Instant()),
    )
    pictures = sa.table(
        "pictures",
        *(sa.column(name, sa.Text()) for name in ("id", "conversation", "message", "source", "state")),
        sa.column("attempts", sa.Integer()),
        sa.column("due_at", Instant()),
        sa.column("created_at", Instant()),
    )
    for row in conn.execute(sa.select(messages).where(messages.c.media.is_not(None))).all():
        kept = []
        for place, one in enumerate(row.media or ()):
            kept.append(f"{row.id}-{place}")
            values = {"id": kept[-1], "conversation": row.conversation, "message": row.id, "source": one["url"]}
            values |= {"state": "waiting", "attempts": 0, "due_at": row.at, "created_at": row.at}
            conn.execute(sa.insert(pictures).values(**values))
        if kept:
            conn.execute(sa.update(messages).where(messages.c.id == row.id).values(media=kept))


def downgrade() -> None:
    op.execute("UPDATE messages SET media = NULL")
    op.drop_table("keys")
    op.drop_table("own_pages")
    op.drop_table("pictures")
    op.drop_column("conversations", "erased_at")
