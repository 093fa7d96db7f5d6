"""Seals a stream of bytes in frames of 64 KiB under one key, and opens it again piece by piece."""

from __future__ import annotations

import io
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from memorial.application.ports.secrets import SealBroken

FRAME_BYTES = 64 * 1024

_VERSION = b"\x01"
_PREFIX_BYTES = 7
_TAG_BYTES = 16
_HEADER_BYTES = 1 + _PREFIX_BYTES
_SEALED_FRAME_BYTES = FRAME_BYTES + _TAG_BYTES


def write_sealed(write: Callable[[bytes], None], chunks: Iterable[bytes], *, context: str, key: bytes) -> None:
    """Writes what `sealed` gives."""
    for piece in sealed(chunks, context=context, key=key):
        write(piece)


def sealed(chunks: Iterable[bytes], *, context: str, key: bytes) -> Iterator[bytes]:
    """A header (version, seven random bytes) and the sealed frames; the context is bound to each of them.

    AES-256-GCM in the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015): the nonce is the random prefix,
    the frame's number and a mark on the last frame, so a frame that was cut, moved, repeated or added does not open.
    """
    header = _VERSION + secrets.token_bytes(_PREFIX_BYTES)
    bound_to = header + context.encode()
    cipher, number, waiting = AESGCM(key), 0, bytearray()
    yield header
    for chunk in chunks:
        waiting += chunk
        # A full frame waits until more bytes follow, since the last one must be marked.
        while len(waiting) > FRAME_BYTES:
            yield cipher.encrypt(_nonce(header, number, last=False), bytes(waiting[:FRAME_BYTES]), bound_to)
            del waiting[:FRAME_BYTES]
            number += 1
    yield cipher.encrypt(_nonce(header, number, last=True), bytes(waiting), bound_to)


def read_sealed(file: BinaryIO, *, context: str, key: bytes) -> Iterator[bytes]:
    """The bytes in pieces of at most 64 KiB, each verified before it is given out, from where the file stands.

    Raises `SealBroken` when a piece was tampered with or the end is missing, which can be after earlier pieces.
    """
    header = file.read(1 + _PREFIX_BYTES)
    if len(header) != 1 + _PREFIX_BYTES or header[:1] != _VERSION:
        raise SealBroken(context)
    bound_to, cipher, number = header + context.encode(), AESGCM(key), 0
    frame = file.read(_SEALED_FRAME_BYTES)
    while True:
        following = file.read(_SEALED_FRAME_BYTES)
        try:
            piece = cipher.decrypt(_nonce(header, number, last=not following), frame, bound_to)
        except InvalidTag:
            raise SealBroken(context) from None
        if piece:
            yield piece
        if not following:
            return
        frame, number = following, number + 1


def _nonce(header: bytes, number: int, *, last: bool) -> bytes:
    return header[1:] + number.to_bytes(4, "big") + (b"\x01" if last else b"\x00")


class SealedFile(io.RawIOBase):
    """A sealed file that can be read from any place, opened piece by piece as it is read; nothing is kept in clear.

    `descriptor` stays the caller's; several of these may read from one. Raises `SealBroken` at once where the end is
    missing, and later where a piece was tampered with.
    """

    _KEPT = 8

    def __init__(self, descriptor: int, *, context: str, key: bytes) -> None:
        super().__init__()
        self._file, self._context, self._cipher, self._at = descriptor, context, AESGCM(key), 0
        self._header = os.pread(descriptor, _HEADER_BYTES, 0)
        sealed_bytes = os.fstat(descriptor).st_size - _HEADER_BYTES
        if sealed_bytes < _TAG_BYTES or self._header[:1] != _VERSION:
            raise SealBroken(context)
        self._last = (sealed_bytes - 1) // _SEALED_FRAME_BYTES
        self._open_frames: dict[int, bytes] = {}
        self.size = self._last * FRAME_BYTES + len(self._frame(self._last))

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def readinto(self, into: Any) -> int:
        wanted = memoryview(into).cast("B")
        number, begins = divmod(self._at, FRAME_BYTES)
        if self._at >= self.size:
            return 0
        piece = self._frame(number)[begins : begins + len(wanted)]
        wanted[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def _frame(self, number: int) -> bytes:
        found = self._open_frames.get(number)
        if found is None:
            if len(self._open_frames) >= self._KEPT:
                del self._open_frames[next(iter(self._open_frames))]
            sealed_frame = os.pread(self._file, _SEALED_FRAME_BYTES, _HEADER_BYTES + number * _SEALED_FRAME_BYTES)
            nonce = _nonce(self._header, number, last=number == self._last)
            try:
                found = self._cipher.decrypt(nonce, sealed_frame, self._header + self._context.encode())
            except InvalidTag:
                raise SealBroken(self._context) from None
            self._open_frames[number] = found
        return found
