"""Codes with which the guardian of somebody under age agrees, refuses or takes back."""

import sqlalchemy as sa
from alembic import context, op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "guardian_code",
        sa.Column("lookup", sa.String(length=64), nullable=False),
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("lookup", name=op.f("pk_guardian_code")),
        comment="Directory: the keyed hash of a code with which a guardian agrees, refuses or takes back",
    )
    op.create_index(
        op.f("ix_guardian_code_memorial_id_record_id"), "guardian_code", ["memorial_id", "record_id"], unique=False
    )


def downgrade() -> None:
    """Only while no guardian ever said anything: an older program cannot read what the consent record tells of it.

    All the way down nothing is left to be read, and it is not refused. Codes are lost; senders can make others.
    """
    if context.get_revision_argument() is not None and _ever_said():
        raise RuntimeError(
            "A guardian agreed to something, or refused it, since the upgrade, and the older program could not read the"
            " consent record that remembers it. Nothing was changed. To go back, restore the backup that was made"
            " before the upgrade."
        )
    op.drop_index(op.f("ix_guardian_code_memorial_id_record_id"), table_name="guardian_code")
    op.drop_table("guardian_code")


def _ever_said() -> bool:
    asked = "SELECT 1 FROM consent_event WHERE actor_kind = 'guardian' LIMIT 1"
    return op.get_bind().execute(sa.text(asked)).first() is not None
