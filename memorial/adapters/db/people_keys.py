"""The index by which people are found: keys of their published names and places, on FTS5 and on PostgreSQL.

It only brings candidates: whoever is shown stands in `published_person`. A key begins with a tag of its memorial, so
that no search has to look through the people of others.
"""

from __future__ import annotations

import hashlib
from base64 import b32encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, Connection, TextClause, bindparam, text

from memorial.adapters.documents import from_bytes
from memorial.adapters.finding.forms import bones_of_names
from memorial.adapters.finding.keys import RULES, keys_of
from memorial.published.types import PublishedFact, PublishedName
from memorial.vocabulary import FactKind

TABLE = "published_keys_search"
MARK = f"rules{RULES}"
"""A key of every entry that was made by these rules. No memorial's tag can begin so: it is followed by `n` or `p`."""
OF_NAME, OF_PLACE = "n", "p"
PLACES = frozenset({FactKind.PLACE, FactKind.PLACE_OF_BIRTH, FactKind.RESIDENCE, FactKind.PLACE_OF_DEATH})
_LINE = "\n"
_TAG_LETTERS = 4


@dataclass(frozen=True)
class Entry:
    """What the index holds of one person."""

    position: int
    keys: str
    names: str
    places: str
    bones: str


@dataclass(frozen=True)
class Candidate:
    """`bones`: how the names sound without their vowels."""

    position: int
    bones: str
    names: Sequence[str]
    places: Sequence[str]


def entry_of(row: Mapping[str, Any]) -> Entry:
    """Made from the published row and from nothing else."""
    names = _lines(name.text for name in from_bytes(row["names"], tuple[PublishedName, ...]))
    facts = from_bytes(row["facts"], tuple[PublishedFact, ...]) if names else ()
    places = _lines(fact.value for fact in facts if fact.kind in PLACES)
    tag = _tag(row["memorial_id"])
    keys = [f"{tag}{OF_NAME}{key}" for key in keys_of(names)] + [f"{tag}{OF_PLACE}{key}" for key in keys_of(places)]
    together = " ".join([*dict.fromkeys(keys), MARK])
    return Entry(row["position"], together, _LINE.join(names), _LINE.join(places), bones_of_names(names))


def _lines(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(plain for one in texts if (plain := " ".join(one.split()))))


def add(connection: Connection, entries: Sequence[Entry]) -> None:
    statement = _ON_SQLITE.insert if _is_sqlite(connection) else _ON_POSTGRESQL.insert
    if entries:
        connection.execute(statement, [vars(one) for one in entries])


def forget(connection: Connection, positions: Iterable[int]) -> None:
    statement = _ON_SQLITE.delete if _is_sqlite(connection) else _ON_POSTGRESQL.delete
    if gone := [{"position": position} for position in positions]:
        connection.execute(statement, gone)


def having(
    connection: Connection, memorial_id: str, what: str, groups: Sequence[Iterable[str]], *, limit: int
) -> list[int]:
    """Positions, lowest first, of those who have at least one key of each group; `what` is of names or of places."""
    every = [sorted(group) for group in groups]
    if not every or not all(every):
        return []
    tag = _tag(memorial_id) + what
    if _is_sqlite(connection):
        match = " AND ".join("(" + " OR ".join(f'"{tag}{key}"' for key in group) + ")" for group in every)
    else:
        match = " & ".join("(" + " | ".join(f"'{tag}{key}'" for key in group) + ")" for group in every)
    return _positions(connection, match, limit)


def _positions(connection: Connection, match: str, limit: int) -> list[int]:
    statement = _ON_SQLITE.having if _is_sqlite(connection) else _ON_POSTGRESQL.having
    return list(connection.execute(statement, {"match": match, "most": limit}).scalars())


def read(connection: Connection, positions: Sequence[int]) -> list[Candidate]:
    """In the order of `positions`, without those that are not there."""
    if not positions:
        return []
    statement = _ON_SQLITE.read if _is_sqlite(connection) else _ON_POSTGRESQL.read
    rows = connection.execute(statement, {"positions": list(positions)}).all()
    found = {row[0]: Candidate(row[0], row[3], _split(row[1]), _split(row[2])) for row in rows}
    return [found[position] for position in positions if position in found]


