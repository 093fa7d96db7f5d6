"""When each kept file was last read whole; and what a commit decided that keys, ledger and files have still to hear."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fixity",
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("checked_at", sa.DateTime(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("damaged", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("memorial_id", "record_id", name=op.f("pk_fixity")),
        comment="When the files of each remembrance were last read whole, and how many were not as they were kept",
    )
    op.create_index(op.f("ix_fixity_checked_at"), "fixity", ["checked_at"], unique=False)
    op.create_table(
        "follow_up",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("at_utc", sa.DateTime(), nullable=False),
        sa.Column("memorial_id", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("detail", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
        comment="Directory: what a commit decided and the key store and the files have still to hear",
    )


def downgrade() -> None:
    op.drop_table("follow_up")
    op.drop_index(op.f("ix_fixity_checked_at"), table_name="fixity")
    op.drop_table("fixity")
