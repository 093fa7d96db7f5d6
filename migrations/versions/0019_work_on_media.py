"""Work on media: of which recordings copies are to be made, and which files an attempt has begun."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "media_job",
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.String(length=40), nullable=False),
        sa.Column("file_id", sa.String(length=40), nullable=False),
        sa.Column("record_kind", sa.String(length=16), nullable=False),
        sa.Column("cut", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(length=24), nullable=False),
        sa.Column("made_at_utc", sa.DateTime(), nullable=False),
        sa.Column("again_at_utc", sa.DateTime(), nullable=False),
        sa.Column("lease", sa.String(length=40), nullable=False),
        sa.Column("leased_until_utc", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("memorial_id", "record_id", "file_id", name=op.f("pk_media_job")),
        comment="Recordings whose copies are to be made: ids and numbers only",
    )
    op.create_table(
        "media_begun",
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("vault_id", sa.String(length=40), nullable=False),
        sa.Column("lease", sa.String(length=40), nullable=False),
        sa.Column("loose_since_utc", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("memorial_id", "vault_id", name=op.f("pk_media_begun")),
        comment="Sealed files that an attempt may have written, noted before, so that none is left over",
    )


def downgrade() -> None:
    """Nothing is lost with the work that waits: what is to be made follows from the interviews."""
    op.drop_table("media_begun")
    op.drop_table("media_job")
