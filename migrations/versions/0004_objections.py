"""Objections of readers and relatives, and their codes."""

import sqlalchemy as sa
from alembic import context, op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "objection",
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("key_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("waiting", sa.Boolean(), nullable=False),
        sa.Column("waiting_since", sa.DateTime(), nullable=False),
        sa.Column("at_once", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["memorial_id"], ["memorial.memorial_id"], name=op.f("fk_objection_memorial_id")),
        sa.PrimaryKeyConstraint("memorial_id", "id", name=op.f("pk_objection")),
    )
    op.create_index(
        op.f("ix_objection_memorial_id_waiting_waiting_since"),
        "objection",
        ["memorial_id", "waiting", "waiting_since"],
        unique=False,
    )


def downgrade() -> None:
    """Only while nobody ever objected: what was hidden stands in sealed records, where no older program can read it.

    All the way down nothing is left to be read, and it is not refused.
    """
    if context.get_revision_argument() is not None and _ever_raised():
        raise RuntimeError(
            "Somebody objected to something since the upgrade, and the older program could not read the records that"
            " remember it. Nothing was changed. To go back, restore the backup that was made before the upgrade."
        )
    op.execute("DELETE FROM receipt WHERE record_kind = 'objection'")
    op.execute("DELETE FROM due WHERE kind IN ('lapse', 'forget')")
    op.drop_index(op.f("ix_objection_memorial_id_waiting_waiting_since"), table_name="objection")
    op.drop_table("objection")


def _ever_raised() -> bool:
    """Objections are erased in time; the audit log goes on telling that there was one."""
    asked = ("SELECT 1 FROM objection", "SELECT 1 FROM audit_entry WHERE subject_kind = 'objection'")
    return any(op.get_bind().execute(sa.text(f"{one} LIMIT 1")).first() is not None for one in asked)
