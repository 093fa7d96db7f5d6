"""A file on this machine as a list of names: what its columns mean, its rows one by one, or why it is none."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from memorial.adapters.lists.columns import mapped
from memorial.adapters.lists.files import ListFiles
from memorial.application.people import NameList
from memorial.application.ports.lists import LARGEST_FILE, Asked, Looked, NotAList
from memorial.domain.name_list import DATES, ColumnUse, DateOrder, Field, RawRow

__all__ = ["Columns", "ListFile", "NotAList", "read_list"]

_PIECE = 64 * 1024


@dataclass(frozen=True)
class Columns:
    """The header, and what each column is taken for."""

    header: tuple[str, ...]
    uses: tuple[ColumnUse, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        return tuple(use.field for use in self.uses)


@dataclass(frozen=True)
class ListFile:
    """A file of a list that can be gone through again and again."""

    path: Path
    looked: Looked
    columns: Columns
    digest: str

    def names(self) -> NameList:
        return NameList(
            digest=self.digest,
            header=self.columns.header,
            columns=self.columns.uses,
            rows=self.rows,
            open_file=lambda: _pieces(self.path),
            file_name=self.path.name,
            looked=self.looked,
        )

    def rows(self) -> Iterator[RawRow]:
        """Raises `NotAList` where the file stops being a list, with the line."""
        asked = Asked(self.looked.encoding, self.looked.separator, self.looked.sheet)
        return ListFiles(guesses=False).read(lambda: _pieces(self.path), asked)[1]


def read_list(
    path: Path,
    words: Mapping[str, str] | None = None,
    *,
    asked: Asked | None = None,
    dates: DateOrder | None = None,
) -> ListFile:
    """Look at the whole file once: what is it, what are its columns? Raises `NotAList`, `OSError`.

    `words` say of columns by their heading what they are, over what their names suggest; `dates` in what order its
    columns of dates write day and month. An encoding that is not certain is never guessed here.
    """
    digest, size = hashlib.sha256(), 0
    for piece in _pieces(path):
        digest.update(piece)
        size += len(piece)
        if size > LARGEST_FILE:
            raise NotAList("too_large", most=LARGEST_FILE >> 20)
    looked, _rows = ListFiles(guesses=False).read(lambda: _pieces(path), asked or Asked())
    uses = mapped(looked.header, words or {})
    uses = tuple(replace(use, order=dates) if use.field in DATES else use for use in uses)
    return ListFile(path, looked, Columns(looked.header, uses), digest.hexdigest())


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece
