"""Which key store belongs to this database."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled in by `memorial init`, once keys and database were seen to fit."""
    op.create_table(
        "key_binding",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("store_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_binding")),
        comment="Directory: the random id of the key store that belongs to this database, in one row",
    )


def downgrade() -> None:
    op.drop_table("key_binding")
