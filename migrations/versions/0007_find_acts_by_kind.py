"""The audit log is asked what was done last of a kind, and how often: an index, so that a long log answers at once."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_audit_entry_action_at_utc"), "audit_entry", ["action", "at_utc"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_audit_entry_action_at_utc"), table_name="audit_entry")
