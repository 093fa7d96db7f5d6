"""Where a restore goes: whether it is empty, the marks that keep it closed until all is proved, and clearing it again.

Two marks, since servers of one database can stand on several machines: a file in the home, and the word `restoring` in
the place of the schema's version, with which no program opens the database. Each also says into which place the restore
goes. Only what its own mark names is cleared without asking whether it is empty: with another address in the settings,
what lies there may be somebody's installation.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, make_url, text

from memorial.adapters.backup.errors import NotABackup, NotEmpty, RestoreFailed
from memorial.adapters.backup.files_place import FilesPlace
from memorial.adapters.backup.rows import MARK_TABLE, SCHEMA_TABLE
from memorial.adapters.db.database import (
    RESTORING,
    UNFINISHED,
    VERSION_TABLE,
    is_sqlite,
    make_sqlite_file,
    migrate,
    migrate_down,
    newest_migration,
    open_writing_engine,
    sqlite_path,
)

_HOLDING = ("memorial", "remembrance", "person", "staff", "audit_entry", "draft")


@dataclass(frozen=True)
class Mark:
    """One restore: which, into which place (a digest), from which schema, and whether it was proved to its end."""

    id: str
    place: str
    revision: str
    proved: bool = False


@dataclass(frozen=True)
class Place:
    """The database, where files go, and the folder in which the mark lies. `migrations` is where they are."""

    url: str
    files: FilesPlace
    home: Path
    migrations: Path

    def prepare(self, revision: str) -> None:
        """Mark it, then make an empty database of that schema. What an unfinished restore left is cleared away.

        Raises `NotEmpty` where anything else is, and `NotABackup` for a schema that is not known here.
        """
        if not any((self.migrations / "versions").glob(f"{revision}_*.py")):
            raise NotABackup("This backup was made by a newer version of the program. Restore it with that version.")
        in_home, in_database = self._mark_in_home(), self._mark_in_database()
        self._finish_if_proved(in_home)
        if in_home is None:
            self._refuse_unless_files_empty()
        if in_database is None:
            self._refuse_unless_database_empty()
        mark = Mark(secrets.token_hex(16), self._digest(), revision)
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._write_mark(mark)
        self._clear(in_database)
        self._close_database(mark)
        migrate(self.url, self.migrations, revision, version_table=SCHEMA_TABLE)

    def upgrade(self) -> None:
        """Bring the loaded rows to the schema of this program. The place is closed at every moment of it."""
        migrate(self.url, self.migrations, version_table=SCHEMA_TABLE)

    def open(self) -> None:
        """All is proved: from now on the program opens it."""
        in_home, in_database = self._mark_in_home(), self._mark_in_database()
        if in_home is None or in_database is None or in_home.id != in_database.id:
            raise RestoreFailed(
                "Another restore into this place began meanwhile. It stays closed: restore again, one at a time."
            )
        # An end between these steps leaves no doubt whether it was proved.
        self._write_mark(replace(in_home, proved=True))
        with _engine(self.url) as engine:
            assert engine is not None
            with engine.begin() as connection:
                if _one_of(connection, SCHEMA_TABLE) != newest_migration(self.migrations):
                    raise RestoreFailed("The restored rows are not of this version. It stays closed: restore again.")
                for table in (MARK_TABLE, SCHEMA_TABLE):
                    connection.execute(text(f"DROP TABLE {table}"))
                _say_version(connection, newest_migration(self.migrations))
        self._remove_mark()

    # The marks

    @property
    def _file(self) -> Path:
        return self.home / UNFINISHED

    def _digest(self) -> str:
        """Which database and which files, and no password."""
        address = make_url(self.url).set(password=None).render_as_string()
        return hashlib.sha256(f"{address}\n{self.files.name}".encode()).hexdigest()

    def _mark_in_home(self) -> Mark | None:
        """The mark of an earlier restore into just this place; None where there is none, or it names another place."""
        try:
            found = Mark(**json.loads(self._file.read_bytes()))
        except (FileNotFoundError, ValueError, TypeError):
            return None
        return found if found.place == self._digest() else None

    def _mark_in_database(self) -> Mark | None:
        """The same of the database, which no program opens while it has one."""
        if self._version() != RESTORING:
            return None
        with _engine(self.url) as engine:
            if engine is None or not inspect(engine).has_table(MARK_TABLE):
                return None
            with engine.connect() as connection:
                row = connection.execute(text(f"SELECT id, place, revision FROM {MARK_TABLE}")).first()  # noqa: S608
        found = Mark(*row) if row else None
        return found if found and found.place == self._digest() else None

    def _finish_if_proved(self, mark: Mark | None) -> None:
        """The restore before was ended between its last two steps: only its mark is left. Nothing is done twice."""
        if mark and mark.proved and self._version() == newest_migration(self.migrations):
            self._remove_mark()
            raise NotEmpty(
                "The restore before this one was proved, and only its last step was missing. It is open now, and"
                " nothing was restored again: memorial serve"
            )

    def _write_mark(self, mark: Mark) -> None:
        waiting = self._file.with_name(f"{UNFINISHED}.new")
        with waiting.open("w") as file:
            json.dump(asdict(mark), file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(waiting, self._file)
        _sync(self.home)

    def _remove_mark(self) -> None:
        self._file.unlink()
        _sync(self.home)

    def _close_database(self, mark: Mark) -> None:
        """The word and the mark come together, before the first table of a backup is made."""
        make_sqlite_file(self.url)
        with _engine(self.url) as engine:
            assert engine is not None
            with engine.begin() as connection:
                columns = "id VARCHAR(64), place VARCHAR(64), revision VARCHAR(32)"
                connection.execute(text(f"CREATE TABLE {MARK_TABLE} ({columns})"))
                words = {"id": mark.id, "place": mark.place, "revision": mark.revision}
                connection.execute(text(f"INSERT INTO {MARK_TABLE} VALUES (:id, :place, :revision)"), words)  # noqa: S608
                _say_version(connection, RESTORING)

    def _version(self) -> str | None:
        with _engine(self.url) as engine:
            if engine is None or not inspect(engine).has_table(VERSION_TABLE):
                return None
            with engine.connect() as connection:
                return _one_of(connection, VERSION_TABLE)

    # Emptiness

    def _refuse_unless_files_empty(self) -> None:
        if not self.files.is_empty():
            raise NotEmpty(
                f"There are files in {self.files.name}. A backup is restored into an empty place only.{self._other()}"
            )

    def _refuse_unless_database_empty(self) -> None:
        if self._version() == RESTORING:
            raise NotEmpty(
                "Another restore into this database is under way, or did not end well. Begin it again with the settings"
                " that it had, or set MEMORIAL_DATABASE_URL to an empty database."
            )
        with _engine(self.url) as engine:
            if engine is None:
                return
            there = set(inspect(engine).get_table_names())
            with engine.connect() as connection:
                for table in (name for name in _HOLDING if name in there):
                    if connection.execute(text(f"SELECT 1 FROM {table} LIMIT 1")).first():  # noqa: S608 - ours
                        raise NotEmpty(
                            "This database holds an installation. A backup is restored into an empty place only:"
                            f" set MEMORIAL_HOME or MEMORIAL_DATABASE_URL to another one.{self._other()}"
                        )

    def _other(self) -> str:
        """What else to say where a restore began with other settings."""
        if not self._file.exists() or self._mark_in_home() is not None:
            return ""
        return " A restore into another place began here before: to go on with it, give the settings that it had."

    def _clear(self, unfinished: Mark | None) -> None:
        """Only after an unfinished restore, or where nothing is: what lies there came out of a backup."""
        self.files.clear()
        if is_sqlite(self.url):
            for ending in ("", "-wal", "-shm", "-journal"):
                Path(f"{sqlite_path(self.url)}{ending}").unlink(missing_ok=True)
        elif self._version() is not None:
            if unfinished is not None:
                self._empty_tables(unfinished.revision)
            migrate_down(self.url, self.migrations, "base")

    def _empty_tables(self, revision: str) -> None:
        """PostgreSQL, in one step: what came out of a backup never stands in a database that could be opened."""
        with _engine(self.url) as engine:
            assert engine is not None
            there = set(inspect(engine).get_table_names())
            names = there - {VERSION_TABLE, MARK_TABLE, SCHEMA_TABLE}
            with engine.begin() as connection:
                # Some tables only grow, and their triggers refuse anything else.
                for switch in ("DISABLE", "ENABLE"):
                    for name in names:
                        connection.execute(text(f"ALTER TABLE {name} {switch} TRIGGER USER"))
                    if switch == "DISABLE" and names:
                        connection.execute(text(f"TRUNCATE {', '.join(names)} CASCADE"))
                # An older version of this program kept it in the mark, and upgraded in the usual table.
                standing = _one_of(connection, SCHEMA_TABLE) if SCHEMA_TABLE in there else revision
                for table in there & {MARK_TABLE, SCHEMA_TABLE}:
                    connection.execute(text(f"DROP TABLE {table}"))
                _say_version(connection, standing if names else None)


def _say_version(connection: Connection, version: str | None) -> None:
    """None where no table of any version is."""
    columns = "version_num VARCHAR(32) NOT NULL PRIMARY KEY"
    connection.execute(text(f"CREATE TABLE IF NOT EXISTS {VERSION_TABLE} ({columns})"))
    connection.execute(text(f"DELETE FROM {VERSION_TABLE}"))  # noqa: S608 - ours
    if version is not None:
        connection.execute(text(f"INSERT INTO {VERSION_TABLE} VALUES (:v)"), {"v": version})  # noqa: S608 - ours


def _one_of(connection: Connection, table: str) -> str | None:
    """The version that a table of versions says."""
    found = connection.execute(text(f"SELECT version_num FROM {table}")).scalar()  # noqa: S608 - ours
    return str(found) if found is not None else None


@contextmanager
def _engine(url: str) -> Iterator[Engine | None]:
    """None where there is no database file yet."""
    if is_sqlite(url) and not sqlite_path(url).is_file():
        yield None
        return
    engine = open_writing_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
