"""Puts a backup into an empty place and compares what came out with what went in. It opens nothing to anybody."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, Table

from memorial.adapters.backup.errors import NotABackup, RestoreFailed
from memorial.adapters.backup.making import ACCESS, VAULT, Progress
from memorial.adapters.backup.rows import SHOWN_LAST, put_rows, put_search_rows, tables_of, tally_of
from memorial.adapters.backup.stream import Tally, frames
from memorial.adapters.files.access import FileAccessCopies
from memorial.adapters.files.vault import FileVault


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
    words = first["begin"]
    return Begin(str(words["revision"]), int(words["ledger"]), str(words["ledger_digest"])), following


def load(following: Frames, writing: Engine, vault: FileVault, copies: FileAccessCopies, progress: Progress) -> Loaded:
    """Every row and every file; all rows in one transaction. Raises `NotABackup`, `RestoreFailed`."""
    loaded, ended = Loaded(), False
    files = _Files(vault, copies)
    with writing.begin() as connection:
        tables = {table.name: table for table in tables_of(connection)}
        for one in following:
            if ended or isinstance(one, bytes):
                raise NotABackup("The backup holds something where nothing may stand.")
            if "table" in one:
                loaded.tables[one["table"]] = _table(connection, tables, one, following, progress)
            elif "file" in one:
                loaded.file_bytes += files.put(one, following)
                loaded.files += 1
                if loaded.files % 100 == 0:
                    progress("files", loaded.files)
            elif "end" in one:
                ended = True
                _compare_end(one["end"], loaded)
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
            if "table_end" in one:
                end.update(one)
                return
            for row in one["rows"]:
                tally.add(row)
                yield row
            progress(name, tally.rows)
        raise NotABackup("The backup is cut off.")

    if name == SHOWN_LAST:
        for _ in rows():
            pass
    elif name in tables:
        put_rows(connection, tables[name], rows(), columns)
    else:
        put_search_rows(connection, name, rows())
    said = {"rows": end["rows"], "digest": end["digest"]}
    if said != tally.words():
        raise RestoreFailed(f"The table {name} is not what the backup says it is.")
    return said


@dataclass(frozen=True)
class _Files:
    vault: FileVault
    copies: FileAccessCopies

    def put(self, head: dict[str, Any], following: Frames) -> int:
        """Writes one file, reads it again from where it lies, and gives its length."""
        name, place = str(head["file"]), str(head["place"])
        end: dict[str, Any] = {}

        def pieces() -> Iterator[bytes]:
            for one in following:
                if not isinstance(one, bytes):
                    end.update(one)
                    return
                yield one

        if place == VAULT:
            self.vault.put_back(name, pieces())
        elif place == ACCESS:
            self.copies.publish(name, pieces())
        else:
            raise NotABackup("The backup holds a file for no place that is known.")
        if end.get("file_end") != name:
            raise NotABackup("The backup is cut off.")
        self._compare(name, place, end)
        return int(end["length"])

    def _compare(self, name: str, place: str, end: dict[str, Any]) -> None:
        digest = hashlib.sha256()
        with self.vault.open_raw(name) if place == VAULT else self.copies.open(name)[0] as file:
            while raw := file.read(1024 * 1024):
                digest.update(raw)
        if digest.hexdigest() != end["sha256"]:
            raise RestoreFailed(f"The file {name} is not on the disk as the backup holds it. Look at the disk.")


def compare(writing: Engine, loaded: Loaded, progress: Progress) -> None:
    """Count and digest every table in the database itself. Raises `RestoreFailed`."""
    with writing.connect() as connection:
        tables = {table.name: table for table in tables_of(connection)}
        for name, said in loaded.tables.items():
            if name == SHOWN_LAST:
                continue
            found = tally_of(connection, name, tables.get(name))
            if found != said:
                raise RestoreFailed(f"The table {name} is not in the database as the backup holds it.")
            progress("compared", int(said["rows"]))
