"""Record keys in a database of their own, on SQLite or PostgreSQL, with the ledger of erasures and narrowings."""

from __future__ import annotations

import logging
import os
import secrets
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import (
    Connection,
    Engine,
    Row,
    bindparam,
    create_engine,
    delete,
    func,
    insert,
    make_url,
    select,
    text,
)
from sqlalchemy.exc import SQLAlchemyError

from memorial.adapters.db.postgresql import commit_to_disk
from memorial.adapters.db.sqlite import checkpoint, create_sqlite_engine
from memorial.adapters.keys.facts import CURRENT, RESTORING, STORE, current_key, fact, record
from memorial.adapters.keys.installation_key import BRING_BACK, InstallationKeys
from memorial.adapters.keys.noted_heads import SqlNotedHeads
from memorial.adapters.keys.schema import (
    erasure_ledger,
    key_proof,
    record_key,
    require_present_version,
    upgrade,
    version,
)
from memorial.adapters.sealing import KEY_BYTES
from memorial.application.ports.secrets import KeyDestroyed, KeysUnusable, LedgerEntry, RecordKey

BATCH_LIFETIME = timedelta(hours=12)
"""How long made keys may wait to be taken. Far below the age at which a sweep treats a key as unused."""

_log = logging.getLogger(__name__)

_PAGE = 500
_ONE_KEY = select(record_key.c.wrapped, record_key.c.wrapped_by).where(record_key.c.id == bindparam("key_id"))
_SOME_KEYS = select(record_key).where(record_key.c.id.in_(bindparam("key_ids", expanding=True)))
_DESTROY = delete(record_key).where(record_key.c.id == bindparam("doomed"))
_GO_ON = "Give the same `memorial keys restore` again."
_WRONG_KEYS = "Bring back the key files that belong to this key store; it was not changed."


