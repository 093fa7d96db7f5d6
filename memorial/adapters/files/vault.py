"""The vault: files sealed in frames under a key of their own, written and read as streams."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from memorial.adapters.files.durable import discard_unfinished, new_file, remove_files
from memorial.adapters.sealing import KEY_BYTES
from memorial.application.ports.secrets import ObjectMissing, ObjectTooLarge, SealBroken, VaultObject

FRAME_BYTES = 64 * 1024

_VERSION = b"\x01"
_PREFIX_BYTES = 7
_TAG_BYTES = 16
_SEALED_FRAME_BYTES = FRAME_BYTES + _TAG_BYTES
_ID = re.compile(r"[0-9a-f]{32}\Z")


class FileVault:
    """Sealed files under one folder. The promises are those of the `Vault` port.

    A file is a header (version, seven random bytes) and frames of 64 KiB, each sealed with AES-256-GCM in the STREAM
    construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015): the nonce is the random prefix, the frame's number and a
    mark on the last frame, so a frame that was cut, moved, repeated or added does not open. Header and id are bound
    to every frame, so a file does not open under another's name.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def store(self, chunks: Iterable[bytes], *, limit: int | None) -> VaultObject:
        object_id, key = secrets.token_hex(16), secrets.token_bytes(KEY_BYTES)
        path = self._path(object_id)
        digest, size = hashlib.sha256(), 0

        def counted() -> Iterator[bytes]:
            nonlocal size
            for chunk in chunks:
                size += len(chunk)
                if limit is not None and size > limit:
                    raise ObjectTooLarge(limit)
                digest.update(chunk)
                yield chunk

        try:
            with new_file(path, root=self._root, mode=0o600) as write:
                _write_sealed(write, counted(), object_id=object_id, key=key)
        except BaseException:
            # The name may stand already when making it durable failed.
            with suppress(OSError):
                os.unlink(path)
            raise
        return VaultObject(id=object_id, key=key, size=size, sha256=digest.hexdigest())

    def open(self, object_id: str, key: bytes) -> Iterator[bytes]:
        path = self._path(object_id)
        if not _ID.match(object_id) or not path.is_file():
            raise ObjectMissing(object_id)
        return _read_sealed(path, object_id=object_id, key=key)

    def read(self, object_id: str, key: bytes) -> bytes:
        return b"".join(self.open(object_id, key))

    def delete(self, object_ids: Iterable[str]) -> None:
        remove_files(self._path(object_id) for object_id in object_ids if _ID.match(object_id))

    def ids(self) -> Iterator[str]:
        return (path.name for path in self._root.glob("*/*/*") if _ID.match(path.name))

    def discard_unfinished(self, before: datetime) -> int:
        return discard_unfinished(self._root, before)

    def _path(self, object_id: str) -> Path:
        return self._root / object_id[:2] / object_id[2:4] / object_id


def _write_sealed(write: Callable[[bytes], None], chunks: Iterable[bytes], *, object_id: str, key: bytes) -> None:
    header = _VERSION + secrets.token_bytes(_PREFIX_BYTES)
    bound_to = header + object_id.encode()
    cipher, number, waiting = AESGCM(key), 0, bytearray()
    write(header)
    for chunk in chunks:
        waiting += chunk
        # A full frame waits until more bytes follow, since the last one must be marked.
        while len(waiting) > FRAME_BYTES:
            write(cipher.encrypt(_nonce(header, number, last=False), bytes(waiting[:FRAME_BYTES]), bound_to))
            del waiting[:FRAME_BYTES]
            number += 1
    write(cipher.encrypt(_nonce(header, number, last=True), bytes(waiting), bound_to))


def _read_sealed(path: Path, *, object_id: str, key: bytes) -> Iterator[bytes]:
    try:
        file = path.open("rb")
    except FileNotFoundError:
        raise ObjectMissing(object_id) from None
    with file:
        header = file.read(1 + _PREFIX_BYTES)
        if len(header) != 1 + _PREFIX_BYTES or header[:1] != _VERSION:
            raise SealBroken(object_id)
        bound_to, cipher, number = header + object_id.encode(), AESGCM(key), 0
        frame = file.read(_SEALED_FRAME_BYTES)
        while True:
            following = file.read(_SEALED_FRAME_BYTES)
            try:
                piece = cipher.decrypt(_nonce(header, number, last=not following), frame, bound_to)
            except InvalidTag:
                raise SealBroken(object_id) from None
            if piece:
                yield piece
            if not following:
                return
            frame, number = following, number + 1


def _nonce(header: bytes, number: int, *, last: bool) -> bytes:
    return header[1:] + number.to_bytes(4, "big") + (b"\x01" if last else b"\x00")
