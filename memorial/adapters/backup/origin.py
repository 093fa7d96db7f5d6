"""Who made a backup: a signature over the whole file, which only an installation's own keys can make.

Anybody who has the open half of a key can encrypt to it. So the file ends with a line that names the signing key, and
an Ed25519 signature of the SHA-512 of everything before. It is checked before anything is opened or written; while the
file is read for the restore it is hashed once more, so that nobody changes it in between.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from memorial.adapters.backup.errors import NotABackup, OriginUnproved
from memorial.adapters.sealing import derive

FIRST_LINE = b"memorial backup, version 2\n"
UNSIGNED_FIRST_LINE = b"memorial backup, version 1\n"
"""Of older backups, which say nothing of who made them."""

_SIGNED = b"\nsigned with "
_ID_LETTERS, _SIGNATURE_BYTES = 16, 64
SIGNATURE_END = len(_SIGNED) + _ID_LETTERS + 1 + _SIGNATURE_BYTES
_PIECE_BYTES = 1024 * 1024
_CONTEXT = b"memorial/backup/2/made by "

DAMAGED = "The backup is damaged, or its end is missing. Nothing of it was put into use."


@dataclass(frozen=True)
class Signer:
    """The key that signs, made from an installation's secret for backups; `id` names that secret."""

    id: str
    secret: bytes = field(repr=False)

    @property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(derive(self.secret, "backup:sign"))

    def sign(self, digest: bytes) -> bytes:
        return self._key.sign(_said(self.id, digest))

    def made(self, digest: bytes, signature: bytes) -> bool:
        try:
            self._key.public_key().verify(signature, _said(self.id, digest))
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class Origin:
    """What the outside of a file says of where it comes from. `maker` is '' where nothing here proves it."""

    maker: str
    first_line: bytes
    length: int
    """Of what stands before the signature."""
    digest: bytes

    @property
    def signed(self) -> bool:
        return self.first_line == FIRST_LINE


class Signing:
    """Writes on, and signs at the end what was written."""

    def __init__(self, write: Callable[[bytes], None], signer: Signer) -> None:
        self._write, self._signer, self._hash = write, signer, hashlib.sha512()

    def __call__(self, some: bytes) -> None:
        self._hash.update(some)
        self._write(some)

    def end(self) -> None:
        self._write(_SIGNED + self._signer.id.encode() + b"\n" + self._signer.sign(self._hash.digest()))


class Body:
    """The file up to its signature, for reading once. `unchanged` says whether it was what had been checked."""

    def __init__(self, file: BinaryIO, origin: Origin) -> None:
        self._file, self._origin, self._left, self._hash = file, origin, origin.length, hashlib.sha512()
        file.seek(0)

    def read(self, size: int = -1) -> bytes:
        raw = self._file.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(raw)
        self._hash.update(raw)
        return raw

    def unchanged(self) -> bool:
        return self._left == 0 and self._hash.digest() == self._origin.digest


def check_origin(file: BinaryIO, secrets: Mapping[str, bytes]) -> Origin:
    """Read all of it and compare its signature with the installation's secrets for backups, by their ids.

    Raises `NotABackup` for what is none, and for what was changed after one of these secrets signed it.
    """
    end = file.seek(0, os.SEEK_END)
    file.seek(0)
    first_line = file.read(len(FIRST_LINE))
    if first_line not in (FIRST_LINE, UNSIGNED_FIRST_LINE):
        raise NotABackup("This is no backup of this program, or of a newer version of it.")
    length = end - SIGNATURE_END if first_line == FIRST_LINE else end
    if length < len(FIRST_LINE):
        raise NotABackup(DAMAGED)
    digest = _digest(file, length)
    if first_line == UNSIGNED_FIRST_LINE:
        return Origin("", first_line, length, digest)
    named, signature = _signature(file.read(SIGNATURE_END))
    if named in secrets and not Signer(named, secrets[named]).made(digest, signature):
        raise NotABackup(DAMAGED)
    return Origin(named if named in secrets else "", first_line, length, digest)


def require_proved(origin: Origin) -> None:
    """Raises `OriginUnproved`, which says what to do."""
    if origin.maker:
        return
    if origin.signed:
        raise OriginUnproved(
            "This backup was signed with keys that are not here, so nothing proves that this installation made it."
            " Bring back the newest backup of the keys (memorial keys restore), then restore this backup again."
            f" {_ONLY_IF}"
        )
    raise OriginUnproved(
        "This backup is of an older version of the program, which signed none, so nothing proves that this"
        f" installation made it. Restore a newer one if there is one. {_ONLY_IF}"
    )


_ONLY_IF = (
    "Only if there is no other, and you know in whose hands it was since it was made, give --origin-unproved: whoever"
    " had the open half of its key could have made it."
)


def _digest(file: BinaryIO, length: int) -> bytes:
    file.seek(0)
    digest, left = hashlib.sha512(), length
    while left and (raw := file.read(min(_PIECE_BYTES, left))):
        digest.update(raw)
        left -= len(raw)
    return digest.digest()


def _signature(raw: bytes) -> tuple[str, bytes]:
    """The id of the key, and the signature. Raises `NotABackup`: a file that was cut off ends otherwise."""
    words, signature = raw[:-_SIGNATURE_BYTES], raw[-_SIGNATURE_BYTES:]
    if not words.startswith(_SIGNED) or not words.endswith(b"\n"):
        raise NotABackup(DAMAGED)
    return words[len(_SIGNED) : -1].decode("ascii", "replace"), signature


def _said(key_id: str, digest: bytes) -> bytes:
    return _CONTEXT + key_id.encode() + b"\n" + digest
