"""Names stand in the order of their own alphabet: the keys of every memorial are made anew by the next recomputing."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _recompute_all()


def downgrade() -> None:
    """An older program orders by plain letters again."""
    _recompute_all()


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
