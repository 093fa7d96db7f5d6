"""Paper forms that were printed and not entered yet."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Empty at first: nobody was given a paper form before."""
    op.create_table(
        "paper_sheet",
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("serial_hash", sa.String(length=64), nullable=False),
        sa.Column("lookup", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("notice_hash", sa.String(length=64), nullable=False),
        sa.Column("controls_hash", sa.String(length=64), nullable=False),
        sa.Column("printed_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("memorial_id", "serial_hash", name=op.f("pk_paper_sheet")),
        comment="Paper forms printed and not entered: keyed hashes of number and code, and the notice on them",
    )
    op.create_index(op.f("ix_paper_sheet_lookup"), "paper_sheet", ["lookup"], unique=True)


def downgrade() -> None:
    """Sheets that are on their way cannot be entered under their own code any more: an older program knows none."""
    op.drop_index(op.f("ix_paper_sheet_lookup"), table_name="paper_sheet")
    op.drop_table("paper_sheet")
