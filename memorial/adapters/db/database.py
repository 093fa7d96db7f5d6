"""Engines for the archive and for the public surface, and migrations, on SQLite and PostgreSQL."""

from __future__ import annotations

import io
import os
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, create_engine, insert, inspect, make_url, select, text
from sqlalchemy.exc import DBAPIError

from memorial.adapters.db.edition_tables import PUBLISHED, published_edition
from memorial.adapters.db.edition_writer import INSTALLATION
from memorial.adapters.db.postgresql import commit_to_disk
from memorial.adapters.db.sqlite import create_sqlite_engine, only_published

if TYPE_CHECKING:
    from alembic.config import Config

RESTORING = "restoring"
"""Stands in the place of the schema's version while a backup is being restored: no program opens such a database."""
VERSION_TABLE = "alembic_version"
UNFINISHED = "restore.unfinished"
"""The file in the home that says the same."""
SEARCH_TABLES = (
    "published_interview_search",
    "published_keys_search",
    "published_person_search",
    "published_remembrance_search",
)


class DatabaseNotReady(Exception):
    """The database is not at the version that this program needs, or the public login can read too much."""


@dataclass(frozen=True)
class Engines:
    """`writing` and `reading` see the archive; `public` sees the edition and nothing else."""

    writing: Engine
    reading: Engine
    public: Engine

    def dispose(self) -> None:
        for engine in (self.writing, self.reading, self.public):
            engine.dispose()


def is_sqlite(url: str) -> bool:
    return make_url(url).get_backend_name() == "sqlite"


def sqlite_path(url: str) -> Path:
    return Path(make_url(url).database or "")


def open_engines(url: str, public_url: str | None) -> Engines:
    """Raises `DatabaseNotReady` on PostgreSQL where the public login can read more than the edition."""
    if is_sqlite(url):
        path = _existing(url)
        return Engines(
            open_writing_engine(url),
            create_sqlite_engine(path, read_only=True),
            create_sqlite_engine(path, read_only=True, authorizer=only_published),
        )
    if public_url is None:
        raise DatabaseNotReady(
            "On PostgreSQL the public pages need a login of their own. Set MEMORIAL_PUBLIC_DATABASE_URL;"
            " `memorial init` prints its grants."
        )
    writing = open_writing_engine(url)
    reading = writing.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return Engines(writing, reading, open_public_engine(public_url))


def open_public_engine(url: str) -> Engine:
    """The public surface's engine alone, for a process that serves nothing else."""
    if is_sqlite(url):
        return create_sqlite_engine(_existing(url), read_only=True, authorizer=only_published)
    public = create_engine(
        url,
        pool_pre_ping=True,
        hide_parameters=True,
        isolation_level="REPEATABLE READ",
        execution_options={"postgresql_readonly": True},
    )
    try:
        refuse_if_public_reads_more(public)
    except BaseException:
        public.dispose()
        raise
    return public


def open_writing_engine(url: str) -> Engine:
    """The archive's own engine alone, before the public login has any grants."""
    if is_sqlite(url):
        return create_sqlite_engine(_existing(url))
    return commit_to_disk(create_engine(url, pool_pre_ping=True, hide_parameters=True))


def _existing(url: str) -> Path:
    """Opening a database never makes one: an empty file in the place of a lost one would look like a fresh start."""
    path = sqlite_path(url)
    if not path.is_file():
        raise DatabaseNotReady(f"There is no database at {path}. Run `memorial init`.")
    return path


def refuse_if_public_reads_more(public: Engine) -> None:
    """Every table of the schema that the public login may read must be the edition's; it may write none."""
    allowed = {*PUBLISHED, *SEARCH_TABLES}
    asked = text(
        "SELECT c.relname AS name, has_table_privilege(c.oid, 'SELECT') AS reads,"
        " has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE') AS writes"
        " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'v', 'm', 'p')"
    )
    with public.connect() as connection:
        rows = connection.execute(asked).all()
    too_much = sorted(row.name for row in rows if row.writes or (row.reads and row.name not in allowed))
    if too_much:
        raise DatabaseNotReady(
            f"The public login may use {', '.join(too_much)}. Give it SELECT on the published tables and nothing else;"
            " `memorial init` prints the grants."
        )


