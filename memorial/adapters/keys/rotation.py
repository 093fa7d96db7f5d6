"""Puts a new installation key in the place of the old one, wraps every record key again, and destroys the old one.

The steps, each durable before the next begins, so that a kill leaves a state in which everything can be read and from
which the same command goes on:

1. Files: the current key also as `retired-<id>.key`, what opens the backups of its time as `backup-<id>.key`, and a new
   key as `next-<id>.key`.
2. Key store, one commit: the new key is named and is the current one. From here on nothing is wrapped by the old one.
3. File: `next-<id>.key` takes the place of `installation.key`.
4. Key store, one commit for each page: what an older key wrapped is wrapped by the current one.
5. Key store, one commit: older keys are no longer named, unless something is still wrapped by one.
6. Files: the older keys are overwritten and removed; what opens older backups too, where that is asked for.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, bindparam, delete, func, insert, select, text, update

from memorial.adapters.db.sqlite import checkpoint
from memorial.adapters.files.durable import discard_unfinished, remove_files, sync_folder
from memorial.adapters.keys.facts import CURRENT, current_key, record
from memorial.adapters.keys.installation_key import (
    BACKUP_KEY_FILES,
    KEY_FILE,
    NEXT_KEY_FILES,
    RETIRED_KEY_FILES,
    InstallationKeys,
    backup_secret,
    id_of,
    read_secret,
    write_secret,
)
from memorial.adapters.keys.keystore import key_engines, require_fitting, stored_proofs
from memorial.adapters.keys.schema import key_proof, record_key
from memorial.adapters.sealing import KEY_BYTES
from memorial.application.ports.secrets import KeysUnusable, SealBroken

LOCK_FILE = "keys.lock"
DESTROYED_FILES = "destroyed-*"
PAGE = 500

_AT_WORK = ("Another command is at work on the keys.", "Try again when it is done.")
_LOCK = "hashtext('memorial key care')"

_OLDER = (
    select(record_key.c.id, record_key.c.wrapped, record_key.c.wrapped_by)
    .where(record_key.c.wrapped_by != bindparam("current"), record_key.c.id > bindparam("after"))
    .order_by(record_key.c.id)
    .limit(bindparam("page"))
    .with_for_update()
)
_WRAP_AGAIN = (
    update(record_key)
    .where(record_key.c.id == bindparam("key_id"))
    .values(wrapped=bindparam("by_current"), wrapped_by=bindparam("current"))
)


@dataclass(frozen=True)
class Progress:
    """How many record keys are wrapped by the current key, of all that this run found to do."""

    done: int
    of: int


@contextmanager
def care_alone(writer: Engine, folder: Path) -> Iterator[None]:
    """One rotation, card or key backup at a time. Raises `KeysUnusable` while another one is at work.

    The system and the database let these locks go when their holder dies.
    """
    descriptor = os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise KeysUnusable(*_AT_WORK) from None
        with _alone_in_database(writer):
            yield
    finally:
        os.close(descriptor)


@contextmanager
def _alone_in_database(writer: Engine) -> Iterator[None]:
    if writer.dialect.name != "postgresql":
        yield
        return
    with writer.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        if not connection.execute(text(f"SELECT pg_try_advisory_lock({_LOCK})")).scalar():
            raise KeysUnusable(*_AT_WORK)
        try:
            yield
        finally:
            connection.execute(text(f"SELECT pg_advisory_unlock({_LOCK})"))


def rotate(url: str, folder: Path, *, page: int = PAGE, forget_backups: bool = False) -> Iterator[Progress]:
    """Rotates, or goes on with a rotation that was interrupted; both may run beside servers.

    `forget_backups` destroys what opens and proves the backups that were made before: the keys are known to a thief.

    Raises `KeysUnusable` before anything was changed where keys do not fit, and when a record key does not open;
    then everything stays as it is and no key is destroyed.
    """
    keys = InstallationKeys.load(folder)
    writer, reader = key_engines(url)
    try:
        require_fitting(reader, keys)
        with care_alone(writer, folder):
            yield from _rotate(writer, keys, folder, page)
            if forget_backups:
                _destroy(sorted(folder.glob(BACKUP_KEY_FILES)))
    finally:
        writer.dispose()
        reader.dispose()


def unfinished(reader: Engine, folder: Path) -> bool:
    """Whether a rotation was begun and not ended."""
    with reader.connect() as connection:
        return len(_keys_named(connection)) > 1 or bool(_left_behind(folder, _keys_named(connection)))


def wrapped_by_key(connection: Connection) -> Mapping[str, int]:
    """How many record keys each installation key wraps."""
    counted = select(record_key.c.wrapped_by, func.count()).group_by(record_key.c.wrapped_by)
    return {key_id: count for key_id, count in connection.execute(counted)}


def _rotate(writer: Engine, keys: InstallationKeys, folder: Path, page: int) -> Iterator[Progress]:
    # A secret that a kill left half written has no name and no use.
    discard_unfinished(folder, datetime.now(UTC))
    with writer.connect() as connection:
        named = _keys_named(connection)
    if len(named) == 1 and not _left_behind(folder, named):
        _change_over(writer, keys, folder)
    _put_in_place(writer, folder)
    keys.read_again()
    yield from _wrap_all_again(writer, keys, page)
    _name_the_current_one_only(writer)
    if writer.dialect.name == "sqlite":
        checkpoint(writer, within_seconds=2.0)
    with writer.connect() as connection:
        _destroy(_left_behind(folder, _keys_named(connection)))


def _change_over(writer: Engine, keys: InstallationKeys, folder: Path) -> None:
    with writer.connect() as connection:
        old = current_key(connection)
    # Made by a run that was interrupted before they came into use: they wrap nothing.
    remove_files(folder.glob(NEXT_KEY_FILES))
    new = secrets.token_bytes(KEY_BYTES)
    write_secret(folder / f"retired-{old}.key", keys.wrapping_key(old))
    write_secret(folder / f"backup-{old}.key", backup_secret(keys.wrapping_key(old)))
    write_secret(folder / f"next-{id_of(new)}.key", new)
    keys.read_again()
    with writer.begin() as connection:
        current_key(connection, to_change=True)
        connection.execute(insert(key_proof), {"name": id_of(new), "value": keys.proofs()[id_of(new)]})
        record(connection, CURRENT, id_of(new))


def _put_in_place(writer: Engine, folder: Path) -> None:
    with writer.connect() as connection:
        current = current_key(connection)
    waiting = folder / f"next-{current}.key"
    if waiting.exists():
        os.rename(waiting, folder / KEY_FILE)
        sync_folder(folder)


def _wrap_all_again(writer: Engine, keys: InstallationKeys, page: int) -> Iterator[Progress]:
    with writer.connect() as connection:
        current = current_key(connection)
        to_do = sum(count for key_id, count in wrapped_by_key(connection).items() if key_id != current)
    done, after = 0, ""
    yield Progress(0, to_do)
    while True:
        began = time.monotonic()
        with writer.begin() as connection:
            rows = connection.execute(_OLDER, {"current": current, "after": after, "page": page}).all()
            if rows:
                again = [_wrapped_again(keys, row.id, row.wrapped, row.wrapped_by, current) for row in rows]
                connection.execute(_WRAP_AGAIN, again)
        if not rows:
            return
        done, after = done + len(rows), rows[-1].id
        yield Progress(done, max(to_do, done))
        # Half of the time belongs to those who submit.
        time.sleep(min(0.05, time.monotonic() - began))


def _wrapped_again(
    keys: InstallationKeys, key_id: str, wrapped: bytes, wrapped_by: str, current: str
) -> dict[str, object]:
    try:
        material = keys.unwrap(key_id, wrapped, wrapped_by=wrapped_by)
    except SealBroken:
        raise KeysUnusable(
            f"The record key {key_id} is damaged: it does not open. No key was destroyed.",
            "Run `memorial check`, and bring the key store back from its backup.",
        ) from None
    return {"key_id": key_id, "by_current": keys.wrap(key_id, material, by=current), "current": current}


def _name_the_current_one_only(writer: Engine) -> None:
    """The end of the older keys, unless something is still wrapped by one of them."""
    with writer.begin() as connection:
        current = current_key(connection, to_change=True)
        if set(wrapped_by_key(connection)) - {current}:
            raise KeysUnusable("Something is still wrapped by an older key, which stays.", "Run: memorial keys rotate")
        older = _keys_named(connection) - {current}
        connection.execute(delete(key_proof).where(key_proof.c.name.in_(older)))


def _keys_named(connection: Connection) -> set[str]:
    return set(stored_proofs(connection)) - {"pepper"}


def _left_behind(folder: Path, named: set[str]) -> list[Path]:
    """Files of keys that the store has no more use for, and what was about to be destroyed."""
    left = [path for path in sorted(folder.glob(RETIRED_KEY_FILES)) if id_of(read_secret(path)) not in named]
    return left + sorted(folder.glob(DESTROYED_FILES))


def _destroy(paths: list[Path]) -> None:
    """Overwrites each in its place, so that the blocks which held it no longer do where the disk keeps blocks."""
    for path in paths:
        # Under a name that no reader looks for: half overwritten it would be taken for damaged.
        doomed = path.with_name(f"destroyed-{secrets.token_hex(8)}")
        os.rename(path, doomed)
        length = doomed.stat().st_size
        descriptor = os.open(doomed, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            for piece in (secrets.token_bytes(length), bytes(length)):
                os.pwrite(descriptor, piece, 0)
                os.fsync(descriptor)
        finally:
            os.close(descriptor)
        os.unlink(doomed)
        sync_folder(path.parent)
