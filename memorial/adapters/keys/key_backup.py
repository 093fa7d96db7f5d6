"""The sealed backup of the keys: the secrets, every wrapped record key and the ledger, in one file.

The first two lines are clear: what this is, and the id of the installation key under which the rest is sealed, the one
that the key card gives back. The rest is one JSON document to a line, sealed in frames.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, select

from memorial.adapters.files.durable import new_file
from memorial.adapters.files.frames import read_sealed, write_sealed
from memorial.adapters.keys.facts import BACKED_UP, RESTORING, current_key, facts, in_words, record
from memorial.adapters.keys.installation_key import InstallationKeys, id_of
from memorial.adapters.keys.keystore import key_engines, require_fitting, stored_proofs
from memorial.adapters.keys.rotation import care_alone
from memorial.adapters.keys.schema import erasure_ledger, record_key
from memorial.adapters.sealing import derive
from memorial.application.ports.secrets import KeysUnusable, SealBroken

_FIRST_LINE = b"memorial key backup, version 1"
_PAGE = 2_000
_OTHER_BACKUP = "Take another backup of the keys."


@dataclass(frozen=True)
class Counted:
    """What a backup holds."""

    keys: int
    entries: int


@dataclass
class Contents:
    """An opened backup's beginning: what names and opens the rest. Prints no secret."""

    made_at: datetime
    current: str
    wrapping: Mapping[str, bytes] = field(repr=False)
    pepper: bytes = field(repr=False)
    proofs: Mapping[str, str]
    facts: Mapping[str, str]
    older_backups: Mapping[str, bytes] = field(repr=False, default_factory=dict)

    def keys(self) -> InstallationKeys:
        """The backup's own keys; none of the machine on which it is opened."""
        return InstallationKeys(
            self.wrapping, current=self.current, pepper=self.pepper, older_backups=self.older_backups
        )


def make_backup(url: str, folder: Path, out: Path, *, now: datetime, remember: bool = True) -> Counted:
    """Writes the backup beside running servers: one moment of the store, whole under that name or not there at all.

    Unless `remember`, nobody takes it for one that is kept.

    Raises `KeysUnusable` where the keys do not fit, where a rotation is at work, and if `out` exists.
    """
    if out.exists():
        raise KeysUnusable(f"{out} exists already.", "Nothing was changed: give another name.")
    if not out.parent.is_dir():
        raise KeysUnusable(f"There is no folder {out.parent}.", "Make it first.")
    keys = InstallationKeys.load(folder)
    writer, reader = key_engines(url)
    try:
        require_fitting(reader, keys)
        with care_alone(writer, folder):
            with _one_moment(writer, reader) as connection:
                counted = _write(connection, keys, out, now)
            with writer.begin() if remember else nullcontext() as connection:
                if connection is not None:
                    record(connection, BACKED_UP, in_words(key=current_key(connection), at=now.isoformat()))
    finally:
        writer.dispose()
        reader.dispose()
    return counted


def key_id_of(path: Path) -> str:
    """The id of the key that opens the backup. Raises `KeysUnusable`."""
    with _file(path) as (_, key_id):
        return key_id


def read_backup(path: Path, key: bytes) -> Generator[Contents | dict[str, Any], None, None]:
    """The contents' beginning, then one document for each ledger entry and record key, each verified.

    `{"ledger": {...}}` and `{"key": {...}}`, as the tables hold them. Raises `KeysUnusable` for a wrong key, a damaged
    file, and one whose end is missing: use what came before only when all came.
    """
    with _file(path) as (file, key_id):
        if id_of(key) != key_id:
            raise KeysUnusable(
                f"These shares open the key {id_of(key)}, and this backup was made under the key {key_id}.",
                "Take the card of that key, or a backup made after this card.",
            )
        pieces = read_sealed(file, context=f"key-backup:{key_id}", key=derive(key, "key backup"))
        try:
            documents = (json.loads(line) for line in _lines(pieces))
            yield _contents(next(documents))
            ended = False
            for document in documents:
                ended = "end" in document
                if not ended:
                    yield document
        except (SealBroken, StopIteration, ValueError, KeyError, TypeError):
            raise KeysUnusable(f"The backup {path} is damaged.", _OTHER_BACKUP) from None
        if not ended:
            raise KeysUnusable(f"The backup {path} is damaged: its end is missing.", _OTHER_BACKUP)


