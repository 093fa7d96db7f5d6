"""Which bytes of a file a request is answered with: the rules of RFC 9110 for one range, and a bound for players."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from werkzeug.datastructures import Headers

PLAYED_BYTES = 512 * 1024
"""The most that a player gets at a time: 65 seconds of 64 kbit/s. It asks for more when it needs it.

So an answer to a player is small enough to be handed to the server whole, and nobody who listens for an hour holds a
thread (`LARGEST_JOINED` in `overload.py`); and what is withdrawn is not sent on for long.
"""

_PIECE = 64 * 1024
_ONE_RANGE = re.compile(r"bytes\s*=\s*(?:([0-9]{1,18})-([0-9]{0,18})|-([0-9]{1,18}))\s*\Z", re.IGNORECASE)


class NoSuchRange(Exception):
    """The file has no byte of what was asked for: the answer is 416."""


@dataclass(frozen=True)
class Part:
    """`length` bytes from `start` of a file with `whole` bytes."""

    start: int
    length: int
    whole: int

    @property
    def content_range(self) -> str:
        return f"bytes {self.start}-{self.start + self.length - 1}/{self.whole}"


def asked_part(headers: Headers, *, length: int, etag: str) -> Part | None:
    """What a GET with these headers gets of a file; None for all of it. Raises `NoSuchRange`.

    `etag` is strong and without its quotation marks. Whatever is not exactly one well-formed range of bytes gets the
    whole file, as RFC 9110 allows: more than one range, another unit, a range that ends before it begins, and a range
    under the condition of another file (`If-Range`; a date is never met, since we tell none).
    """
    asked = _ONE_RANGE.match(headers.get("Range", "").strip())
    condition = headers.get("If-Range")
    if asked is None or (condition is not None and condition.strip() != f'"{etag}"'):
        return None
    first, last, suffix = asked.groups()
    if suffix is not None:
        start, end = max(0, length - int(suffix)), length if int(suffix) else 0
    else:
        start, end = int(first), min(length, int(last) + 1) if last else length
        if last and int(last) < start:
            return None
    if start >= end:
        raise NoSuchRange
    return Part(start, min(end - start, _most(headers)), length)


def _most(headers: Headers) -> int:
    """A sound or video element says that it is one, and goes on asking. A program that stores the file may not."""
    return PLAYED_BYTES if headers.get("Sec-Fetch-Dest") in ("audio", "video") else 2**62


class Pieces:
    """`length` bytes of an open file from `start`, piece by piece, for the body of an answer. For the server to close.

    `there`: whether the first of them could be read; a file may go between being opened and being read.
    """

    def __init__(self, file: BinaryIO, start: int, length: int) -> None:
        self._file, self._left = file, length
        self._file.seek(start)
        self._first = self._read()
        self.there = bool(self._first) or not length

    def __iter__(self) -> Iterator[bytes]:
        piece = self._first
        while piece:
            self._left -= len(piece)
            yield piece
            piece = self._read()

    def _read(self) -> bytes:
        return self._file.read(min(_PIECE, self._left)) if self._left > 0 else b""

    def close(self) -> None:
        self._file.close()
