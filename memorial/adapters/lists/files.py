"""Any file as a list of names: what it is by its first bytes, and the reader for it; or why it is none."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass

from memorial.adapters.lists import columns, encodings
from memorial.adapters.lists.csv_files import read_csv
from memorial.adapters.lists.spreadsheets import read_spreadsheet
from memorial.application.ports.lists import Asked, EncodingChoice, Looked, NotAList, OpenBytes
from memorial.domain.name_list import ColumnUse, RawRow

_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_KINDS = {
    b"%PDF": "pdf",
    b"\x1f\x8b": "compressed",
    b"7z\xbc\xaf": "compressed",
    b"Rar!": "compressed",
    b"\xff\xd8\xff": "picture",
    b"\x89PNG": "picture",
    b"GIF8": "picture",
    b"<!do": "web_page",
    b"<html": "web_page",
    b"<?xml": "xml",
    b"{": "json",
}


@dataclass(frozen=True)
class ListFiles:
    """Keeps the promises of the `ListReader` port. `guesses`: an encoding that is not certain is guessed."""

    guesses: bool = True

    def read(self, open_file: OpenBytes, asked: Asked) -> tuple[Looked, Iterator[RawRow]]:
        first = next(iter(open_file()), b"")
        if not first.strip():
            _refuse_empty(open_file)
        if first.startswith(_SPREADSHEETS):
            return read_spreadsheet(open_file, asked)
        _refuse_other_kinds(first)
        return read_csv(open_file, asked, guess=self.guesses)

    def encodings(self, open_file: OpenBytes) -> tuple[EncodingChoice, ...]:
        first = next(iter(open_file()), b"")
        return () if first.startswith(_SPREADSHEETS) else encodings.choices(open_file)

    def guess(self, header: tuple[str, ...]) -> tuple[ColumnUse, ...]:
        return columns.guess(header)


def _refuse_empty(open_file: OpenBytes) -> None:
    if not any(piece.strip() for piece in open_file()):
        raise NotAList("empty")


def _refuse_other_kinds(first: bytes) -> None:
    start = first.removeprefix(codecs.BOM_UTF8).lstrip()
    for magic, kind in _KINDS.items():
        if start[: len(magic)].lower() == magic.lower():
            raise NotAList("kind", kind=kind)
    if not encodings.marked(first) and b"\x00" in first:
        raise NotAList("not_text", line=first[: first.index(b"\x00")].count(b"\n") + 1)
