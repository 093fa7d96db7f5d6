"""Working at the desk: what somebody opened today is kept for themselves; what a reader typed and has not decided."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Empty at first: nobody's earlier work is counted."""
    op.create_table(
        "staff_reading",
        sa.Column("staff_id", sa.String(length=40), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_staff_reading")),
        comment="Directory: what somebody opened today, for themselves; sealed, in no backup, gone after a night",
    )
    op.create_table(
        "review_draft",
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.String(length=40), nullable=False),
        sa.Column("staff_id", sa.String(length=40), nullable=False),
        sa.Column("kept_at", sa.DateTime(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["memorial_id"], ["memorial.memorial_id"], name=op.f("fk_review_draft_memorial_id")),
        sa.PrimaryKeyConstraint("memorial_id", "record_id", "staff_id", name=op.f("pk_review_draft")),
        comment="What a reader typed and has not decided, sealed under the key of the record",
    )


def downgrade() -> None:
    """Nothing is lost but the day's counts, and words of readers that nothing was decided with."""
    op.drop_table("review_draft")
    op.drop_table("staff_reading")
