"""Replies that wait for the end of the customer's quiet hours."""

import sqlalchemy as sa
from alembic import op

from handoff.store.columns import Instant, Json

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

WAITS = sa.text("state = 'waiting'")


def upgrade() -> None:
    op.create_table(
        "scheduled",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("case", sa.Integer, sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("agent", sa.Text, sa.ForeignKey("agents.id"), nullable=False),
        sa.Column("client_id", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("promised", Json, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("written_at", Instant, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("because", sa.Text),
        sa.Column("settled_at", Instant),
        sa.UniqueConstraint("case", "agent", "client_id"),
    )
    op.create_index("ix_scheduled_waiting", "scheduled", ["case"], sqlite_where=WAITS, postgresql_where=WAITS)


def downgrade() -> None:
    op.drop_index("ix_scheduled_waiting", "scheduled")
    op.drop_table("scheduled")
