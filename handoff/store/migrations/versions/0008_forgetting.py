"""Whether the bots, too, have forgotten a conversation whose customer had it erased."""

import sqlalchemy as sa
from alembic import op

from handoff.store.columns import Instant

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

WAITS = sa.text("erased_at IS NOT NULL AND forgotten_at IS NULL")


def upgrade() -> None:
    op.add_column("conversations", sa.Column("forgotten_at", Instant()))
    op.create_index(
        "ix_conversations_to_forget", "conversations", ["erased_at"], sqlite_where=WAITS, postgresql_where=WAITS
    )


def downgrade() -> None:
    op.drop_index("ix_conversations_to_forget", "conversations")
    op.drop_column("conversations", "forgotten_at")
