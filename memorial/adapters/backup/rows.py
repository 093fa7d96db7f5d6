"""The tables of an installation as rows that do not depend on the database: out of one, into one, and compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, MetaData, Table, insert, select

from memorial.adapters.backup.stream import Tally, decode_row, encode_row
from memorial.adapters.db.database import SEARCH_TABLES, VERSION_TABLE
from memorial.adapters.db.edition_tables import PUBLISHED

MARK_TABLE = "restore_mark"
"""Only in a database into which a restore is under way (`place.py`)."""
SCHEMA_TABLE = "restore_schema"
"""The schema's version there, while `alembic_version` says to everybody that a restore is under way."""
NOT_KEPT = frozenset({
    *("staff_session", "staff_challenge", "staff_reading", "review_draft"), VERSION_TABLE, MARK_TABLE, SCHEMA_TABLE,
})  # fmt: skip
"""Who is signed in ends with a restore; the schema's version is in the backup's first words."""
MADE_ANEW = frozenset({*PUBLISHED, *SEARCH_TABLES, "access_copy"}) - {"published_edition"}
"""What visitors see. It lies in clear, so that in a backup it would outlive the key that an erasure destroys. The gate
makes it anew at the end of a restore. Older backups hold it; it is read over."""

_BATCH = 500


def tables_of(connection: Connection) -> list[Table]:
    """The tables of a backup as they are in that database, those that others refer to first."""
    found, left_out = MetaData(), NOT_KEPT | MADE_ANEW
    found.reflect(connection, only=lambda name, _: not name.startswith(SEARCH_TABLES) and name not in left_out)
    return list(found.sorted_tables)


def rows_of(connection: Connection, table: Table) -> Iterator[list[Any]]:
    """Encoded rows, in flat memory."""
    result = connection.execute(select(table), execution_options={"yield_per": _BATCH})
    for row in result:
        yield encode_row(row)


def put_rows(connection: Connection, table: Table, rows: Iterable[Sequence[Any]], columns: Sequence[str]) -> None:
    known = [name for name in columns if name in table.c]
    for some in _batches(rows):
        decoded = [dict(zip(columns, decode_row(row), strict=True)) for row in some]
        connection.execute(insert(table), [{name: row[name] for name in known} for row in decoded])


def _batches(rows: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    everything = iter(rows)
    while some := list(islice(everything, _BATCH)):
        yield some


def tally_of(connection: Connection, table: Table) -> dict[str, Any]:
    """Number of rows and digest of one table as it stands in the database now."""
    tally = Tally()
    for row in rows_of(connection, table):
        tally.add(row)
    return tally.words()
