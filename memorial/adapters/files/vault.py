"""The vault: files sealed in frames under a key of their own, written and read as streams."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from memorial.adapters.files.durable import discard_unfinished, new_file, remove_files
from memorial.adapters.files.frames import read_sealed, write_sealed
from memorial.adapters.sealing import KEY_BYTES
from memorial.application.ports.secrets import ObjectMissing, ObjectTooLarge, VaultObject

ID = re.compile(r"[0-9a-f]{32}\Z")


class Counted:
    """The chunks as they pass, counted and hashed. Raises `ObjectTooLarge` before giving out one beyond the limit."""

    def __init__(self, chunks: Iterable[bytes], limit: int | None) -> None:
        self._chunks, self._limit, self._digest = chunks, limit, hashlib.sha256()
        self.size = 0

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            self.size += len(chunk)
            if self._limit is not None and self.size > self._limit:
                raise ObjectTooLarge(self._limit)
            self._digest.update(chunk)
            yield chunk


class FileVault:
    """Sealed files under one folder. The promises are those of the `Vault` port.

    A file is sealed in frames (`frames.py`). Its id is bound to every frame, so it does not open under another's name.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def store(self, chunks: Iterable[bytes], *, limit: int | None) -> VaultObject:
        object_id, key = secrets.token_hex(16), secrets.token_bytes(KEY_BYTES)
        path, given = self._path(object_id), Counted(chunks, limit)
        try:
            with new_file(path, root=self._root, mode=0o600) as write:
                write_sealed(write, given, context=object_id, key=key)
        except BaseException:
            # The name may stand already when making it durable failed.
            with suppress(OSError):
                os.unlink(path)
            raise
        return VaultObject(id=object_id, key=key, size=given.size, sha256=given.sha256)

    def open(self, object_id: str, key: bytes) -> Iterator[bytes]:
        path = self._path(object_id)
        if not ID.match(object_id) or not path.is_file():
            raise ObjectMissing(object_id)
        return _read(path, object_id=object_id, key=key)

    def read(self, object_id: str, key: bytes) -> bytes:
        return b"".join(self.open(object_id, key))

    def open_raw(self, object_id: str) -> BinaryIO:
        """The sealed file as it lies there, for a backup; for the caller to close. Raises `ObjectMissing`."""
        if not ID.match(object_id):
            raise ObjectMissing(object_id)
        try:
            return self._path(object_id).open("rb")
        except FileNotFoundError:
            raise ObjectMissing(object_id) from None

    def put_back(self, object_id: str, chunks: Iterable[bytes]) -> None:
        """A sealed file as a backup held it, under its old id; durable when it returns."""
        if not ID.match(object_id):
            raise ValueError("a sealed file has 32 hex digits for a name")
        with new_file(self._path(object_id), root=self._root, mode=0o600) as write:
            for chunk in chunks:
                write(chunk)

    def delete(self, object_ids: Iterable[str]) -> None:
        remove_files(self._path(object_id) for object_id in object_ids if ID.match(object_id))

    def ids(self) -> Iterator[str]:
        return (path.name for path in self._root.glob("*/*/*") if ID.match(path.name))

    def stored_before(self, before: datetime) -> Iterator[str]:
        for path in self._root.glob("*/*/*"):
            with suppress(FileNotFoundError):
                if ID.match(path.name) and path.stat().st_mtime < before.timestamp():
                    yield path.name

    def discard_unfinished(self, before: datetime) -> int:
        return discard_unfinished(self._root, before)

    def _path(self, object_id: str) -> Path:
        return self._root / object_id[:2] / object_id[2:4] / object_id


def _read(path: Path, *, object_id: str, key: bytes) -> Iterator[bytes]:
    try:
        file = path.open("rb")
    except FileNotFoundError:
        raise ObjectMissing(object_id) from None
    with file:
        yield from read_sealed(file, context=object_id, key=key)
