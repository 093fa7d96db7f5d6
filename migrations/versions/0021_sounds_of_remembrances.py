"""Recordings given with remembrances: what visitors hear of them stands in the edition."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

SHOWN = sa.table(
    "published_remembrance",
    *(sa.column(name) for name in ("memorial_id", "id", "position", "kind", "body", "pictures", "sounds")),
)
FILES = ("published_media", "access_copy")


def upgrade() -> None:
    """Nothing of what is published changes: nobody was asked yet whether a recording may be heard."""
    op.add_column("published_remembrance", sa.Column("sounds", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    """Recordings are heard no more, and what is nothing else goes from the wall: an older program cannot show it."""
    connection = op.get_bind()
    for row in connection.execute(sa.select(SHOWN).where(SHOWN.c.sounds != "")).all():
        _without_sounds(connection, row)
    connection.execute(sa.text("DELETE FROM media_job WHERE record_kind = 'remembrance'"))
    op.drop_column("published_remembrance", "sounds")


def _without_sounds(connection: sa.Connection, row: sa.Row) -> None:
    for voice in json.loads(row.sounds):
        recording = voice["recording"]
        for one in [*recording["sources"], *filter(None, [recording["poster"]])]:
            for name in FILES:
                table = sa.table(name, sa.column("memorial_id"), sa.column("name"))
                mine = (table.c.memorial_id == row.memorial_id) & (table.c.name == one["name"])
                connection.execute(sa.delete(table).where(mine))
    here = (SHOWN.c.memorial_id == row.memorial_id) & (SHOWN.c.id == row.id)
    if row.body or row.pictures != "[]":
        kind = "photo" if row.pictures != "[]" else "text"
        connection.execute(sa.update(SHOWN).where(here).values(kind=kind))
        return
    connection.execute(sa.delete(SHOWN).where(here))
    key = "rowid" if connection.dialect.name == "sqlite" else "position"
    search = sa.text(f"DELETE FROM published_remembrance_search WHERE {key} = :position")
    connection.execute(search, {"position": row.position})
