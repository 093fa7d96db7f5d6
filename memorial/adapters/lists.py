"""Reads a list of names from a CSV file: what its columns mean, its rows one by one, or why it is no such list."""

from __future__ import annotations

import codecs
import csv
import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from memorial.application.list_rows import Field, ListRow
from memorial.application.people import NameList
from memorial.domain.errors import Refusal

MOST_COLUMNS = 200
LONGEST_CELL = 100_000
_FIRST = 64 * 1024

_WORDS: Mapping[Field, str] = {
    Field.NAME: "name full_name fullname names person passenger nom_complet ad_soyad имя фио անուն სახელი اسم שם",
    Field.SURNAME: "surname last_name lastname family_name nom soyad фамилия ազգանուն გვარი nachname apellido",
    Field.GIVEN: "given given_name given_names first_name firstname forename prenom ad vorname nombre",
    Field.NAME_OTHER: "name_other other_name other_names original_name name_original native_name",
    Field.BORN: "born birth birth_date birthdate date_of_birth dob year_of_birth birth_year ne geboren рождение",
    Field.DIED: "died death death_date date_of_death dod year_of_death death_year gestorben смерть",
    Field.AGE: "age alter возраст yas տարիք ასაკი عمر גיל",
    Field.FATE: "fate status outcome",
    Field.SURVIVED: "survived survivor",
    Field.PLACE: "place town village city residence home home_dest hometown birthplace place_of_birth lived_in from",
}
_FIELD_OF_WORD = {word: field for field, words in _WORDS.items() for word in words.split()}

_KINDS = {
    b"PK\x03\x04": "a spreadsheet or an archive: save it as CSV first",
    b"%PDF": "a PDF: a list of names is needed as CSV",
    b"\xd0\xcf\x11\xe0": "an old spreadsheet: save it as CSV first",
    b"\x1f\x8b": "compressed: unpack it first",
    b"\xff\xd8\xff": "a picture",
    b"\x89PNG": "a picture",
    b"<!do": "a web page",
    b"<html": "a web page",
    b"<?xml": "XML, not CSV",
    b"{": "JSON, not CSV",
}


class NotAList(Refusal):
    """The file is no list of names; `detail` is a sentence that says why and what to do."""

    code = "not_a_list"

    def __init__(self, why: str) -> None:
        super().__init__(detail=why)


@dataclass(frozen=True)
class Columns:
    """The header, and what each column is taken for."""

    header: tuple[str, ...]
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class CsvList:
    """A file that can be gone through again and again; memory does not grow with it."""

    path: Path
    columns: Columns
    separator: str
    digest: str

    def names(self) -> NameList:
        return NameList(self.digest, self.rows)

    def rows(self) -> Iterator[ListRow]:
        """Raises `NotAList` where the file stops being CSV, with the line."""
        with self.path.open(encoding="utf-8-sig", newline="") as text:
            reader = csv.reader(text, delimiter=self.separator, strict=True)
            line = 1
            try:
                for position, cells in enumerate(reader):
                    if position and any(cell.strip() for cell in cells):
                        yield self._row(line, cells)
                    line = reader.line_num + 1
            except csv.Error as problem:
                raise NotAList(f"line {line} is not CSV: {problem}.") from None

    def _row(self, line: int, cells: Sequence[str]) -> ListRow:
        if len(cells) != len(self.columns.header):
            return ListRow(line, {}, "too_many_cells" if len(cells) > len(self.columns.header) else "too_few_cells")
        found: dict[Field, tuple[str, ...]] = {}
        for field, cell in zip(self.columns.fields, cells, strict=True):
            if field is not Field.IGNORE:
                found[field] = (*found.get(field, ()), cell)
        return ListRow(line, found)


def read_list(path: Path, mapped: Mapping[str, str] | None = None) -> CsvList:
    """Look at the whole file once: is it text, is it CSV, what are its columns? Raises `NotAList`, `OSError`.

    `mapped` says of columns by their header what they are, over what their names suggest.
    """
    with path.open("rb") as file:
        first = file.read(_FIRST)
        _refuse_other_kinds(first)
        file.seek(0)
        digest = _digest_of_text(file)
    with path.open(encoding="utf-8-sig", newline="") as text:
        separator = _separator(text.readline())
        text.seek(0)
        reader, line = csv.reader(text, delimiter=separator, strict=True), 1
        try:
            header = next(reader, [])
            line = reader.line_num + 1
            some = list(islice(reader, 1))
        except csv.Error as problem:
            raise NotAList(f"line {line} is not CSV: {problem}.") from None
    columns = _columns(tuple(cell.strip() for cell in header), mapped or {})
    if not some:
        raise NotAList("it holds a header and no rows.")
    return CsvList(path, columns, separator, digest)


