"""The tables of an installation as rows that do not depend on the database: out of one, into one, and compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, MetaData, Table, insert, select, text

from memorial.adapters.backup.stream import Tally, decode_row, encode_row
from memorial.adapters.db.database import SEARCH_TABLES

NOT_KEPT = frozenset({"staff_session", "staff_challenge", "alembic_version"})
"""Who is signed in ends with a restore; the schema's version is in the backup's first words."""
SHOWN_LAST = "published_memorial"
"""Without a row of it nobody outside sees anything: the gate writes these rows anew at the very end of a restore."""

_SEARCH_COLUMNS = ["position", "memorial", "words"]
_BATCH = 500


def tables_of(connection: Connection) -> list[Table]:
    """The tables as they are in that database, those that others refer to first."""
    found = MetaData()
    found.reflect(connection, only=lambda name, _: not name.startswith(SEARCH_TABLES) and name not in NOT_KEPT)
    return list(found.sorted_tables)


def rows_of(connection: Connection, table: Table) -> Iterator[list[Any]]:
    """Encoded rows, in flat memory."""
    result = connection.execute(select(table), execution_options={"yield_per": _BATCH})
    for row in result:
        yield encode_row(row)


def search_rows(connection: Connection, name: str) -> Iterator[list[Any]]:
    """What a full-text index holds: where, for which memorial, and its words in an order of their own."""
    if connection.dialect.name == "sqlite":
        asked = f"SELECT rowid, memorial, words FROM {name}"  # noqa: S608 - a name of ours
    else:
        asked = f"SELECT position, memorial, array_to_string(tsvector_to_array(words), ' ') FROM {name}"  # noqa: S608
    for row in connection.execute(text(asked), execution_options={"yield_per": _BATCH}):
        yield [row[0], row[1], " ".join(sorted(set(row[2].split())))]


def put_rows(connection: Connection, table: Table, rows: Iterable[Sequence[Any]], columns: Sequence[str]) -> None:
    known = [name for name in columns if name in table.c]
    for some in _batches(rows):
        decoded = [dict(zip(columns, decode_row(row), strict=True)) for row in some]
        connection.execute(insert(table), [{name: row[name] for name in known} for row in decoded])


def put_search_rows(connection: Connection, name: str, rows: Iterable[Sequence[Any]]) -> None:
    if connection.dialect.name == "sqlite":
        said = f"INSERT INTO {name} (rowid, memorial, words) VALUES (:position, :memorial, :words)"  # noqa: S608
    else:
        said = (
            f"INSERT INTO {name} (position, memorial, words)"  # noqa: S608
            " VALUES (:position, :memorial, array_to_tsvector(string_to_array(:words, ' ')))"
        )
    for some in _batches(rows):
        connection.execute(text(said), [dict(zip(_SEARCH_COLUMNS, row, strict=True)) for row in some])


def _batches(rows: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    everything = iter(rows)
    while some := list(islice(everything, _BATCH)):
        yield some


def tally_of(connection: Connection, name: str, table: Table | None) -> dict[str, Any]:
    """Number of rows and digest of one table as it stands in the database now."""
    tally = Tally()
    for row in search_rows(connection, name) if table is None else rows_of(connection, table):
        tally.add(row)
    return tally.words()
