"""What a town's databases hold: asked in plain SQL, kept as it is, and put back after every act. On both databases."""

from __future__ import annotations

from contextlib import closing
from typing import Any, Protocol

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from memorial.adapters.db.database import is_sqlite, sqlite_path
from memorial.adapters.db.sqlite import sqlite_dbapi

Row = tuple[Any, ...]


class Databases(Protocol):
    """The archive and the keys of one installation."""

    def rows(self, statement: str, given: tuple[Any, ...] = ()) -> list[Row]:
        """What the archive answers; `?` stands for what is given."""
        ...

    def keep(self) -> None:
        """Remember everything as it is now."""
        ...

    def restore(self) -> None:
        """Everything as it was when it was kept."""
        ...

    def close(self) -> None: ...


def open_databases(archive: str, keys: str) -> Databases:
    return SqliteDatabases(archive, keys) if is_sqlite(archive) else PostgresDatabases(archive, keys)


class SqliteDatabases:
    """Copies whole files into memory and back."""

    def __init__(self, archive: str, keys: str) -> None:
        self._paths = [str(sqlite_path(url)) for url in (archive, keys)]
        self._archive = sqlite_dbapi().connect(self._paths[0], isolation_level=None)
        self._kept: list[tuple[str, Any]] = []

    def rows(self, statement: str, given: tuple[Any, ...] = ()) -> list[Row]:
        found: list[Row] = self._archive.execute(statement, given).fetchall()
        return found

    def keep(self) -> None:
        for path in self._paths:
            memory = sqlite_dbapi().connect(":memory:")
            with closing(sqlite_dbapi().connect(path)) as source:
                source.backup(memory)
            self._kept.append((path, memory))

    def restore(self) -> None:
        for path, memory in self._kept:
            with closing(sqlite_dbapi().connect(path)) as target:
                target.execute("PRAGMA synchronous = OFF")
                memory.backup(target)

    def close(self) -> None:
        self._archive.close()
        for _path, memory in self._kept:
            memory.close()


class PostgresDatabases:
    """Keeps a second set of tables in a schema that the program never looks at.

    Only a superuser can put back what the program's own triggers let nobody change.
    """

    def __init__(self, archive: str, keys: str) -> None:
        self._connections = [_connect(url) for url in (archive, keys)]

    def rows(self, statement: str, given: tuple[Any, ...] = ()) -> list[Row]:
        return self._connections[0].execute(statement.replace("?", "%s"), given).fetchall()

    def keep(self) -> None:
        for connection in self._connections:
            connection.execute("CREATE SCHEMA kept")
            for name in _tables(connection):
                connection.execute(sql.SQL("CREATE TABLE kept.{0} AS TABLE public.{0}").format(sql.Identifier(name)))

    def restore(self) -> None:
        for connection in self._connections:
            with connection.transaction():
                connection.execute("SET LOCAL session_replication_role = replica")
                for name in _tables(connection):
                    connection.execute(_PUT_BACK.format(sql.Identifier(name)))

    def close(self) -> None:
        for connection in self._connections:
            connection.close()


# Only where something differs: an unchanged table costs one reading.
_PUT_BACK = sql.SQL(
    "DO $$ BEGIN IF EXISTS ((TABLE public.{0} EXCEPT ALL TABLE kept.{0}) UNION ALL (TABLE kept.{0} EXCEPT ALL TABLE"
    " public.{0})) THEN DELETE FROM public.{0}; INSERT INTO public.{0} OVERRIDING SYSTEM VALUE TABLE kept.{0};"
    " END IF; END $$"
)


def _connect(url: str) -> psycopg.Connection[Row]:
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(address, autocommit=True)


def _tables(connection: psycopg.Connection[Row]) -> list[str]:
    asked = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    return [str(name) for (name,) in connection.execute(asked)]
