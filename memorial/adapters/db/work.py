"""What the repositories of one unit of work share: its connection, keys, peppers, and what it touched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, text

from memorial.adapters.sealing import keyed_hash
from memorial.application.ports.secrets import KeyStore, LedgerEntry, Vault
from memorial.domain.group import Group
from memorial.domain.heritage import HeritageItem
from memorial.domain.interview import Interview
from memorial.domain.memorial import Memorial
from memorial.domain.person import Person
from memorial.domain.record_entry import AnyEntry
from memorial.domain.remembrance import Remembrance


@dataclass(frozen=True)
class Peppers:
    """Secrets outside the database under which things are looked up."""

    receipt: bytes
    index: bytes
    draft: bytes
    staff: bytes


@dataclass
class Work:
    """One transaction in progress. `remembrances`, `people` and `memorials` are what must pass the gate at commit."""

    connection: Connection
    keys: KeyStore
    vault: Vault
    peppers: Peppers
    now: Callable[[], datetime]
    read_only: bool = False
    remembrances: dict[tuple[str, str], Remembrance | None] = field(default_factory=dict)
    people: dict[tuple[str, str], Person | None] = field(default_factory=dict)
    memorials: dict[str, Memorial] = field(default_factory=dict)
    opened_people: dict[tuple[str, str], Person] = field(default_factory=dict)
    opened_memorials: dict[str, Memorial] = field(default_factory=dict)
    doomed_keys: list[str] = field(default_factory=list)
    doomed_files: list[str] = field(default_factory=list)
    ledger: list[LedgerEntry] = field(default_factory=list)
    after: list[Callable[[], None]] = field(default_factory=list)
    locked: set[str] = field(default_factory=set)
    material: dict[str, bytes] = field(default_factory=dict)
    before: dict[tuple[str, str], Remembrance] = field(default_factory=dict)
    memorials_before: dict[str, Memorial] = field(default_factory=dict)
    """As they were when this began, for what became narrower."""
    new: set[tuple[str, str]] = field(default_factory=set)
    """Records added here: nothing of them can have been published, and no older record can depend on them."""
    groups: dict[tuple[str, str], Group | None] = field(default_factory=dict)
    groups_before: dict[tuple[str, str], Group] = field(default_factory=dict)
    heritage: dict[tuple[str, str], HeritageItem | None] = field(default_factory=dict)
    heritage_before: dict[tuple[str, str], HeritageItem] = field(default_factory=dict)
    record: dict[tuple[str, str], AnyEntry | None] = field(default_factory=dict)
    record_before: dict[tuple[str, str], AnyEntry] = field(default_factory=dict)
    interviews: dict[tuple[str, str], Interview | None] = field(default_factory=dict)
    interviews_before: dict[tuple[str, str], Interview] = field(default_factory=dict)

    def key(self, key_id: str) -> bytes:
        """The record key, fetched once in a unit of work."""
        found = self.material.get(key_id)
        if found is None:
            found = self.material[key_id] = self.keys.material(key_id)
        return found

    def fetch_keys(self, key_ids: Sequence[str]) -> None:
        """Fetch those of the keys that are not here yet, all at once."""
        missing = [key_id for key_id in key_ids if key_id not in self.material]
        if len(missing) > 1:
            self.material.update(self.keys.materials(missing))

    def lock(self, memorial_id: str) -> None:
        """One writer at a time in a memorial. SQLite has one anyway; PostgreSQL takes a lock for the transaction."""
        if self.read_only or memorial_id in self.locked:
            return
        self.locked.add(memorial_id)
        if self.connection.dialect.name == "postgresql":
            self.connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:id))"), {"id": memorial_id})

    def hashed(self, what: str, value: str) -> str:
        """A keyed hash, in hex, by which a private value can be found again but not read."""
        return keyed_hash(self.peppers.index, f"{what}:{value}").hex()
