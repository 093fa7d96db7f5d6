"""The record of what happened: its sealed entries, and what visitors see of it."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "record_entry",
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("key_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["memorial_id"], ["memorial.memorial_id"], name=op.f("fk_record_entry_memorial_id")),
        sa.PrimaryKeyConstraint("memorial_id", "id", name=op.f("pk_record_entry")),
        comment="What sources say of what happened: each entry sealed with all of its earlier states",
    )
    op.create_table(
        "published_record",
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("part", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("audience", sa.String(length=12), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("memorial_id", "part", "number", name=op.f("pk_published_record")),
    )


def downgrade() -> None:
    """The record goes: an older program has nothing that could keep it. Take it out first (`memorial export`)."""
    op.execute("DELETE FROM dependence WHERE record_kind = 'record'")
    op.drop_table("published_record")
    op.drop_table("record_entry")
