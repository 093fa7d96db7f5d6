"""The full-text indexes of the edition, on FTS5 and on PostgreSQL: fill, forget, and find the newest that match."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, TextClause, text

from memorial.disclosure.folding import search_tokens, search_words

MOST_QUERY_WORDS = 8
LONGEST_QUERY = 200
SHORTEST_PREFIX = 3


@dataclass(frozen=True)
class _Statements:
    insert: TextClause
    delete: TextClause
    find: TextClause


def _on_sqlite(table: str) -> _Statements:
    return _Statements(
        text(f"INSERT INTO {table} (rowid, memorial, words) VALUES (:position, :memorial, :words)"),  # noqa: S608
        text(f"DELETE FROM {table} WHERE rowid = :position"),  # noqa: S608
        text(
            f"SELECT rowid FROM {table} WHERE {table} MATCH :match AND rowid < :before"  # noqa: S608
            " ORDER BY rowid DESC LIMIT :most"
        ),
    )


def _on_postgresql(table: str) -> _Statements:
    return _Statements(
        text(
            f"INSERT INTO {table} (position, memorial, words)"  # noqa: S608
            " VALUES (:position, :memorial, array_to_tsvector(string_to_array(:words, ' ')))"
        ),
        text(f"DELETE FROM {table} WHERE position = :position"),  # noqa: S608
        text(
            f"SELECT position FROM {table} WHERE memorial = :memorial AND position < :before"  # noqa: S608
            " AND words @@ CAST(:match AS tsquery) ORDER BY position DESC LIMIT :most"
        ),
    )


@dataclass(frozen=True)
class SearchIndex:
    """One index. Table names are ours, written here, so that they may stand in a statement."""

    sqlite: _Statements
    postgresql: _Statements

    @classmethod
    def named(cls, table: str) -> SearchIndex:
        return cls(_on_sqlite(table), _on_postgresql(table))

    def _statements(self, connection: Connection) -> _Statements:
        return self.sqlite if connection.dialect.name == "sqlite" else self.postgresql

    def add(self, connection: Connection, entries: Sequence[tuple[str, int, Sequence[str]]]) -> None:
        """Each entry is a memorial's id, a position, and the texts whose words are to be found there."""
        rows = [
            {"position": position, "memorial": memorial_id, "words": _words_of(texts)}
            for memorial_id, position, texts in entries
        ]
        connection.execute(self._statements(connection).insert, rows)

    def forget(self, connection: Connection, position: int) -> None:
        connection.execute(self._statements(connection).delete, {"position": position})

    def find(self, connection: Connection, memorial_id: str, query: str, *, before: int, limit: int) -> list[int]:
        """Positions below `before`, highest first, of what holds every word; the last word also as a beginning."""
        words = list(dict.fromkeys(search_words(query[:LONGEST_QUERY])))[:MOST_QUERY_WORDS]
        if not words:
            return []
        wanted: dict[str, object] = {"before": before, "most": limit}
        if connection.dialect.name == "sqlite":
            wanted["match"] = _fts5_query(memorial_id, words)
        else:
            wanted |= {"match": _tsquery(words), "memorial": memorial_id}
        return list(connection.execute(self._statements(connection).find, wanted).scalars())


def _words_of(texts: Sequence[str]) -> str:
    return " ".join(dict.fromkeys(token for one in texts for token in search_tokens(one)))


PEOPLE = SearchIndex.named("published_person_search")
REMEMBRANCES = SearchIndex.named("published_remembrance_search")


def _fts5_query(memorial_id: str, words: Sequence[tuple[str, ...]]) -> str:
    *whole, last = words
    every = [_any_of((f'"{form}"' for form in forms), " OR ") for forms in whole]
    every.append(_any_of((f'"{form}"*' if _may_begin(form) else f'"{form}"' for form in last), " OR "))
    return f'memorial : "{memorial_id}" AND words : ({" AND ".join(every)})'


def _tsquery(words: Sequence[tuple[str, ...]]) -> str:
    *whole, last = words
    every = [_any_of((f"'{form}'" for form in forms), " | ") for forms in whole]
    every.append(_any_of((f"'{form}':*" if _may_begin(form) else f"'{form}'" for form in last), " | "))
    return " & ".join(every)


def _may_begin(form: str) -> bool:
    return len(form) >= SHORTEST_PREFIX


def _any_of(forms: Iterable[str], either: str) -> str:
    """Forms hold letters and digits only: they come out of the folding, never raw from a reader."""
    return f"({either.join(forms)})"
