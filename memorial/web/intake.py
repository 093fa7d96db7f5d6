"""A form with files, read as it arrives: its words first, then each file as a stream, none of it on disk.

Looked at: Werkzeug's own form parser (it keeps whole files in memory or temporary files before a view sees one field).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge
from werkzeug.sansio.multipart import Data, Epilogue, Event, Field, File, MultipartDecoder, NeedData

PIECE = 64 * 1024
MOST_TEXT = 2 * 1024 * 1024
MOST_PARTS = 1000


class Broken(Exception):
    """The form ended in the middle, or is no form. What was read before it stands."""


@dataclass
class ArrivingForm:
    """A multipart form on its way in. Read `words()` first; then `files()`, each to its end or not at all."""

    stream: BinaryIO
    boundary: bytes
    fields: MultiDict[str, str] = field(default_factory=MultiDict)
    too_much_text: bool = False
    broken: bool = False
    whole: bool = False
    """Whether all of it had been read before: a form without files, in the plain encoding."""

    def __post_init__(self) -> None:
        self._decoder = MultipartDecoder(self.boundary, max_parts=MOST_PARTS)
        self._waiting: File | None = None
        self._text = 0

    def words(self) -> MultiDict[str, str]:
        """Every field before the first file. Of a broken form, what had come by then; `broken` says so."""
        try:
            self._waiting = None if self.whole else self._read_fields()
        except Broken:
            self.broken = True
        return self.fields

    def files(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """(name, bytes) of each file. What a reader leaves unread of one is passed over. Raises `Broken`."""
        while self._waiting is not None:
            name, pieces = self._waiting.filename or "", self._pieces()
            yield name, pieces
            for _ in pieces:
                pass
            self._waiting = self._read_fields()

    def _read_fields(self) -> File | None:
        """Keeps the fields that come now, and answers the file after them; None at the end of the form."""
        while True:
            event = self._event()
            if isinstance(event, File):
                return event
            if isinstance(event, Epilogue):
                return None
            if isinstance(event, Field):
                self._keep(event.name or "", b"".join(self._text_pieces()))

    def _keep(self, name: str, raw: bytes) -> None:
        self.fields.add(name, raw.decode("utf-8", "replace"))

    def _text_pieces(self) -> Iterator[bytes]:
        """A field's bytes, as far as they fit into what all fields together may hold."""
        for piece in self._pieces():
            left = MOST_TEXT - self._text
            self.too_much_text = self.too_much_text or len(piece) > left
            self._text += min(len(piece), left)
            yield piece[:left]

    def _pieces(self) -> Iterator[bytes]:
        while True:
            event = self._event()
            if not isinstance(event, Data):
                raise Broken
            if event.data:
                yield event.data
            if not event.more_data:
                return

    def _event(self) -> Event:
        try:
            while isinstance(event := self._decoder.next_event(), NeedData):
                self._decoder.receive_data(self.stream.read(PIECE) or None)
        except (ValueError, OSError, ClientDisconnected, RequestEntityTooLarge):
            raise Broken from None
        return event


def pass_over(stream: BinaryIO, most: int) -> None:
    """Read and forget up to `most` bytes, so that the browser listens to the answer instead of pushing on."""
    try:
        while most > 0 and (piece := stream.read(min(PIECE, most))):
            most -= len(piece)
    except (OSError, ClientDisconnected):
        return
