"""Lists as documents: their records and rows, sealed, and pairs of whom a machine thinks that they may be one person.

Imports of before keep their line in `import_batch`, which an undo needs, and have no list.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_COUNTS = ("rows", "done", "added", "left_out", "noted", "compared", "erased", "kept", "revision")


def upgrade() -> None:
    op.create_table(
        "name_list",
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("key_id", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("staged_at", sa.DateTime(timezone=False), nullable=False),
        sa.Column("file_id", sa.String(length=40), nullable=True),
        sa.Column("table_id", sa.String(length=40), nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _COUNTS),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["memorial_id"], ["memorial.memorial_id"], name=op.f("fk_name_list_memorial_id")),
        sa.PrimaryKeyConstraint("memorial_id", "id", name=op.f("pk_name_list")),
        comment="Lists of names: how far their import has come in clear, all else sealed",
    )
    op.create_table(
        "list_row",
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("list_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("memorial_id", "list_id", "number", name=op.f("pk_list_row")),
        comment="The rows of lists that were brought in, sealed under the list's key, with whom each of them added",
    )
    op.create_index(op.f("ix_list_row_memorial_id_person_id"), "list_row", ["memorial_id", "person_id"])
    op.create_table(
        "same_person",
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("list_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("memorial_id", "list_id", "id", name=op.f("pk_same_person")),
        comment="Who may be one person with whom, sealed: that two are alike would tell a name that is kept",
    )
    op.create_index(op.f("ix_same_person_memorial_id_id"), "same_person", ["memorial_id", "id"])


def downgrade() -> None:
    """People who were brought in stay, with their source; the rows that they came from, and the pairs, are lost."""
    op.execute("DELETE FROM due WHERE kind = 'import'")
    op.drop_table("same_person")
    op.drop_table("list_row")
    op.drop_table("name_list")
