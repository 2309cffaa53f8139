"""Exact amounts, approvals, drafts and templates."""

import sqlalchemy as sa
from alembic import op

from handoff.store.columns import Amount, Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ASKED = sa.text("state = 'asked'")


def upgrade() -> None:
    with op.batch_alter_table("remedies") as batch:
        batch.alter_column("amount", existing_type=sa.Float(), type_=Amount(), existing_nullable=True)
    op.create_index(op.f("ix_remedies_remedy_at"), "remedies", ["remedy", "at"])
    op.create_table(
        "approvals",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("case", sa.Integer(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.Column("amount", Amount(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("granted", Amount()),
        sa.Column("decided_by", sa.Text()),
        sa.Column("decided_at", Instant()),
        sa.Column("answer", sa.Text()),
        sa.ForeignKeyConstraint(["asked_by"], ["agents.id"], name=op.f("fk_approvals_asked_by")),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name=op.f("fk_approvals_case")),
        sa.ForeignKeyConstraint(["decided_by"], ["agents.id"], name=op.f("fk_approvals_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
    )
    op.create_index(
        "uq_approvals_asked", "approvals", ["case"], unique=True, sqlite_where=ASKED, postgresql_where=ASKED
    )
    op.create_index("ix_approvals_due", "approvals", ["due_at"], sqlite_where=ASKED, postgresql_where=ASKED)
    op.create_table(
        "drafts",
        sa.Column("case", sa.Integer(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["agent"], ["agents.id"], name=op.f("fk_drafts_agent")),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name=op.f("fk_drafts_case")),
        sa.PrimaryKeyConstraint("case", "agent", "kind", name=op.f("pk_drafts")),
    )
    op.create_table(
        "templates",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edited_by", sa.Text()),
        sa.Column("edited_at", Instant(), nullable=False),
        sa.Column("removed_at", Instant()),
        sa.ForeignKeyConstraint(["edited_by"], ["agents.id"], name=op.f("fk_templates_edited_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_templates")),
    )


def downgrade() -> None:
    op.drop_table("templates")
    op.drop_table("drafts")
    op.drop_table("approvals")
    op.drop_index(op.f("ix_remedies_remedy_at"), "remedies")
    with op.batch_alter_table("remedies") as batch:
        batch.alter_column("amount", existing_type=Amount(), type_=sa.Float(), existing_nullable=True)
