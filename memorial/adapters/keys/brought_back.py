"""Remembers that a card opened a backup of the keys to bring them back: the proof, once a record opened with them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from memorial.adapters.keys.facts import BACKED_UP, BROUGHT_BACK, PROVED, current_key, fact, forget, in_words, parts
from memorial.adapters.keys.facts import record as record_fact
from memorial.adapters.keys.key_backup import Contents, read_backup
from memorial.adapters.keys.keystore import key_engines
from memorial.application.key_care import CardMade


def opening_of(backup: Path, key: bytes) -> Contents:
    """What names and opens the rest of the backup. Raises `KeysUnusable` for a wrong key and for damage."""
    documents = read_backup(backup, key)
    with closing(documents):
        first = next(documents)
    assert isinstance(first, Contents)
    return first


def note_brought_back(url: str, card: CardMade, made_at: datetime, now: datetime) -> None:
    """After the last step of bringing keys back: by which card, and that a backup of that day is kept somewhere."""
    writer, reader = key_engines(url)
    try:
        with writer.begin() as connection:
            record_fact(connection, BACKED_UP, in_words(key=current_key(connection), at=made_at.isoformat()))
            words = in_words(key=card.key_id, number=card.number, at=now.astimezone(UTC).isoformat())
            record_fact(connection, BROUGHT_BACK, words)
    finally:
        writer.dispose()
        reader.dispose()


def record_proof_by_restore(url: str, card: CardMade, now: datetime) -> None:
    """A real record opened with what that card brought back: it is proved."""
    writer, reader = key_engines(url)
    try:
        with writer.begin() as connection:
            if current_key(connection) == card.key_id:
                words = in_words(key=card.key_id, number=card.number, at=now.astimezone(UTC).isoformat())
                record_fact(connection, PROVED, words)
            forget(connection, BROUGHT_BACK)
    finally:
        writer.dispose()
        reader.dispose()


def card_to_prove(url: str) -> CardMade | None:
    """The card by which the keys in use were brought back, where no record was opened with them since."""
    writer, reader = key_engines(url)
    try:
        with reader.connect() as connection:
            said: Mapping[str, str] = parts(fact(connection, BROUGHT_BACK) or "")
            current = current_key(connection) if said else ""
    finally:
        writer.dispose()
        reader.dispose()
    return CardMade(said["key"], int(said["number"])) if said and said["key"] == current else None
