"""What the desk finds a remembrance by: hashes under its own key. They are made by the program, by and by."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "found_by",
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.String(length=40), nullable=False),
        sa.Column("rules", sa.Integer(), nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("memorial_id", "record_id", name=op.f("pk_found_by")),
        comment="Keyed hashes, under each record's own key, of the words by which the desk finds it",
    )


def downgrade() -> None:
    """Nothing is lost: a later upgrade makes them again."""
    op.drop_table("found_by")
