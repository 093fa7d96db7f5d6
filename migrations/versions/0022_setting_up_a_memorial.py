"""Setting up a memorial: what it settles stands in the memorial's own document, beside what was there before."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing: a document without the new part says the same as before, and open memorials stay open."""


def downgrade() -> None:
    """The memorials' own pictures go from the pages: an older program cannot show them, nor take them back."""
    for name in ("published_media", "access_copy"):
        table = sa.table(name, sa.column("memorial_id"), sa.column("record_id"))
        op.execute(sa.delete(table).where(table.c.record_id == table.c.memorial_id))
