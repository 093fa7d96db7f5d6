"""Keys of the wall's orders by date and by place, the days of the year, and the stored order of who stand together."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# Filled by the program afterwards, from what the same row holds: '' means "not made yet".
_COLUMNS = {
    "date_key": 24,
    "date_group": 12,
    "place_key": 400,
    "place_letter": 16,
    "born_on": 12,
    "died_on": 12,
}
_INDEXES = (
    ("memorial_id", "date_key", "sort_key", "id"),
    ("memorial_id", "place_key", "sort_key", "id"),
    ("memorial_id", "born_on", "sort_key", "id"),
    ("memorial_id", "died_on", "sort_key", "id"),
)


def upgrade() -> None:
    for name, length in _COLUMNS.items():
        # Without the batch mode of SQLite: a plain new column copies no row.
        op.add_column("published_person", sa.Column(name, sa.String(length), nullable=False, server_default=""))
    for columns in _INDEXES:
        op.create_index(op.f(f"ix_published_person_{'_'.join(columns)}"), "published_person", list(columns))
    op.create_table(
        "published_together",
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("memorial_id", "person_id", name=op.f("pk_published_together")),
    )
    op.create_index(op.f("ix_published_together_memorial_id_rank"), "published_together", ["memorial_id", "rank"])


def downgrade() -> None:
    """Nothing is lost: a later upgrade makes the keys again, and the order is computed again."""
    op.drop_table("published_together")
    for columns in _INDEXES:
        op.drop_index(op.f(f"ix_published_person_{'_'.join(columns)}"), table_name="published_person")
    for name in _COLUMNS:
        op.drop_column("published_person", name)
