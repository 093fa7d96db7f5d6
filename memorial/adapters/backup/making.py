"""Makes a backup of an installation that goes on running: all rows of one moment, then every file they can name."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from sqlalchemy import Connection, Engine, Table, text

from memorial.adapters.backup.envelope import seal_backup
from memorial.adapters.backup.errors import NotEmpty
from memorial.adapters.backup.origin import Signer
from memorial.adapters.backup.rows import rows_of, tables_of
from memorial.adapters.backup.stream import Tally, message, piece
from memorial.adapters.keys.keystore import SqlKeyStore
from memorial.application.ports.secrets import ObjectMissing, StorageFull, Vault

Progress = Callable[[str, int], None]
VAULT = "vault"

_PIECE_BYTES = 1024 * 1024
_MESSAGE_BYTES = 512 * 1024


@dataclass(frozen=True)
class Made:
    """What went into a backup."""

    rows: int
    files: int
    file_bytes: int


@dataclass(frozen=True)
class Whole:
    """The parts of an installation that a backup holds. `reading` gives one snapshot for each transaction."""

    reading: Engine
    keys: SqlKeyStore
    vault: Vault


def make_backup(
    out: Path, whole: Whole, receivers: Sequence[X25519PublicKey], signer: Signer, progress: Progress
) -> Made:
    """Write it under that name, whole and durable, or not at all. Raises `NotEmpty` where a file of that name is."""
    writer = _Writer(whole, progress)
    with _whole_file(out) as write:
        seal_backup(write, receivers, writer.chunks(), signer)
    return Made(writer.rows, writer.files, writer.file_bytes)


@contextmanager
def _whole_file(out: Path) -> Iterator[Callable[[bytes], None]]:
    if out.exists():
        raise NotEmpty(f"{out} exists already. A backup overwrites nothing: give another name.")
    if not out.parent.is_dir():
        raise NotEmpty(f"There is no folder {out.parent}. Make it first, or mount what belongs there.")
    unfinished = out.with_name(f"{out.name}.{secrets.token_hex(4)}.part")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "wb", buffering=_PIECE_BYTES) as file:
            write: Any = file.write
            yield write
            file.flush()
            os.fsync(file.fileno())
        os.rename(unfinished, out)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise StorageFull("the disk or the quota is full") from error
        raise
    finally:
        with suppress(FileNotFoundError):
            unfinished.unlink()
    folder = os.open(out.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


class _Writer:
    def __init__(self, whole: Whole, progress: Progress) -> None:
        self._whole, self._progress = whole, progress
        self.rows = self.files = self.file_bytes = 0

    def chunks(self) -> Iterator[bytes]:
        # The ledger is asked first: whatever it holds by now is in the snapshot that follows.
        number, digest = ledger_head(self._whole.keys)
        with self._whole.reading.connect() as connection:
            revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
            yield message({"begin": {"revision": revision, "ledger": number, "ledger_digest": digest}})
            for table in tables_of(connection):
                yield from self._table(connection, table)
        # The snapshot ends here, since a long one would keep what is erased meanwhile in the database's log. Files are
        # never changed once they are there, and those that go now belong to what the ledger knows as erased.
        for name in sorted(self._whole.vault.ids()):
            yield from self._file(name)
        yield message({"end": {"rows": self.rows, "files": self.files, "bytes": self.file_bytes}})

    def _table(self, connection: Connection, table: Table) -> Iterator[bytes]:
        yield message({"table": table.name, "columns": [column.name for column in table.c]})
        tally, some, size = Tally(), list[Any](), 0
        for row in rows_of(connection, table):
            tally.add(row)
            some.append(row)
            size += sum(len(str(one)) for one in row)
            if size > _MESSAGE_BYTES:
                yield message({"rows": some})
                self._progress(table.name, self.rows + tally.rows)
                some, size = [], 0
        if some:
            yield message({"rows": some})
        self.rows += tally.rows
        yield message({"table_end": table.name, **tally.words()})

    def _file(self, name: str) -> Iterator[bytes]:
        digest, length = hashlib.sha256(), 0
        try:
            opened = self._whole.vault.open_raw(name)
        except ObjectMissing:
            return
        with opened as file:
            yield message({"file": name, "place": VAULT})
            while raw := file.read(_PIECE_BYTES):
                digest.update(raw)
                length += len(raw)
                yield piece(raw)
        yield message({"file_end": name, "sha256": digest.hexdigest(), "length": length})
        self.files += 1
        self.file_bytes += length
        if self.files % 100 == 0:
            self._progress("files", self.files)


def ledger_head(keys: SqlKeyStore, upto: int | None = None) -> tuple[int, str]:
    """The number of the newest entry (or of the one numbered `upto`) and its digest; (0, '') where there is none."""
    found: tuple[int, str] = (0, "")
    after = keys.newest_entry() - 1 if upto is None else upto - 1
    for number, entry in keys.ledger(max(after, 0)):
        if upto is not None and number != upto:
            break
        words = "\n".join((str(number), entry.at.isoformat(), entry.action, entry.memorial_id, entry.record_id))
        found = (number, hashlib.sha256(f"{words}\n{entry.detail}".encode()).hexdigest())
        if upto is not None:
            break
    return found
