"""What the archive remembers of its key store: the store's random id, in one row, and the keys that records name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Column, Connection, Integer, String, Table, inspect, select
from sqlalchemy.dialects import postgresql, sqlite

from memorial.adapters.db.tables import metadata

key_binding = Table(
    "key_binding",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("store_id", String(32), nullable=False),
    comment="Directory: the random id of the key store that belongs to this database, in one row",
)

_PAGE = 500
_THE_ROW = key_binding.c.id == 1


def bound_to(connection: Connection) -> str | None:
    """The id of the key store that belongs here; None where that was never noted, or in a database of before."""
    if not inspect(connection).has_table(key_binding.name):
        return None
    found: str | None = connection.execute(select(key_binding.c.store_id).where(_THE_ROW)).scalar()
    return found


def note_binding(connection: Connection, store_id: str) -> None:
    """Writes it where nothing is noted yet; what is noted already stays."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    connection.execute(insert(key_binding).values(id=1, store_id=store_id).on_conflict_do_nothing())


def keys_named(connection: Connection) -> Iterator[Sequence[str]]:
    """The record keys that sealed rows name, page by page, in a database of this version or an older one."""
    there = set(inspect(connection).get_table_names())
    for table in (one for one in metadata.sorted_tables if "key_id" in one.c and one.name in there):
        page = select(table.c.key_id).distinct().order_by(table.c.key_id).limit(_PAGE)
        last = ""
        while ids := connection.execute(page.where(table.c.key_id > last)).scalars().all():
            yield ids
            last = ids[-1]
