"""Groups of people and places of memory: sealed records, and what visitors see of them."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def _sealed(name: str, comment: str) -> None:
    op.create_table(
        name,
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("key_id", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["memorial_id"], ["memorial.memorial_id"], name=op.f(f"fk_{name}_memorial_id")),
        sa.PrimaryKeyConstraint("memorial_id", "id", name=op.f(f"pk_{name}")),
        comment=comment,
    )


def _heading() -> list[sa.Column]:
    return [
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("audience", sa.String(length=12), nullable=False),
        sa.Column("sort_key", sa.String(length=400), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("direction", sa.String(length=4), nullable=False),
        sa.Column("names", sa.Text(), nullable=False),
    ]


def upgrade() -> None:
    _sealed("people_group", "Families, households, houses, crews, classes: who belongs together, sealed")
    _sealed("heritage_item", "Cemeteries, monuments, buildings: their names and conditions, sealed")
    op.create_table(
        "published_group",
        *_heading(),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("all_died", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("memorial_id", "id", name=op.f("pk_published_group")),
    )
    op.create_index(
        op.f("ix_published_group_memorial_id_sort_key_id"), "published_group", ["memorial_id", "sort_key", "id"]
    )
    op.create_table(
        "published_member",
        sa.Column("memorial_id", sa.String(length=40), nullable=False),
        sa.Column("group_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("audience", sa.String(length=12), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("certainty", sa.String(length=12), nullable=False),
        sa.Column("source_id", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("memorial_id", "group_id", "number", name=op.f("pk_published_member")),
    )
    op.create_index(op.f("ix_published_member_memorial_id_person_id"), "published_member", ["memorial_id", "person_id"])
    op.create_table(
        "published_heritage",
        *_heading(),
        sa.Column("places", sa.Text(), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("memorial_id", "id", name=op.f("pk_published_heritage")),
    )
    op.create_index(
        op.f("ix_published_heritage_memorial_id_sort_key_id"), "published_heritage", ["memorial_id", "sort_key", "id"]
    )


def downgrade() -> None:
    """Groups and places of memory go: an older program has nothing that could keep them."""
    op.execute("DELETE FROM dependence WHERE record_kind = 'group'")
    op.drop_index(op.f("ix_published_heritage_memorial_id_sort_key_id"), table_name="published_heritage")
    op.drop_table("published_heritage")
    op.drop_index(op.f("ix_published_member_memorial_id_person_id"), table_name="published_member")
    op.drop_table("published_member")
    op.drop_index(op.f("ix_published_group_memorial_id_sort_key_id"), table_name="published_group")
    op.drop_table("published_group")
    op.drop_table("heritage_item")
    op.drop_table("people_group")
