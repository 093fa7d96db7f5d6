"""Kin, other addresses of a person, entries without a name, portraits; and the gate runs anew over everything."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "published_kin",
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("other_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kinship", sa.String(length=16), nullable=False),
        sa.Column("certainty", sa.String(length=12), nullable=False),
        sa.Column("audience", sa.String(length=12), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("source_id", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("memorial_id", "person_id", "other_id", "number", name=op.f("pk_published_kin")),
    )
    op.create_index(
        op.f("ix_published_kin_memorial_id_other_id"), "published_kin", ["memorial_id", "other_id"], unique=False
    )
    op.create_table(
        "published_alias",
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("leads_to", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("memorial_id", "id", name=op.f("pk_published_alias")),
    )
    op.create_index(op.f("ix_published_alias_id"), "published_alias", ["id"], unique=False)
    op.add_column("published_person", sa.Column("kept", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("published_person", sa.Column("portrait", sa.Text(), server_default="", nullable=False))
    _run_the_gate_anew()


def _run_the_gate_anew() -> None:
    """Rules about children and closed matters are new: what is published is measured by them at the first chance."""
    connection = op.get_bind()
    memorials = connection.execute(sa.text("SELECT memorial_id FROM memorial")).scalars().all()
    words = [sa.column(name, sa.String()) for name in ("memorial_id", "record_id", "kind")]
    due = sa.table("due", *words, sa.column("due_at", sa.DateTime()))
    for memorial_id in memorials:
        at = (due.c.memorial_id == memorial_id) & (due.c.record_id == memorial_id) & (due.c.kind == "recompute")
        connection.execute(sa.delete(due).where(at))
        row = {"memorial_id": memorial_id, "record_id": memorial_id, "kind": "recompute"}
        connection.execute(sa.insert(due), {**row, "due_at": datetime.now(UTC).replace(tzinfo=None)})


def downgrade() -> None:
    op.drop_column("published_person", "portrait")
    op.drop_column("published_person", "kept")
    op.drop_index(op.f("ix_published_alias_id"), table_name="published_alias")
    op.drop_table("published_alias")
    op.drop_index(op.f("ix_published_kin_memorial_id_other_id"), table_name="published_kin")
    op.drop_table("published_kin")
