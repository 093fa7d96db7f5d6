"""Uploads that can be resumed: which sealed pieces have come by now."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "upload",
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("lookup", sa.String(length=64), nullable=False),
        sa.Column("key_id", sa.String(length=40), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["memorial_id"], ["memorial.memorial_id"], name=op.f("fk_upload_memorial_id")),
        sa.PrimaryKeyConstraint("memorial_id", "id", name=op.f("pk_upload")),
        comment="Files on their way into a draft, sealed under its code and a key of their own",
    )
    op.create_index(op.f("ix_upload_lookup"), "upload", ["lookup"])
    op.create_index(op.f("ix_upload_expires_at"), "upload", ["expires_at"])
    op.create_table(
        "upload_piece",
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("upload_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("vault_id", sa.String(length=40), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("memorial_id", "upload_id", "number", name=op.f("pk_upload_piece")),
        comment="Which sealed files hold the bytes that have come, with their keys, sealed",
    )


def downgrade() -> None:
    """What was still on its way goes, as it does within a day anyway; the worker takes its files and keys away."""
    doomed = (
        "INSERT INTO follow_up (id, kind, at_utc, memorial_id, subject, action, detail)"
        " SELECT {0}, '{1}', :now, '', {0}, '', '' FROM {2}"
    )
    now = sa.bindparam("now", datetime.now(UTC).replace(tzinfo=None), sa.DateTime())
    for subject, kind, table in (("vault_id", "file", "upload_piece"), ("key_id", "key", "upload")):
        op.execute(sa.text(doomed.format(subject, kind, table)).bindparams(now))
    op.drop_table("upload_piece")
    op.drop_table("upload")
