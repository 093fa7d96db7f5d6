"""SQLite: the library, the journal, what every connection is told, and who may read published tables only."""

from __future__ import annotations

import importlib
import logging
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event

Authorizer = Callable[[int, str | None, str | None, str | None, str | None], int]
"""SQLite's question before it prepares a statement: action, two arguments, database, trigger or view; answer 0 or 1."""

BEGIN_OPTION = "sqlite_begin"
"""Execution option: `engine.execution_options(sqlite_begin="DEFERRED")` is the same pool for work that only reads."""

_log = logging.getLogger(__name__)

_WAIT_SECONDS = 10.0
# The WAL-reset bug (sqlite.org/wal.html#walresetbug): two connections, both checkpointing, can corrupt the file.
_WAL_SAFE_FROM = (3, 51, 3)
_WAL_SAFE_BACKPORTS = frozenset({(3, 44, 6), (3, 50, 7)})
# fmt: off
_NETWORK_FILE_SYSTEMS = frozenset({
    "9p", "afs", "beegfs", "ceph", "cifs", "davfs", "gfs", "gfs2", "glusterfs", "gpfs", "lustre", "ncpfs", "nfs",
    "nfs4", "ocfs2", "smb3", "smbfs", "virtiofs",
})
# fmt: on
_LOCAL_FUSE = frozenset({"fuse.fuse-overlayfs"})


class SqliteUnsafe(Exception):
    """A connection did not take a setting that the archive's safety rests on."""


@dataclass(frozen=True)
class SqliteMode:
    """How commits reach the disk, and why so."""

    journal: str
    synchronous: str
    reason: str

    @classmethod
    def choose(cls, version: tuple[int, ...], file_system: str | None) -> SqliteMode:
        """Write-ahead log and FULL where that is safe, else a rollback journal and EXTRA (slower, never at risk)."""
        if file_system and _is_network(file_system):
            return cls("delete", "EXTRA", f"the file system {file_system} shares no memory between machines")
        if version < _WAL_SAFE_FROM and version not in _WAL_SAFE_BACKPORTS:
            number = ".".join(map(str, version))
            return cls("delete", "EXTRA", f"SQLite {number} can damage a file in WAL mode; 3.51.3 and newer cannot")
        return cls("wal", "FULL", "the library and the file system are safe for WAL mode")

    @classmethod
    def of(cls, path: Path) -> SqliteMode:
        """The mode for a database at that path, with the library in use. A warning says why a path is second best."""
        mode = cls.choose(sqlite_dbapi().sqlite_version_info, file_system_of(path))
        if mode.journal != "wal":
            _log.warning("SQLite uses a rollback journal: %s", mode.reason)
        return mode


@cache
def sqlite_dbapi() -> ModuleType:
    """The first of `pysqlite3` and the interpreter's `sqlite3` that is safe for WAL mode, else the newer of them."""
    modules = []
    for name in ("pysqlite3.dbapi2", "sqlite3.dbapi2"):
        try:
            modules.append(importlib.import_module(name))
        except ImportError:
            continue
    safe = [module for module in modules if SqliteMode.choose(module.sqlite_version_info, None).journal == "wal"]
    return safe[0] if safe else max(modules, key=lambda module: tuple(module.sqlite_version_info))


def file_system_of(path: Path, mounts: Path = Path("/proc/mounts")) -> str | None:
    """The type of the file system that holds the path, or None where the system does not say."""
    try:
        lines = mounts.read_text(errors="replace").splitlines()
    except OSError:
        return None
    real = path.resolve()
    found: tuple[int, str | None] = (0, None)
    for line in lines:
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = fields[1].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")
        # Of two mounts on one point the later one is on top.
        if real.is_relative_to(point) and len(point) >= found[0]:
            found = (len(point), fields[2])
    return found[1]


def configure(
    connection: Any,
    mode: SqliteMode,
    *,
    read_only: bool = False,
    foreign_keys: bool = True,
    wait_seconds: float = _WAIT_SECONDS,
) -> None:
    """Tells a new driver connection how to behave, and raises `SqliteUnsafe` unless it took it.

    Freed pages are overwritten, temporary tables stay in memory, and what a schema calls is not trusted.
    """
    wanted = {
        "foreign_keys": int(foreign_keys),
        "secure_delete": 1,
        "synchronous": {"FULL": 2, "EXTRA": 3}[mode.synchronous],
        "temp_store": 2,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "query_only": int(read_only),
    }
    if not read_only:
        _set_journal(connection, mode.journal, wait_seconds)
    for name, value in wanted.items():
        connection.execute(f"PRAGMA {name} = {value}").fetchall()
        taken = connection.execute(f"PRAGMA {name}").fetchone()[0]
        if taken != value:
            raise SqliteUnsafe(f"SQLite did not take {name} = {value}; it keeps {taken}")


