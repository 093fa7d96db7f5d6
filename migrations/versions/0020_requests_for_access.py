"""Requests for access to interviews, sealed."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "access_request",
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("key_id", sa.String(length=40), nullable=False),
        sa.Column("interview_id", sa.String(length=40), nullable=False),
        sa.Column("waiting", sa.Boolean(), nullable=False),
        sa.Column("waiting_since", sa.DateTime(), nullable=False),
        sa.Column("link_lookup", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["memorial_id"], ["memorial.memorial_id"], name=op.f("fk_access_request_memorial_id")),
        sa.PrimaryKeyConstraint("memorial_id", "id", name=op.f("pk_access_request")),
        comment="Requests for an interview, sealed; `link_lookup`: the keyed hash of the link that was given",
    )


def downgrade() -> None:
    """Requests go, and links that were given open nothing: an older program knows neither."""
    op.execute("DELETE FROM receipt WHERE record_kind = 'access'")
    op.execute("DELETE FROM due WHERE kind = 'forget_access'")
    op.drop_table("access_request")
