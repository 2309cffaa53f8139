"""Texts in their order, paced for all processes; wishes with their time; messages that know how they fared."""

import sqlalchemy as sa
from alembic import op

from handoff.store.columns import Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

READY = sa.text("state = 'ready'")


def upgrade() -> None:
    op.add_column("messages", sa.Column("origin", sa.Text()))
    op.add_column("suppressions", sa.Column("lifted_at", Instant()))
    op.add_column("outbox", sa.Column("place", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("outbox", sa.Column("spoken_at", Instant(), nullable=False, server_default="0"))
    op.execute("UPDATE outbox SET spoken_at = ready_at")
    op.drop_column("outbox", "expires_at")
    op.drop_index("ix_outbox_claim", "outbox")
    op.create_index(
        "ix_outbox_claim",
        "outbox",
        ["from_address", "priority", "ready_at", "id"],
        sqlite_where=READY,
        postgresql_where=READY,
    )
    waiting = ["priority", "spoken_at"]
    op.create_index("ix_outbox_waiting", "outbox", waiting, sqlite_where=READY, postgresql_where=READY)
    for state, column in (("sending", "lease_until"), ("unknown", "ready_at")):
        where = sa.text(f"state = '{state}'")
        op.create_index(f"ix_outbox_{state}", "outbox", [column], sqlite_where=where, postgresql_where=where)
    op.create_table(
        "our_numbers",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("free_at", Instant()),
        sa.Column("checked_at", Instant()),
        sa.Column("check_at", Instant()),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_our_numbers")),
    )


def downgrade() -> None:
    op.drop_table("our_numbers")
    for name in ("ix_outbox_unknown", "ix_outbox_sending", "ix_outbox_waiting", "ix_outbox_claim"):
        op.drop_index(name, "outbox")
    op.create_index(
        "ix_outbox_claim", "outbox", ["priority", "ready_at", "id"], sqlite_where=READY, postgresql_where=READY
    )
    with op.batch_alter_table("outbox") as batch:
        batch.drop_column("place")
        batch.drop_column("spoken_at")
        batch.add_column(sa.Column("expires_at", Instant()))
    op.drop_column("suppressions", "lifted_at")
    op.drop_column("messages", "origin")
