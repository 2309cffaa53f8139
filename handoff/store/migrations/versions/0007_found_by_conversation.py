"""Fragments are found by their turn and turns by their conversation, on every message, not by reading all there are."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_inbox_turn", "inbox", ["turn"])
    op.create_index("ix_turns_conversation", "turns", ["conversation", "answered_at"])


def downgrade() -> None:
    op.drop_index("ix_turns_conversation", "turns")
    op.drop_index("ix_inbox_turn", "inbox")
