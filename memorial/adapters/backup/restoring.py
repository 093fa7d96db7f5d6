"""Puts a backup into an empty place and compares what came out with what went in. It opens nothing to anybody."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, Table
from sqlalchemy.exc import OperationalError, StatementError

from memorial.adapters.backup.errors import NotABackup, RestoreFailed
from memorial.adapters.backup.making import VAULT, Progress
from memorial.adapters.backup.rows import MADE_ANEW, put_rows, tables_of, tally_of
from memorial.adapters.backup.stream import NOT_WHAT_IT_MAY_BE, Tally, frames
from memorial.application.ports.secrets import KeyDestroyed, ObjectMissing, SealBroken, Vault
from memorial.domain.errors import Invalid, NotFound

_ACCESS = "access"
"""Files for visitors, which older backups hold. The gate makes them anew; those of a backup are read over."""


class Frames(Protocol):
    def __iter__(self) -> Iterator[dict[str, Any] | bytes]: ...
    def __next__(self) -> dict[str, Any] | bytes: ...


@dataclass(frozen=True)
class Begin:
    """The first words of a backup: the schema that it has, and the newest entry of the ledger when it was made."""

    revision: str
    ledger: int
    ledger_digest: str


@dataclass
class Loaded:
    """What was put in, and what the backup says of each table."""

    files: int = 0
    file_bytes: int = 0
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return sum(int(one["rows"]) for one in self.tables.values())


def begin(chunks: Iterable[bytes]) -> tuple[Begin, Frames]:
    """The first words, and what follows them."""
    following = frames(chunks)
    first = next(following, None)
    if not isinstance(first, dict) or "begin" not in first:
        raise NotABackup("The backup does not begin as one.")
    with not_trusted():
        words = first["begin"]
        found = Begin(str(words["revision"]), int(words["ledger"]), str(words["ledger_digest"]))
        if not _REVISION.match(found.revision) or not 0 <= found.ledger < 2**63:
            raise NotABackup(NOT_WHAT_IT_MAY_BE)
    return found, following


_REVISION = re.compile(r"[0-9]{4}\Z")


@contextmanager
def not_trusted() -> Iterator[None]:
    """Whatever a malformed inside of a backup makes a step trip over is said in one plain sentence.

    What the database or the disk itself cannot do is not meant, and passes.
    """
    try:
        yield
    except OperationalError:
        raise
    except _TRIPPED_OVER as error:
        raise NotABackup(NOT_WHAT_IT_MAY_BE) from error


_TRIPPED_OVER = (
    *(StatementError, LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RuntimeError),
    *(SealBroken, KeyDestroyed, ObjectMissing, NotFound, Invalid),
)


def load(following: Frames, writing: Engine, vault: Vault, progress: Progress) -> Loaded:
    """Every row and every file; all rows in one transaction. Raises `NotABackup`, `RestoreFailed`."""
    loaded, ended = Loaded(), False
    files = _Files(vault)
    with not_trusted(), writing.begin() as connection:
        tables = {table.name: table for table in tables_of(connection)}
        for one in following:
            if ended or isinstance(one, bytes):
                raise NotABackup("The backup holds something where nothing may stand.")
            if "table" in one:
                if one["table"] in loaded.tables:
                    raise NotABackup(NOT_WHAT_IT_MAY_BE)
                loaded.tables[one["table"]] = _table(connection, tables, one, following, progress)
            elif "file" in one:
                loaded.file_bytes += files.put(one, following)
                loaded.files += 1
                if loaded.files % 100 == 0:
                    progress("files", loaded.files)
            elif "end" in one:
                ended = True
                _compare_end(one["end"], loaded)
            else:
                raise NotABackup(NOT_WHAT_IT_MAY_BE)
        if not ended:
            raise NotABackup("The backup is cut off.")
    return loaded


def _compare_end(end: dict[str, Any], loaded: Loaded) -> None:
    if (end["rows"], end["files"], end["bytes"]) != (loaded.rows, loaded.files, loaded.file_bytes):
        raise RestoreFailed("The backup counts more or less than it holds.")


def _table(
    connection: Connection, tables: dict[str, Table], head: dict[str, Any], following: Frames, progress: Progress
) -> dict[str, Any]:
    name, columns = str(head["table"]), list(head["columns"])
    end: dict[str, Any] = {}
    tally = Tally()

    def rows() -> Iterator[list[Any]]:
        for one in following:
            if isinstance(one, bytes):
                raise NotABackup("The backup holds a piece of a file among its rows.")
            if one.get("table_end", name) != name:
                raise NotABackup(NOT_WHAT_IT_MAY_BE)
            if "table_end" in one:
                end.update(one)
                return
            for row in one["rows"]:
                if not isinstance(row, list):
                    raise NotABackup(NOT_WHAT_IT_MAY_BE)
                tally.add(row)
                yield row
            progress(name, tally.rows)
        raise NotABackup("The backup is cut off.")

    if name in MADE_ANEW:
        for _ in rows():
            pass
    elif name in tables:
        if sorted(columns) != sorted(tables[name].c.keys()):
            raise NotABackup("The backup holds columns that this version does not know.")
        put_rows(connection, tables[name], rows(), columns)
    else:
        raise NotABackup("The backup holds a table that this version does not know.")
    said = {"rows": end["rows"], "digest": end["digest"]}
    if said != tally.words():
        raise RestoreFailed(f"The table {name} is not what the backup says it is.")
    return said


@dataclass(frozen=True)
class _Files:
    vault: Vault

    def put(self, head: dict[str, Any], following: Frames) -> int:
        """Writes one file, reads it again from where it lies, and gives its length."""
        name, place = str(head["file"]), str(head["place"])
        end: dict[str, Any] = {}
        length = 0

        def pieces() -> Iterator[bytes]:
            nonlocal length
            for one in following:
                if not isinstance(one, bytes):
                    end.update(one)
                    return
                length += len(one)
                yield one

        if place == VAULT:
            self.vault.put_back(name, pieces())
        elif place == _ACCESS:
            for _ in pieces():
                pass
        else:
            raise NotABackup("The backup holds a file for no place that is known.")
        if end.get("file_end") != name:
            raise NotABackup("The backup is cut off.")
        if end["length"] != length:
            raise NotABackup(NOT_WHAT_IT_MAY_BE)
        if place == VAULT:
            self._compare(name, end)
        return length

    def _compare(self, name: str, end: dict[str, Any]) -> None:
        digest = hashlib.sha256()
        with self.vault.open_raw(name) as file:
            while raw := file.read(1024 * 1024):
                digest.update(raw)
        if digest.hexdigest() != end["sha256"]:
            raise RestoreFailed(f"The file {name} is not on the disk as the backup holds it. Look at the disk.")


def compare(writing: Engine, loaded: Loaded, progress: Progress) -> None:
    """Count and digest every table in the database itself. Raises `RestoreFailed`."""
    with not_trusted(), writing.connect() as connection:
        tables = {table.name: table for table in tables_of(connection)}
        for name, said in loaded.tables.items():
            if name in MADE_ANEW:
                continue
            found = tally_of(connection, tables[name])
            if found != said:
                raise RestoreFailed(f"The table {name} is not in the database as the backup holds it.")
            progress("compared", int(said["rows"]))
