"""A ZIP that is written while it is sent: no temporary file, memory for one piece, no finer time than a day."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from io import RawIOBase

_MADE_ON_UNIX = 3
_OWNER_READS = 0o100600 << 16
_EARLIEST = date(1980, 1, 1)


@dataclass(frozen=True)
class Entry:
    """One file: its path in the archive, the day it carries, its bytes in pieces (taken when its turn comes)."""

    path: str
    day: date
    pieces: Iterable[bytes]


class _Outgoing(RawIOBase):
    """Gathers what the archive writes until it is taken away. It cannot go back, so lengths follow their files."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, piece: bytes) -> int:  # type: ignore[override]
        self._waiting += piece
        return len(piece)

    def taken(self) -> bytes:
        given = bytes(self._waiting)
        self._waiting.clear()
        return given


def stream_zip(entries: Iterable[Entry]) -> Iterator[bytes]:
    """The archive in pieces, uncompressed: photographs and recordings are compressed already.

    An error in an entry's pieces ends the stream without a directory, so that no program takes it for whole.
    """
    outgoing = _Outgoing()
    archive = zipfile.ZipFile(outgoing, "w", zipfile.ZIP_STORED, allowZip64=True)
    for entry in entries:
        with archive.open(_head(entry), "w", force_zip64=True) as into:
            for piece in entry.pieces:
                into.write(piece)
                yield outgoing.taken()
        yield outgoing.taken()
    archive.close()
    yield outgoing.taken()


def _head(entry: Entry) -> zipfile.ZipInfo:
    day = max(entry.day, _EARLIEST)
    head = zipfile.ZipInfo(entry.path, (day.year, day.month, day.day, 0, 0, 0))
    head.create_system = _MADE_ON_UNIX
    head.external_attr = _OWNER_READS
    return head
