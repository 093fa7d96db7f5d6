"""Brings keys back from their backup into a home that has none, so that an interruption can be gone on from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select, text

from memorial.adapters.files.durable import discard_unfinished
from memorial.adapters.keys.facts import CURRENT, RESTORING, fact, forget, record
from memorial.adapters.keys.installation_key import (
    BACKUP_KEY_FILES,
    KEY_FILE,
    NEXT_KEY_FILES,
    PEPPER_FILE,
    RETIRED_KEY_FILES,
    InstallationKeys,
    read_secret,
    write_secret,
)
from memorial.adapters.keys.key_backup import Contents, Counted, read_backup, record_key_of
from memorial.adapters.keys.keystore import key_engines, require_fitting
from memorial.adapters.keys.rotation import care_alone
from memorial.adapters.keys.schema import erasure_ledger, key_proof, record_key, upgrade, version
from memorial.application.ports.secrets import KeysUnusable

_BATCH = 2_000
_NOT_EMPTY = "Keys are brought back only to where there are none: name an empty MEMORIAL_HOME, before `memorial init`."


def restore_keys(url: str, folder: Path, backup: Path, key: bytes) -> Counted:
    """Verifies the whole backup, then writes the store in one commit, then the secrets; the store is closed meanwhile.

    The same call again goes on where an earlier one was interrupted. Raises `KeysUnusable`, before anything was
    written, for a wrong key, a damaged backup, and where there are other keys.
    """
    contents, counted = _verified(backup, key)
    _refuse_other_secrets(folder, contents)
    writer, reader = key_engines(url, create=True)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    mark = _mark_of(backup)
    try:
        with care_alone(writer, folder):
            discard_unfinished(folder, datetime.now(UTC))
            with writer.begin() as connection:
                _fill(connection, contents, backup, key, mark)
            _write_secrets(folder, contents)
            with writer.begin() as connection:
                forget(connection, RESTORING)
            require_fitting(reader, InstallationKeys.load(folder))
    finally:
        writer.dispose()
        reader.dispose()
    return counted


def _verified(backup: Path, key: bytes) -> tuple[Contents, Counted]:
    """Reads all of it once: nothing is written of a backup whose end is missing."""
    contents, keys, entries = None, 0, 0
    for one in read_backup(backup, key):
        if isinstance(one, Contents):
            contents = one
        elif "key" in one:
            keys += 1
        else:
            entries += 1
    assert contents is not None
    if contents.keys().proofs() != dict(contents.proofs):
        raise KeysUnusable(f"The secrets in {backup} do not fit its key store.", "Take another backup of the keys.")
    return contents, Counted(keys, entries)


def _refuse_other_secrets(folder: Path, contents: Contents) -> None:
    """What an interrupted run of the same wrote is no hindrance."""
    wanted = {*contents.wrapping.values(), contents.pepper, *contents.older_backups.values()}
    patterns = (KEY_FILE, PEPPER_FILE, RETIRED_KEY_FILES, NEXT_KEY_FILES, BACKUP_KEY_FILES)
    for path in (path for pattern in patterns for path in folder.glob(pattern)):
        if read_secret(path) not in wanted:
            raise KeysUnusable(f"{path} is another secret. Nothing was changed.", _NOT_EMPTY)


def _fill(connection: Connection, contents: Contents, backup: Path, key: bytes, mark: str) -> None:
    standing = version(connection)
    if standing and fact(connection, RESTORING) == mark:
        return
    if standing and (_rows(connection, key_proof) or _rows(connection, record_key)):
        raise KeysUnusable("This key store is in use. Nothing was changed.", _NOT_EMPTY)
    upgrade(connection)
    record(connection, RESTORING, mark)
    for name, known in {**contents.facts, CURRENT: contents.current}.items():
        record(connection, name, known)
    connection.execute(insert(key_proof), [{"name": name, "value": value} for name, value in contents.proofs.items()])
    for documents in _batches(read_backup(backup, key)):
        entries = [one["ledger"] for one in documents if "ledger" in one]
        keys = [record_key_of(one["key"]) for one in documents if "key" in one]
        if entries:
            connection.execute(insert(erasure_ledger), entries)
        if keys:
            connection.execute(insert(record_key), keys)
    if connection.dialect.name == "postgresql":
        # The next number follows those that were brought along.
        numbers = "pg_get_serial_sequence('erasure_ledger', 'seq')"
        last = "(SELECT max(seq) FROM erasure_ledger)"
        connection.execute(text(f"SELECT setval({numbers}, {last}) WHERE {last} IS NOT NULL"))


def _write_secrets(folder: Path, contents: Contents) -> None:
    for key_id, secret in contents.wrapping.items():
        if key_id != contents.current:
            write_secret(folder / f"retired-{key_id}.key", secret)
    for key_id, secret in contents.older_backups.items():
        write_secret(folder / f"backup-{key_id}.key", secret)
    write_secret(folder / PEPPER_FILE, contents.pepper)
    write_secret(folder / KEY_FILE, contents.wrapping[contents.current])


def _batches(documents: Iterable[Contents | dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    rows = (one for one in documents if not isinstance(one, Contents))
    while batch := list(islice(rows, _BATCH)):
        yield batch


def _rows(connection: Connection, table: Table) -> int:
    count: int = connection.execute(select(func.count()).select_from(table)).scalar_one()
    return count


def _mark_of(backup: Path) -> str:
    with backup.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
