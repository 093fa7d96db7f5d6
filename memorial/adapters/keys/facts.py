"""What the key store knows of its own care: the current key, the card, backups and proofs. No part of any key."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from memorial.adapters.keys.schema import key_fact
from memorial.application.ports.secrets import KeysUnusable

CURRENT = "current"
"""The id of the key that wraps what is new."""
CARD = "card"
PROVED = "proved"
BACKED_UP = "backed_up"
BROUGHT_BACK = "brought_back"
"""The card by which these keys were brought back, until a record was opened with them."""
STORE = "store"
"""The random id of this key store, which the database that belongs to it remembers too."""
RESTORING = "restoring"
"""Stands from the first to the last step of bringing keys back: meanwhile the store is not used."""


def fact(connection: Connection, name: str) -> str | None:
    found: str | None = connection.execute(select(key_fact.c.value).where(key_fact.c.name == name)).scalar()
    return found


def facts(connection: Connection) -> Mapping[str, str]:
    return {row.name: row.value for row in connection.execute(select(key_fact))}


def record(connection: Connection, name: str, value: str) -> None:
    """Writes it, in the place of what was known before."""
    if connection.execute(update(key_fact).where(key_fact.c.name == name).values(value=value)).rowcount == 0:
        connection.execute(insert(key_fact).values(name=name, value=value))


def record_once(connection: Connection, name: str, value: str) -> str:
    """Writes it where nothing of that name is known; what is known then."""
    insert_ = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    connection.execute(insert_(key_fact).values(name=name, value=value).on_conflict_do_nothing())
    found: str = connection.execute(select(key_fact.c.value).where(key_fact.c.name == name)).scalar_one()
    return found


def forget(connection: Connection, name: str) -> None:
    connection.execute(delete(key_fact).where(key_fact.c.name == name))


def current_key(connection: Connection, *, to_change: bool = False) -> str:
    """The id of the current key, which stays so until this transaction ends. Raises `KeysUnusable` if there is none.

    On SQLite a writing transaction is alone anyway; on PostgreSQL those that wrap share the row, and a rotation that
    changes it waits for them.
    """
    wanted = select(key_fact.c.value).where(key_fact.c.name == CURRENT)
    found: str | None = connection.execute(wanted.with_for_update(read=not to_change)).scalar()
    if found is None:
        raise KeysUnusable("The key store does not say which key is the current one.", "Run: memorial init")
    return found


def in_words(**parts: object) -> str:
    """`name=value` pairs in one line, as facts are kept."""
    return " ".join(f"{name}={value}" for name, value in parts.items())


def parts(words: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in words.split())