def record_key_of(one: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the key store again, from a document of a backup."""
    return {
        **one,
        "wrapped": base64.b64decode(one["wrapped"]),
        "created_day": date.fromisoformat(one["created_day"]),
    }


@contextmanager
def _one_moment(writer: Engine, reader: Engine) -> Iterator[Connection]:
    if writer.dialect.name == "sqlite":
        with reader.connect() as connection:
            yield connection
        return
    with writer.execution_options(isolation_level="REPEATABLE READ").connect() as connection:
        yield connection


def _write(connection: Connection, keys: InstallationKeys, out: Path, now: datetime) -> Counted:
    counted = {"key": 0, "ledger": 0}

    def documents() -> Iterator[bytes]:
        proofs = stored_proofs(connection)
        wrapping = {name: _text(keys.wrapping_key(name)) for name in proofs if name != "pepper"}
        opening = {
            "made_at": now.isoformat(),
            "current": facts(connection)["current"],
            "wrapping": wrapping,
            "pepper": _text(keys.root_of_peppers()),
            "older_backups": {name: _text(secret) for name, secret in keys.older_backups().items()},
            "proofs": proofs,
            "facts": {name: known for name, known in facts(connection).items() if name != RESTORING},
        }
        yield _line(opening)
        for entry in _entries(connection):
            counted["ledger"] += 1
            yield _line({"ledger": entry})
        for one in _record_keys(connection):
            counted["key"] += 1
            yield _line({"key": one})
        yield _line({"end": counted})

    current = facts(connection)["current"]
    key = keys.wrapping_key(current)
    with new_file(out, root=out.parent, mode=0o600) as write:
        write(b"%s\n%s\n" % (_FIRST_LINE, current.encode()))
        write_sealed(write, documents(), context=f"key-backup:{current}", key=derive(key, "key backup"))
    return Counted(counted["key"], counted["ledger"])


def _entries(connection: Connection) -> Iterator[dict[str, Any]]:
    wanted, last = select(erasure_ledger).order_by(erasure_ledger.c.seq).limit(_PAGE), 0
    while rows := connection.execute(wanted.where(erasure_ledger.c.seq > last)).mappings().all():
        yield from (dict(row) for row in rows)
        last = rows[-1]["seq"]


def _record_keys(connection: Connection) -> Iterator[dict[str, Any]]:
    wanted, last = select(record_key).order_by(record_key.c.id).limit(_PAGE), ""
    while rows := connection.execute(wanted.where(record_key.c.id > last)).mappings().all():
        for row in rows:
            yield {**row, "wrapped": _text(row["wrapped"]), "created_day": row["created_day"].isoformat()}
        last = rows[-1]["id"]


def _contents(opening: Mapping[str, Any]) -> Contents:
    return Contents(
        made_at=datetime.fromisoformat(opening["made_at"]),
        current=opening["current"],
        wrapping={name: base64.b64decode(secret) for name, secret in opening["wrapping"].items()},
        pepper=base64.b64decode(opening["pepper"]),
        proofs=opening["proofs"],
        facts=opening["facts"],
        # Backups of the keys from before there was such a thing have none.
        older_backups={n: base64.b64decode(secret) for n, secret in opening.get("older_backups", {}).items()},
    )


@contextmanager
def _file(path: Path) -> Iterator[tuple[Any, str]]:
    """The file, standing behind its two clear lines, and the id in the second."""
    try:
        file = path.open("rb")
    except OSError as problem:
        raise KeysUnusable(f"{path} cannot be read: {os.strerror(problem.errno or 5)}.", _OTHER_BACKUP) from None
    with file:
        lines = [file.readline(100).rstrip(b"\n") for _ in range(2)]
        if lines[0] != _FIRST_LINE:
            raise KeysUnusable(f"{path} is not a backup of the keys.", "`memorial keys backup` makes one.")
        yield file, lines[1].decode("ascii", "replace")


def _lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    waiting = b""
    for piece in pieces:
        *whole, waiting = (waiting + piece).split(b"\n")
        yield from whole
    if waiting:
        raise ValueError("the last line has no end")


def _line(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, separators=(",", ":")).encode() + b"\n"


def _text(secret: bytes) -> str:
    return base64.b64encode(secret).decode()
