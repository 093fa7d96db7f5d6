"""Where a restore goes: whether it is empty, the marks that keep it closed until all is proved, and clearing it again.

Two marks, since servers of one database can stand on several machines: a file in the home, and the word `restoring` in
the place of the schema's version, with which no program opens the database.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, inspect, text

from memorial.adapters.backup.errors import NotEmpty
from memorial.adapters.db.database import (
    RESTORING,
    UNFINISHED,
    is_sqlite,
    migrate,
    migrate_down,
    newest_migration,
    open_writing_engine,
    sqlite_path,
)

_HOLDING = ("memorial", "remembrance", "person", "staff", "audit_entry", "draft")


@dataclass(frozen=True)
class Place:
    """The database, the folder of files, and the folder in which the mark lies. `migrations` is where they are."""

    url: str
    files: Path
    home: Path
    migrations: Path

    @property
    def _mark(self) -> Path:
        return self.home / UNFINISHED

    def prepare(self, revision: str) -> None:
        """Mark it, then make an empty database of that schema. What an unfinished restore left is cleared away.

        Raises `NotEmpty` where anything else is.
        """
        unfinished = self._unfinished()
        if not unfinished:
            self._refuse_unless_empty()
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._write_mark(revision)
        self._clear(unfinished)
        migrate(self.url, self.migrations, revision)
        self._set_version(RESTORING)

    def upgrade(self, revision: str) -> None:
        """Bring the loaded rows to the schema of this program, and keep the place closed."""
        if revision != newest_migration(self.migrations):
            self._set_version(revision)
            migrate(self.url, self.migrations)
            self._set_version(RESTORING)

    def open(self) -> None:
        """All is proved: from now on the program opens it."""
        self._set_version(newest_migration(self.migrations))
        self._mark.unlink()
        _sync(self.home)

    # The marks

    def _unfinished(self) -> str | None:
        """The schema with which an earlier restore began, or None where none is under way."""
        if self._mark.exists():
            with suppress(ValueError, KeyError):
                return str(json.loads(self._mark.read_text())["revision"])
            return newest_migration(self.migrations)
        return newest_migration(self.migrations) if self._version() == RESTORING else None

    def _write_mark(self, revision: str) -> None:
        waiting = self._mark.with_name(f"{UNFINISHED}.new")
        with waiting.open("w") as file:
            json.dump({"revision": revision}, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(waiting, self._mark)
        _sync(self.home)

    def _version(self) -> str | None:
        with _engine(self.url) as engine:
            if engine is None or not inspect(engine).has_table("alembic_version"):
                return None
            with engine.connect() as connection:
                found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
                return str(found) if found is not None else None

    def _set_version(self, version: str) -> None:
        with _engine(self.url) as engine:
            assert engine is not None
            with engine.begin() as connection:
                connection.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": version})

    # Emptiness

    def _refuse_unless_empty(self) -> None:
        if any(self.files.glob("vault/*/*/*")) or any(self.files.glob("access/*/*")):
            raise NotEmpty(f"There are files in {self.files}. A backup is restored into an empty place only.")
        with _engine(self.url) as engine:
            if engine is None:
                return
            there = set(inspect(engine).get_table_names())
            with engine.connect() as connection:
                for table in (name for name in _HOLDING if name in there):
                    if connection.execute(text(f"SELECT 1 FROM {table} LIMIT 1")).first():  # noqa: S608 - ours
                        raise NotEmpty(
                            "This database holds an installation. A backup is restored into an empty place only:"
                            " set MEMORIAL_HOME or MEMORIAL_DATABASE_URL to another one."
                        )

    def _clear(self, revision: str | None) -> None:
        """Only after an unfinished restore, or where nothing is: what lies there came out of a backup."""
        for part in ("vault", "access"):
            for path in sorted((self.files / part).rglob("*"), reverse=True):
                path.rmdir() if path.is_dir() else path.unlink()
            (self.files / part).mkdir(mode=0o700, parents=True, exist_ok=True)
        if is_sqlite(self.url):
            for ending in ("", "-wal", "-shm", "-journal"):
                Path(f"{sqlite_path(self.url)}{ending}").unlink(missing_ok=True)
        elif self._version() is not None:
            if revision is not None:
                self._set_version(revision)
            migrate_down(self.url, self.migrations, "base")


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
