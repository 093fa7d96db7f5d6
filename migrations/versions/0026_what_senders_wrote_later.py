"""What a sender wrote about something already decided is found: filled by the next recomputing of every memorial."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("remembrance", sa.Column("unread_since", sa.DateTime(), nullable=True))
    columns = ["memorial_id", "unread_since"]
    op.create_index(op.f("ix_remembrance_memorial_id_unread_since"), "remembrance", columns)
    _recompute_all()


def downgrade() -> None:
    """Nothing is lost: it stands in the sealed record of each."""
    op.drop_index(op.f("ix_remembrance_memorial_id_unread_since"), table_name="remembrance")
    op.drop_column("remembrance", "unread_since")


def _recompute_all() -> None:
    connection = op.get_bind()
    words = [sa.column(name, sa.String()) for name in ("memorial_id", "record_id", "kind")]
    due = sa.table("due", *words, sa.column("due_at", sa.DateTime()))
    now = datetime.now(UTC).replace(tzinfo=None)
    for memorial_id in connection.execute(sa.text("SELECT memorial_id FROM memorial")).scalars().all():
        at = (due.c.memorial_id == memorial_id) & (due.c.record_id == memorial_id) & (due.c.kind == "recompute")
        connection.execute(sa.delete(due).where(at))
        row = {"memorial_id": memorial_id, "record_id": memorial_id, "kind": "recompute", "due_at": now}
        connection.execute(sa.insert(due), row)