class SqlKeyStore:
    """Keeps the promises of the `KeyStore` port. One instance per process; safe in many threads.

    Nothing is cached but keys made and not taken yet: a key that another process destroyed is gone here as well.
    """

    def __init__(
        self,
        url: str,
        keys: InstallationKeys,
        *,
        batch: int = 64,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Raises `KeysUnusable` unless the store is of the present version and these are its keys."""
        self._keys, self._batch_size, self._now = keys, batch, now
        self._lock = threading.Lock()
        self._waiting: list[RecordKey] = []
        self._made_at, self._process = now(), os.getpid()
        self._writer, self._reader = key_engines(url)
        try:
            require_fitting(self._reader, keys)
        except BaseException:
            self.close()
            raise

    def take(self) -> RecordKey:
        with self._lock:
            self._forget_what_must_not_be_taken()
            if not self._waiting:
                self._waiting = self._make_batch()
            return self._waiting.pop()

    def material(self, key_id: str) -> bytes:
        with self._reader.connect() as connection:
            row = connection.execute(_ONE_KEY, {"key_id": key_id}).first()
        if row is None:
            raise KeyDestroyed(key_id)
        return self._keys.unwrap(key_id, row.wrapped, wrapped_by=row.wrapped_by)

    def materials(self, key_ids: Collection[str]) -> Mapping[str, bytes]:
        wanted, found = list(key_ids), {}
        for start in range(0, len(wanted), _PAGE):
            with self._reader.connect() as connection:
                rows = connection.execute(_SOME_KEYS, {"key_ids": wanted[start : start + _PAGE]}).all()
            found.update({row.id: self._keys.unwrap(row.id, row.wrapped, wrapped_by=row.wrapped_by) for row in rows})
        return found

    def destroy(self, key_ids: Iterable[str], *, entries: Sequence[LedgerEntry]) -> None:
        doomed = set(key_ids)
        with self._lock:
            self._waiting = [key for key in self._waiting if key.id not in doomed]
        with self._writer.begin() as connection:
            if doomed:
                # In their order, in which a rotation locks them too: neither waits for the other for ever.
                connection.execute(_DESTROY, [{"doomed": key_id} for key_id in sorted(doomed)])
            _write_entries(connection, entries)
        if doomed and not self.settle():
            _log.warning("a reader kept destroyed keys in the key store's write-ahead log; settle it again")

    def append(self, entries: Sequence[LedgerEntry]) -> None:
        with self._writer.begin() as connection:
            _write_entries(connection, entries)

    def ledger(self, after: int = 0) -> Iterator[tuple[int, LedgerEntry]]:
        page = select(erasure_ledger).order_by(erasure_ledger.c.seq).limit(_PAGE)
        while True:
            with self._reader.connect() as connection:
                rows = connection.execute(page.where(erasure_ledger.c.seq > after)).all()
            if not rows:
                return
            yield from ((row.seq, _entry(row)) for row in rows)
            after = rows[-1].seq

    def newest_entry(self) -> int:
        with self._reader.connect() as connection:
            return int(connection.execute(select(func.max(erasure_ledger.c.seq))).scalar() or 0)

    def key_ids(self, *, created_before: date | None = None) -> Iterator[str]:
        page = select(record_key.c.id).order_by(record_key.c.id).limit(_PAGE)
        if created_before is not None:
            page = page.where(record_key.c.created_day < created_before)
        last = ""
        while True:
            with self._reader.connect() as connection:
                ids = connection.execute(page.where(record_key.c.id > last)).scalars().all()
            if not ids:
                return
            yield from ids
            last = ids[-1]

    def settle(self, *, within_seconds: float = 2.0) -> bool:
        """Empties SQLite's write-ahead log of what was destroyed; False if a reader stood in the way.

        On PostgreSQL there is nothing to do here: vacuum and the recycling of its log do it in their time.
        """
        return self._writer.dialect.name != "sqlite" or checkpoint(self._writer, within_seconds=within_seconds)

    def store_id(self) -> str | None:
        """What the database that belongs to this store remembers too; None where none was put together with it yet."""
        with self._reader.connect() as connection:
            return fact(connection, STORE)

    @property
    def noted_heads(self) -> SqlNotedHeads:
        """How far the archive's chains had grown."""
        return SqlNotedHeads(self._writer, self._reader)

    def close(self) -> None:
        """Destroys the keys that nobody took, and closes the connections."""
        with self._lock:
            self._forget_what_must_not_be_taken()
            untaken, self._waiting = [key.id for key in self._waiting], []
        try:
            if untaken:
                self.destroy(untaken, entries=())
        except SQLAlchemyError:
            _log.warning("%d untaken keys are left in the key store; a sweep will find them", len(untaken))
        finally:
            self._writer.dispose()
            self._reader.dispose()

    def _make_batch(self) -> list[RecordKey]:
        made = [RecordKey(secrets.token_hex(16), secrets.token_bytes(KEY_BYTES)) for _ in range(self._batch_size)]
        self._made_at = self._now()
        with self._writer.begin() as connection:
            # Asked in the transaction that writes: once a rotation changed over, no older key wraps anything new.
            current = current_key(connection)
            rows = [
                {
                    "id": key.id,
                    "wrapped": self._keys.wrap(key.id, key.material, by=current),
                    "wrapped_by": current,
                    "created_day": self._made_at.date(),
                }
                for key in made
            ]
            connection.execute(insert(record_key), rows)
        return made

    def _forget_what_must_not_be_taken(self) -> None:
        """Old keys, which a sweep may be about to destroy; and, after a fork, those that the parent will give out."""
        if self._process != os.getpid():
            self._process, self._waiting = os.getpid(), []
            for engine in (self._writer, self._reader):
                engine.dispose(close=False)
        if abs(self._now() - self._made_at) > BATCH_LIFETIME:
            self._waiting = []


def create_key_store(url: str, folder: Path, *, upgrade_only: bool = False) -> InstallationKeys:
    """Makes the key store and its secrets, or upgrades it; safe to repeat. What `memorial init` does.

    New secrets are made only for a store that never had any: where a store names keys that are not in the folder,
    this raises `KeysUnusable` and makes nothing. `upgrade_only`, where a database is there: nothing is made at all.
    """
    writer, reader = key_engines(url, create=not upgrade_only)
    try:
        with writer.begin() as connection:
            named = version(connection) > 0 and bool(stored_proofs(connection))
            if upgrade_only and not named:
                raise KeysUnusable("The key store is empty.", BRING_BACK)
            keys = InstallationKeys.load(folder) if named or InstallationKeys.any_in(folder) else None
            keys = keys or InstallationKeys.create(folder)
            upgrade(connection)
            if named:
                _require_proofs(connection, keys)
            else:
                connection.execute(insert(key_proof), [{"name": n, "value": v} for n, v in keys.proofs().items()])
            if fact(connection, CURRENT) is None:
                record(connection, CURRENT, keys.current)
    finally:
        writer.dispose()
        reader.dispose()
    return keys


def key_engines(url: str, *, create: bool = False) -> tuple[Engine, Engine]:
    """One engine for writing and one for reading, which takes no lock and on PostgreSQL opens no transaction."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        engine = create_engine(address, pool_size=4, max_overflow=12, pool_pre_ping=True, hide_parameters=True)
        commit_to_disk(engine)
        return engine, engine.execution_options(isolation_level="AUTOCOMMIT")
    path = Path(address.database or "")
    if create:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    elif not path.is_file():
        raise KeysUnusable(f"The key store {path} is missing.", BRING_BACK)
    return create_sqlite_engine(path), create_sqlite_engine(path, read_only=True)


def stored_proofs(connection: Connection) -> dict[str, str]:
    """By name, what proves each key that wrapped anything here, and `pepper`."""
    return {row.name: row.value for row in connection.execute(select(key_proof))}


def require_fitting(reader: Engine, keys: InstallationKeys) -> None:
    """Raises `KeysUnusable` unless the store is of the present version and every key that it names is held."""
    with reader.connect() as connection:
        require_present_version(connection)
        try:
            _require_proofs(connection, keys)
            return
        except KeysUnusable:
            # A rotation may have gone on between the reading of the files and of the store.
            keys.read_again()
    with reader.connect() as connection:
        _require_proofs(connection, keys)


def _require_proofs(connection: Connection, keys: InstallationKeys) -> None:
    """The store names the pepper and every key that wraps anything in it; each must be here, and the same."""
    if fact(connection, RESTORING) is not None:
        raise KeysUnusable("The keys were being brought back, and that was interrupted.", _GO_ON)
    stored, held = stored_proofs(connection), keys.proofs()
    if keys.current not in stored:
        raise KeysUnusable("The installation key is not the one of this key store.", _WRONG_KEYS)
    wrong = sorted(name for name in stored if stored[name] != held.get(name))
    if wrong:
        raise KeysUnusable(f"Missing, or not the one of this key store: {', '.join(wrong)}.", _WRONG_KEYS)


def _write_entries(connection: Connection, entries: Sequence[LedgerEntry]) -> None:
    if not entries:
        return
    if connection.dialect.name == "postgresql":
        # Numbers become visible in their order, so that a reader who goes on from one misses none.
        connection.execute(text("LOCK TABLE erasure_ledger IN SHARE ROW EXCLUSIVE MODE"))
    rows = [
        {
            "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "action": entry.action,
            "memorial_id": entry.memorial_id,
            "record_id": entry.record_id,
            "detail": entry.detail,
        }
        for entry in entries
    ]
    connection.execute(insert(erasure_ledger), rows)


def _entry(row: Row[tuple[object, ...]]) -> LedgerEntry:
    return LedgerEntry(
        at=datetime.fromisoformat(row.at),
        action=row.action,
        memorial_id=row.memorial_id,
        record_id=row.record_id,
        detail=row.detail,
    )