def create_sqlite_engine(
    path: Path,
    *,
    read_only: bool = False,
    authorizer: Authorizer | None = None,
    foreign_keys: bool = True,
    pool_size: int = 8,
) -> Engine:
    """An engine on that file, for many threads. Transactions of the program's own, none of the driver's.

    Writing: the file is made if it is missing (for its owner only), and every transaction takes the write lock at
    its first statement (`BEGIN IMMEDIATE`), so that none fails half-way for want of it; see `BEGIN_OPTION`.
    Reading only: the file must exist, it is opened with `mode=ro`, and a transaction is one snapshot from its first
    read on. The authorizer is asked about every statement. Never set `isolation_level` on such an engine.
    """
    dbapi, mode = sqlite_dbapi(), SqliteMode.of(path)
    if not read_only:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    address = f"file:{quote(str(path.resolve()))}?mode={'ro' if read_only else 'rw'}"
    options: dict[str, Any] = {"isolation_level": None, "check_same_thread": False, "cached_statements": 256}
    if hasattr(dbapi, "LEGACY_TRANSACTION_CONTROL"):
        options["autocommit"] = dbapi.LEGACY_TRANSACTION_CONTROL

    def connect() -> Any:
        connection = dbapi.connect(address, uri=True, timeout=_WAIT_SECONDS, **options)
        try:
            configure(connection, mode, read_only=read_only, foreign_keys=foreign_keys)
        except BaseException:
            connection.close()
            raise
        return connection

    engine = create_engine(
        "sqlite+pysqlite://",
        module=dbapi,
        creator=connect,
        # What is written must not be repeated by an error, and so by a log.
        hide_parameters=True,
        poolclass=QueuePool,
        pool_size=pool_size,
        max_overflow=-1,
        pool_use_lifo=True,
    )
    _begin_explicitly(engine, "DEFERRED" if read_only else "IMMEDIATE")
    if authorizer is not None:
        # SQLAlchemy's own questions to a first connection come before this listener and are not asked again.
        event.listen(engine, "connect", lambda connection, _record: connection.set_authorizer(authorizer))
    return engine


def checkpoint(engine: Engine, *, within_seconds: float = _WAIT_SECONDS) -> bool:
    """Empties the write-ahead log, so that nothing deleted is left in it. False if a reader stood in the way.

    Needed after an erasure: until then the log keeps older pages. Without a log there is nothing to do.
    """
    deadline = time.monotonic() + within_seconds
    borrowed = engine.raw_connection()
    cursor = borrowed.cursor()
    try:
        # While SQLite itself waits for readers it keeps writers out, so it waits briefly and we wait between.
        cursor.execute("PRAGMA busy_timeout = 20")
        while True:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            (busy, _pages, _moved) = cursor.fetchall()[0]
            if not busy or time.monotonic() >= deadline:
                return not busy
            time.sleep(0.05)
    finally:
        cursor.execute(f"PRAGMA busy_timeout = {int(_WAIT_SECONDS * 1000)}")
        cursor.close()
        borrowed.close()


def full_text_without_secure_delete(connection: Connection) -> list[str]:
    """The FTS5 tables in which deleted words stay readable, because `secure-delete` is off."""
    tables = connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'create virtual table%using fts5%'"
    ).scalars()
    setting = "SELECT v FROM \"{}_config\" WHERE k = 'secure-delete'"
    return [name for name in tables.all() if connection.exec_driver_sql(setting.format(name)).scalar() != 1]


def only_published(
    action: int, first: str | None, second: str | None, database: str | None, _within: str | None
) -> int:
    """Authorizer of the public surface: reads `published_*` and nothing else, not even how other tables are made.

    A common table expression of such a query needs a name that begins with `published_` as well.
    """
    allowed = (
        action in (_SELECT, _RECURSIVE)
        or (action == _READ and database in ("main", None) and (first or "").startswith("published_"))
        or (action == _FUNCTION and (second or "").lower() not in _REFUSED_FUNCTIONS)
        or (action == _TRANSACTION and first in ("BEGIN", "COMMIT", "ROLLBACK"))
        # The full-text index asks whether its file changed.
        or (action == _PRAGMA and first == "data_version" and second is None)
        # Older libraries ask these when they open such an index, and then do not write: `mode=ro`, `query_only` and the
        # guard of the schema table itself would refuse. A rowid of that table says nothing.
        or (action == _UPDATE and first == "sqlite_master")
        or (action == _READ and first == "sqlite_master" and second == "ROWID")
    )
    return _OK if allowed else _DENY


# Numbers of sqlite.org/c3ref/c_alter_table.html; the drivers do not name all of them.
_OK, _DENY = 0, 1
_PRAGMA, _READ, _SELECT, _TRANSACTION, _UPDATE, _FUNCTION, _RECURSIVE = 19, 20, 21, 22, 23, 31, 33
_REFUSED_FUNCTIONS = frozenset({"load_extension", "fts3_tokenizer", "readfile", "writefile", "edit"})


def _is_network(file_system: str) -> bool:
    return file_system in _NETWORK_FILE_SYSTEMS or (file_system.startswith("fuse.") and file_system not in _LOCAL_FUSE)


def _set_journal(connection: Any, journal: str, wait_seconds: float) -> None:
    """Changing the journal needs the file alone for a moment, and SQLite does not wait for that by itself."""
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            taken = connection.execute(f"PRAGMA journal_mode = {journal}").fetchone()[0]
        except sqlite_dbapi().OperationalError:
            if time.monotonic() >= deadline:
                raise
            taken = None
        if taken == journal:
            return
        if taken is not None and time.monotonic() >= deadline:
            raise SqliteUnsafe(f"SQLite did not take the journal mode {journal}; it keeps {taken}")
        time.sleep(0.02)


def _begin_explicitly(engine: Engine, default: str) -> None:
    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get(BEGIN_OPTION, default)}")