def _split(lines: str) -> Sequence[str]:
    return lines.split(_LINE) if lines else ()


def count_waiting(connection: Connection) -> int:
    """Of how many published people the index has nothing, or what other rules made."""
    statement = _ON_SQLITE.count_waiting if _is_sqlite(connection) else _ON_POSTGRESQL.count_waiting
    return int(connection.execute(statement, {"mark": MARK}).scalar_one())


def entries(connection: Connection, positions: Sequence[int]) -> dict[int, Entry]:
    """What the index holds at these positions, for whoever checks it; keys in the order of letters."""
    statement = _ON_SQLITE.entries if _is_sqlite(connection) else _ON_POSTGRESQL.entries
    rows = connection.execute(statement, {"positions": list(positions)}).all()
    return {row.position: Entry(row.position, _sorted(row.keys), row.names, row.places, row.bones) for row in rows}


def is_current(held: Entry | None) -> bool:
    """Whether these rules made it; false where there is nothing."""
    return held is not None and MARK in held.keys.split()


def fits(row: Mapping[str, Any], held: Entry) -> bool:
    """Whether the entry is what these rules make of the published row."""
    made = entry_of(row)
    return held == Entry(made.position, _sorted(made.keys), made.names, made.places, made.bones)


def _sorted(keys: str | Iterable[str]) -> str:
    return " ".join(sorted(keys.split() if isinstance(keys, str) else keys))


@lru_cache(maxsize=256)
def _tag(memorial_id: str) -> str:
    digest = hashlib.blake2b(memorial_id.encode(), digest_size=5).digest()
    return b32encode(digest).decode().lower()[:_TAG_LETTERS]


def _is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


@dataclass(frozen=True)
class _Statements:
    insert: TextClause
    delete: TextClause
    having: TextClause
    read: TextClause
    count_waiting: TextClause
    entries: TextClause


_POSITIONS: BindParameter[Any] = bindparam("positions", expanding=True)

# The columns of an FTS5 table lie in its table of content, by number: read there, they cost a third.
_ON_SQLITE = _Statements(
    text(
        "INSERT INTO published_keys_search (rowid, keys, names, places, bones)"
        " VALUES (:position, :keys, :names, :places, :bones)"
    ),
    text("DELETE FROM published_keys_search WHERE rowid = :position"),
    text("SELECT rowid FROM published_keys_search WHERE published_keys_search MATCH :match ORDER BY rowid LIMIT :most"),
    text(
        "SELECT id AS position, c1 AS names, c2 AS places, c3 AS bones FROM published_keys_search_content"
        " WHERE id IN :positions"
    ).bindparams(_POSITIONS),
    text(
        "SELECT count(*) FROM published_person WHERE position NOT IN"
        " (SELECT rowid FROM published_keys_search WHERE published_keys_search MATCH :mark)"
    ),
    text(
        "SELECT id AS position, c0 AS keys, c1 AS names, c2 AS places, c3 AS bones FROM published_keys_search_content"
        " WHERE id IN :positions"
    ).bindparams(_POSITIONS),
)

_ON_POSTGRESQL = _Statements(
    text(
        "INSERT INTO published_keys_search (position, keys, names, places, bones)"
        " VALUES (:position, array_to_tsvector(string_to_array(:keys, ' ')), :names, :places, :bones)"
    ),
    text("DELETE FROM published_keys_search WHERE position = :position"),
    text(
        "SELECT position FROM published_keys_search WHERE keys @@ CAST(:match AS tsquery) ORDER BY position LIMIT :most"
    ),
    text("SELECT position, names, places, bones FROM published_keys_search WHERE position IN :positions").bindparams(
        _POSITIONS
    ),
    text(
        "SELECT count(*) FROM published_person WHERE position NOT IN"
        " (SELECT position FROM published_keys_search WHERE keys @@ CAST(:mark AS tsquery))"
    ),
    text(
        "SELECT position, tsvector_to_array(keys) AS keys, names, places, bones FROM published_keys_search"
        " WHERE position IN :positions"
    ).bindparams(_POSITIONS),
)
