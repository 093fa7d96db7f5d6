"""Which keys belong to which database: both remember one random id, so that no other keys are taken for the right ones.

Both ids are written once, when keys and database are first put together. Where one of them is missing (an installation
of an older version of this program, or keys or data that came back from an older backup) a record key that the database
names has to open first.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, make_url, select

from memorial.adapters.db.key_binding import bound_to, keys_named, note_binding
from memorial.adapters.keys.facts import STORE, fact, record_once
from memorial.adapters.keys.installation_key import InstallationKeys
from memorial.adapters.keys.keystore import SqlKeyStore, key_engines, stored_proofs
from memorial.adapters.keys.schema import knows_facts, record_key, version
from memorial.application.ports.secrets import KeysUnusable, SealBroken


@dataclass(frozen=True)
class KeysAt:
    """Where keys lie: the address of the key store, and the folder of the secrets."""

    url: str
    folder: Path

    @property
    def where(self) -> str:
        """What to call them in a message, without a password."""
        address = make_url(self.url)
        if address.get_backend_name() == "sqlite":
            return f"{address.database} and {self.folder}"
        return f"{address.render_as_string()} and {self.folder}"

    def moved_away(self) -> str:
        """How to make room for the right ones, which are brought back only to where none are."""
        if make_url(self.url).get_backend_name() == "sqlite":
            return "Move these away, and delete none"
        return f"Move {self.folder} away, delete nothing, and name an empty database in MEMORIAL_KEYS_URL"


def require_bound(archive: Engine, key_store: SqlKeyStore, at: KeysAt, *, unbound_too: bool = False) -> None:
    """Raises `KeysUnusable` unless the database and the key store remember the same id.

    `unbound_too`: one that remembers none passes, for a restore, which binds them at its end.
    """
    with archive.connect() as connection:
        noted = bound_to(connection)
    own = key_store.store_id()
    if noted is None or own is None:
        if unbound_too:
            return
        raise KeysUnusable("Whether these keys belong to this database was not looked at yet.", "Run: memorial init")
    if noted != own:
        raise _foreign(at)


def require_belonging(archive: Engine, at: KeysAt) -> None:
    """The same before an upgrade or a binding: nothing is written. Raises `KeysUnusable`, also where there are none."""
    keys = InstallationKeys.load(at.folder)
    with _both(archive, at) as (data, store):
        _require_belonging(data, store, keys, at)


def bind(archive: Engine, at: KeysAt) -> None:
    """Notes on both sides that they belong together; safe to repeat. Raises `KeysUnusable` where they do not."""
    require_belonging(archive, at)
    writer, reader = key_engines(at.url)
    try:
        with archive.connect() as data:
            noted = bound_to(data)
        # The store first: what a kill leaves between the two is told by what opens, as at the first time.
        with writer.begin() as store:
            own = record_once(store, STORE, noted or secrets.token_hex(16))
        with archive.begin() as data:
            note_binding(data, own)
            noted = bound_to(data)
    finally:
        writer.dispose()
        reader.dispose()
    if noted != own:
        raise _foreign(at)


def require_backup_of(archive: Engine, facts: Mapping[str, str]) -> None:
    """Raises `KeysUnusable` for the facts of a backup of the keys that was made elsewhere, as far as both know."""
    with archive.connect() as connection:
        noted = bound_to(connection)
    own = facts.get(STORE)
    if noted is not None and own is not None and noted != own:
        raise KeysUnusable(
            "This backup of the keys is not of the database that is here. Nothing was changed.",
            "Take one that was made here, or name another MEMORIAL_HOME.",
        )


@contextmanager
def _both(archive: Engine, at: KeysAt) -> Iterator[tuple[Connection, Connection]]:
    writer, reader = key_engines(at.url)
    try:
        with archive.connect() as data, reader.connect() as store:
            yield data, store
    finally:
        writer.dispose()
        reader.dispose()


def _require_belonging(data: Connection, store: Connection, keys: InstallationKeys, at: KeysAt) -> None:
    if version(store) == 0 or not stored_proofs(store):
        raise KeysUnusable(
            f"There is a database, and there are no keys in {at.where}: new ones would open nothing that is stored.",
            "Is their disk mounted? Else bring them back: memorial keys restore BACKUP",
        )
    noted, own = bound_to(data), fact(store, STORE) if knows_facts(store) else None
    known = noted is not None and own is not None
    if noted != own if known else not _opens_something(data, store, keys):
        raise _foreign(at)


def _opens_something(data: Connection, store: Connection, keys: InstallationKeys) -> bool:
    """Whether a record key that the database names is in the store and opens; yes where no row names any."""
    named = False
    for ids in keys_named(data):
        named = True
        for row in store.execute(select(record_key).where(record_key.c.id.in_(ids))):
            try:
                keys.unwrap(row.id, row.wrapped, wrapped_by=row.wrapped_by)
            except (SealBroken, KeysUnusable):
                continue
            return True
    return not named


def _foreign(at: KeysAt) -> KeysUnusable:
    return KeysUnusable(
        f"The keys in {at.where} are not those of this database. Nothing was changed.",
        f"Is the right disk mounted? {at.moved_away()}; then bring the right ones back: memorial keys restore BACKUP",
    )