def _refuse_other_kinds(first: bytes) -> None:
    if not first.strip():
        raise NotAList("it is empty.")
    if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise NotAList("it is written in UTF-16: save it as CSV in UTF-8.")
    start = first.removeprefix(codecs.BOM_UTF8).lstrip()
    for magic, kind in _KINDS.items():
        if start[: len(magic)].lower() == magic.lower():
            raise NotAList(f"it is {kind}.")
    if b"\x00" in first:
        raise NotAList("it is not text.")


def _digest_of_text(file: BinaryIO) -> str:
    """SHA-256 of the bytes, in hex, after having made sure that all of them are UTF-8."""
    digest, decoder = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")()
    line = 1
    while True:
        piece = file.read(_FIRST)
        digest.update(piece)
        if b"\x00" in piece:
            raise NotAList(f"near line {line} it is not text.")
        try:
            decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as problem:
            at = line + piece[: max(0, problem.start)].count(b"\n")
            raise NotAList(f"near line {at} it is not UTF-8: save it as CSV in UTF-8.") from None
        if not piece:
            return digest.hexdigest()
        line += piece.count(b"\n")


def _separator(first_line: str) -> str:
    counts = {separator: first_line.count(separator) for separator in (",", ";", "\t", "|")}
    best = max(counts, key=lambda separator: counts[separator])
    return best if counts[best] else ","


def _columns(header: tuple[str, ...], mapped: Mapping[str, str]) -> Columns:
    if len(header) > MOST_COLUMNS:
        raise NotAList(f"it has {len(header)} columns, and at most {MOST_COLUMNS} are read.")
    if not any(header):
        raise NotAList("its first row is empty: it needs a header that names the columns.")
    if any(re.fullmatch(r"[\d.,/ -]+", cell) for cell in header):
        raise NotAList("its first row looks like data: it needs a header that names the columns.")
    named = [cell for cell in header if cell]
    if twice := sorted({cell for cell in named if named.count(cell) > 1}):
        raise NotAList(f"its header names {twice[0]!r} twice.")
    fields = [_guess(cell) for cell in header]
    for column, field in mapped.items():
        fields[_position(header, column)] = _field(field)
    kept = _each_once(fields, [header.index(column) for column in mapped])
    if not {Field.NAME, Field.SURNAME, Field.GIVEN} & set(kept):
        raise NotAList(
            f"no column seems to hold a name. Its columns are: {', '.join(named)[:300]}. Say which: --map COLUMN=name"
        )
    return Columns(header, tuple(kept))


def _guess(heading: str) -> Field:
    folded = unicodedata.normalize("NFKD", heading).casefold()
    word = re.sub(r"[^\w]+", "_", "".join(c for c in folded if not unicodedata.combining(c))).strip("_")
    return _FIELD_OF_WORD.get(word, Field.IGNORE)


def _position(header: Sequence[str], column: str) -> int:
    if column not in header:
        raise NotAList(f"it has no column {column!r}. Its columns are: {', '.join(filter(None, header))[:300]}.")
    return header.index(column)


def _field(word: str) -> Field:
    try:
        return Field(word)
    except ValueError:
        raise NotAList(f"{word!r} is nothing that a column can be. Choose one of: {', '.join(Field)}.") from None


def _each_once(fields: Sequence[Field], asked: Sequence[int]) -> list[Field]:
    """Of two columns that seem to be the same thing the one that was asked for stays, else the first; a whole name
    stands before its parts."""
    kept = list(fields)
    order = [*asked, *(place for place in range(len(fields)) if place not in asked)]
    seen: set[Field] = set()
    for place in order:
        field = kept[place]
        if field in seen and field is not Field.PLACE:
            kept[place] = Field.IGNORE
        seen.add(field)
    return kept