def public_grants(login: str) -> list[str]:
    """The statements that let the public login read the edition, for an operator to run."""
    return [f'GRANT SELECT ON {table} TO "{login}";' for table in (*PUBLISHED, *SEARCH_TABLES)]


def _migrations(url: str, folder: Path, version_table: str = VERSION_TABLE) -> Config:
    # Only a change of the database needs alembic, and a server should start without reading it in.
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(folder))
    config.attributes.update(url=url, version_table=version_table)
    return config


def migrate(url: str, folder: Path, revision: str = "head", *, version_table: str = VERSION_TABLE) -> None:
    """Bring the database to that revision; what is there already is left as it is."""
    from alembic import command

    make_sqlite_file(url)
    with redirect_stdout(io.StringIO()):
        command.upgrade(_migrations(url, folder, version_table), revision)


def make_sqlite_file(url: str) -> None:
    """The empty file of an SQLite database, for its owner only from its first moment; nothing on PostgreSQL."""
    if is_sqlite(url):
        path = sqlite_path(url)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))


def migrate_down(url: str, folder: Path, revision: str) -> None:
    from alembic import command

    command.downgrade(_migrations(url, folder), revision)


def require_present_version(engine: Engine, folder: Path) -> None:
    """Raises `DatabaseNotReady` unless the database is at the newest migration that this program has."""
    wanted = newest_migration(folder)
    try:
        with engine.connect() as connection:
            found = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    except DBAPIError as problem:
        if not is_missing_table(problem):
            raise
        found = []
    if found == [RESTORING]:
        raise DatabaseNotReady(_UNFINISHED_RESTORE)
    if found != [wanted]:
        raise DatabaseNotReady("The database is not of this version. Run `memorial init`.")


def refuse_half_restored(home: Path) -> None:
    """Raises `DatabaseNotReady` where a restore began and was not proved: what was taken back may be in it."""
    if (home / UNFINISHED).exists():
        raise DatabaseNotReady(_UNFINISHED_RESTORE)


def refuse_half_restored_database(url: str) -> None:
    """The same, for a database that other machines use too. One that is not there yet is no reason to refuse."""
    if standing_version(url) == RESTORING:
        raise DatabaseNotReady(_UNFINISHED_RESTORE)


def standing_version(url: str) -> str | None:
    """The schema's version in that database; None where no installation was ever made in it. Nothing is changed."""
    if is_sqlite(url) and not sqlite_path(url).is_file():
        return None
    engine = open_writing_engine(url)
    try:
        if not inspect(engine).has_table(VERSION_TABLE):
            return None
        with engine.connect() as connection:
            found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    finally:
        engine.dispose()
    return found


_UNFINISHED_RESTORE = "A restore began here and did not end well. Run `memorial restore` again: it begins anew."


def newest_migration(folder: Path) -> str:
    """The number of the newest migration: each file begins with its own, and they are in one line."""
    return max(path.name[:4] for path in (folder / "versions").glob("[0-9][0-9][0-9][0-9]_*.py"))


def is_missing_table(problem: DBAPIError) -> bool:
    said = str(problem.orig).lower()
    return "no such table" in said or "does not exist" in said


def make_installation_edition(engine: Engine) -> None:
    """The edition number of the installation's own pages; made once."""
    at = published_edition.c.memorial_id == INSTALLATION
    with engine.begin() as connection:
        if connection.execute(select(published_edition.c.number).where(at)).first() is None:
            row = {"memorial_id": INSTALLATION, "slug": INSTALLATION, "number": 1}
            connection.execute(insert(published_edition), row)
