"""The record of every read and change, which only grows; indexes for the board and the reports."""

import sqlalchemy as sa
from alembic import op

from handoff.store.columns import Instant, Json

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

REFUSED = "the audit only grows"
SQLITE = "CREATE TRIGGER audit_no_{verb} BEFORE {verb} ON audit BEGIN SELECT RAISE(ABORT, '{refused}'); END"
FUNCTION = (
    "CREATE FUNCTION audit_only_grows() RETURNS trigger AS $$ "
    f"BEGIN RAISE EXCEPTION '{REFUSED}'; END $$ LANGUAGE plpgsql"
)
POSTGRESQL = "CREATE TRIGGER audit_only_grows BEFORE UPDATE OR DELETE ON audit EXECUTE FUNCTION audit_only_grows()"


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor", sa.Text()),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("case", sa.Integer()),
        sa.Column("conversation", sa.Text()),
        sa.Column("about", sa.Text()),
        sa.Column("data", Json),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_index("ix_audit_case", "audit", ["case", "actor"])
    # What was done so far; who read what was kept once for each new thing.
    op.execute(
        'INSERT INTO audit (at, actor, what, "case") '
        "SELECT at, actor, CASE what WHEN 'viewed' THEN 'read' ELSE what END, \"case\" FROM case_events ORDER BY id"
    )
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(SQLITE.format(verb=verb, refused=REFUSED))
    else:
        op.execute(FUNCTION)
        op.execute(POSTGRESQL)
    op.create_index("ix_cases_opened_at", "cases", ["opened_at"])
    op.create_index("ix_promises_due_at", "promises", ["due_at"])
    op.create_index("ix_case_events_what_at", "case_events", ["what", "at"])
    op.create_index("ix_turns_answered_at", "turns", ["answered_at"])


def downgrade() -> None:
    op.drop_index("ix_turns_answered_at", "turns")
    op.drop_index("ix_case_events_what_at", "case_events")
    op.drop_index("ix_promises_due_at", "promises")
    op.drop_index("ix_cases_opened_at", "cases")
    op.drop_table("audit")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION audit_only_grows()")
