"""Places without a name and the order of who stand together: no table of their own, only work that is due."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_due = sa.table("due", *(sa.column(name, sa.String()) for name in ("memorial_id", "record_id", "kind")))
_dependence = sa.table("dependence", sa.column("record_kind", sa.String()))


def upgrade() -> None:
    """What an older program published knows neither; the gate, which runs anew since 0013, queues what is asked for."""


def downgrade() -> None:
    """An older program knows no work of these kinds, and would try it again and again."""
    op.execute(sa.delete(_due).where(_due.c.kind.in_(("place", "together"))))
    op.execute(sa.delete(_dependence).where(_dependence.c.record_kind == "place"))
