"""The port to files of lists: what a file is, how its words are written, its rows; or why it is no list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from memorial.domain.errors import Refusal
from memorial.domain.name_list import ColumnUse, RawRow

OpenBytes = Callable[[], Iterator[bytes]]
"""Opens the file once more, from its beginning."""

MOST_COLUMNS, MOST_ROWS = 200, 200_000
LARGEST_FILE = 50 * 1024 * 1024
LONGEST_CELL = 20_000

_WHY = {
    "empty": "it is empty.",
    "no_rows": "it holds a header and no rows.",
    "not_text": "near line %(line)s it is not text.",
    "kind": "it is %(kind)s.",
    "wrong_encoding": "near line %(line)s it is not %(encoding)s: choose another encoding.",
    "which_encoding": "near line %(line)s it is not UTF-8. Say which encoding it has: %(choices)s.",
    "unknown_encoding": "no encoding is called %(encoding)s. Choose one of: %(choices)s.",
    "header_empty": "its first row is empty: it needs a header that names the columns.",
    "header_like_data": "its first row looks like data: it needs a header that names the columns.",
    "header_twice": "its header names %(column)s twice.",
    "too_many_columns": "it has %(columns)s columns, and at most %(most)s are read.",
    "too_many_rows": "it has more than %(most)s rows: divide it.",
    "too_large": "it is larger than %(most)s MB: divide it.",
    "cell_too_long": "line %(line)s holds more than %(most)s characters in one cell.",
    "not_csv": "line %(line)s is not CSV: %(problem)s.",
    "spreadsheet_broken": "it cannot be read as a spreadsheet: save it again, or as CSV.",
    "spreadsheet_too_large": "the spreadsheet is too large once it is unpacked: save the one sheet as CSV.",
    "spreadsheet_locked": "the spreadsheet has a password: save it without.",
    "no_such_sheet": "it has no sheet %(sheet)s. Its sheets are: %(sheets)s.",
    "no_sheet": "the spreadsheet holds no sheet with rows.",
    "no_name_column": "no column seems to hold a name. Its columns are: %(columns)s. Say which: --map COLUMN=name",
    "no_such_column": "it has no column %(column)s. Its columns are: %(columns)s.",
    "no_such_field": "%(field)s is nothing that a column can be. Choose one of: %(fields)s.",
}
KINDS = {
    "pdf": "a PDF: a list of names is needed as CSV or as a spreadsheet",
    "compressed": "compressed: unpack it first",
    "archive": "an archive and no spreadsheet: unpack it first",
    "old_document": "an old document that cannot be read: save it as CSV first",
    "picture": "a picture",
    "web_page": "a web page",
    "xml": "XML, not CSV",
    "json": "JSON, not CSV",
}


class NotAList(Refusal):
    """The file is no list of names. `code` and `values` say why; `detail` is the sentence in English."""

    def __init__(self, code: str, **values: object) -> None:
        self.values = {name: str(value) for name, value in values.items()}
        said = dict(self.values)
        if code == "kind":
            said["kind"] = KINDS[said["kind"]]
        super().__init__(code, _WHY[code] % said)


@dataclass(frozen=True)
class Asked:
    """How somebody wants the file to be read; '' where it is left to the file."""

    encoding: str = ""
    separator: str = ""
    sheet: str = ""


@dataclass(frozen=True)
class EncodingChoice:
    """One way to read the letters, with lines of the file as they would then read. `certain`: no other is possible."""

    name: str
    certain: bool
    samples: tuple[str, ...]


@dataclass(frozen=True)
class Looked:
    """What a file is, and its header. `encoding` and `separator` are '' for a spreadsheet, the rest '' for text."""

    kind: str
    header: tuple[str, ...]
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()


class ListReader(Protocol):
    """Reads lists in CSV and TSV and spreadsheets. Every way may raise `NotAList`, also while its rows are read."""

    def read(self, open_file: OpenBytes, asked: Asked) -> tuple[Looked, Iterator[RawRow]]:
        """What the file is, and its rows after the header; empty rows are left out, and rows keep their numbers."""
        ...

    def encodings(self, open_file: OpenBytes) -> tuple[EncodingChoice, ...]:
        """The likeliest first; none for a spreadsheet."""
        ...

    def guess(self, header: tuple[str, ...]) -> tuple[ColumnUse, ...]:
        """What each column seems to be by its heading."""
        ...
