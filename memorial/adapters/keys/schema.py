"""The key store's tables, and the steps by which an older store becomes the present one."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import (
    Column,
    Connection,
    Date,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    insert,
    inspect,
    select,
    text,
    update,
)

from memorial.adapters.keys.installation_key import BRING_BACK
from memorial.application.ports.secrets import KeysUnusable

metadata = MetaData()

record_key = Table(
    "record_key",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
    Column("wrapped_by", String(16), nullable=False),
    Column("created_day", Date, nullable=False),
    # Ordered by random id: the order in which keys were made is kept nowhere.
    sqlite_with_rowid=False,
)

erasure_ledger = Table(
    "erasure_ledger",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("at", String(32), nullable=False),
    Column("action", String(16), nullable=False),
    Column("memorial_id", String(64), nullable=False),
    Column("record_id", String(64), nullable=False),
    Column("detail", String(200), nullable=False),
    # A number is never given twice, even after the last row went.
    sqlite_autoincrement=True,
)

key_proof = Table(
    "key_proof",
    metadata,
    Column("name", String(16), primary_key=True),
    Column("value", String(64), nullable=False),
)

key_fact = Table(
    "key_fact",
    metadata,
    Column("name", String(16), primary_key=True),
    Column("value", String(200), nullable=False),
)

noted_head = Table(
    "noted_head",
    metadata,
    Column("chain", String(16), primary_key=True),
    Column("memorial_id", String(64), primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
)

_version = Table("key_store_version", metadata, Column("version", Integer, nullable=False))


def upgrade(connection: Connection) -> None:
    """Brings the schema to the present version, from nothing or from any older one; within the open transaction."""
    if connection.dialect.name == "postgresql":
        # Two upgrades at once: the second waits, and finds nothing left to do.
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('memorial key store'))"))
    standing = version(connection)
    for step in _STEPS[standing:]:
        step(connection)
    if standing == 0:
        connection.execute(insert(_version).values(version=len(_STEPS)))
    else:
        connection.execute(update(_version).values(version=len(_STEPS)))


def version(connection: Connection) -> int:
    """How many steps this store has made; 0 where there is none."""
    if not inspect(connection).has_table(_version.name):
        return 0
    standing: int = connection.execute(select(_version.c.version)).scalar_one()
    return standing


def knows_facts(connection: Connection) -> bool:
    """Whether this store has room for facts: one of the first version has not."""
    return inspect(connection).has_table(key_fact.name)


def require_present_version(connection: Connection) -> None:
    """Raises `KeysUnusable` unless the store is exactly the one that this program knows."""
    standing = version(connection)
    if standing == 0:
        raise KeysUnusable("The key store is empty.", BRING_BACK)
    if standing < len(_STEPS):
        raise KeysUnusable("The key store is of an older version.", "Run: memorial init")
    if standing > len(_STEPS):
        raise KeysUnusable("The key store is of a newer version than this program.", "Use the newer program.")


def _first(connection: Connection) -> None:
    metadata.create_all(connection)


def _second(connection: Connection) -> None:
    """Room for what is known of the keys' care: the current key, the card, the proof. Of no key any part."""
    key_fact.create(connection, checkfirst=True)


def _third(connection: Connection) -> None:
    """Room for how far the archive's chains had grown."""
    noted_head.create(connection, checkfirst=True)


_STEPS: tuple[Callable[[Connection], None], ...] = (_first, _second, _third)
