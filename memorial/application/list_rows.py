"""One row of a list of names: what its cells say of a person, and what in them could not be used."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from memorial.application.date_orders import has_two_readings, in_numbers
from memorial.application.list_words import FATE_OF_WORD, SURVIVED_OF_WORD, plain, sex_of
from memorial.domain.languages import script_of
from memorial.domain.name_list import DATES, ColumnUse, DateOrder, Field, RawRow
from memorial.domain.person import FactClaim, NameClaim
from memorial.domain.writing import clean_line
from memorial.vocabulary import Audience, Basis, FactKind, NameKind

__all__ = ["Field", "Problem", "ReadRow", "RowReader", "RowReport"]

LONGEST_NAME, LONGEST_FACT, LONGEST_SHOWN = 200, 300, 80
OLDEST = 130
WHOLE_ROW = -1

ReadDate = Callable[[str], str]
"""A date in words as EDTF, '' where it is not certain."""


class Problem(NamedTuple):
    """What was not used: a code, the words of the cell, and its column (from 0; `WHOLE_ROW` for the row)."""

    code: str
    cell: str = ""
    column: int = WHOLE_ROW


@dataclass(frozen=True)
class RowReport:
    """What was not used of a row. `left_out`: nobody is added for it."""

    number: int
    problems: tuple[Problem, ...] = ()
    left_out: bool = False


class ReadName(NamedTuple):
    text: str
    kind: NameKind
    language: str = "und"
    sort_key: str = ""


class ReadFact(NamedTuple):
    kind: FactKind
    value: str
    words: str = ""
    team_only: bool = False


@dataclass(frozen=True)
class ReadRow:
    report: RowReport
    names: tuple[ReadName, ...] = ()
    facts: tuple[ReadFact, ...] = ()
    household: str = ""

    @property
    def sort_key(self) -> str:
        return self.names[0].sort_key if self.names else ""

    def claims(
        self, source_id: str, audience: Audience, *, id_base: str = ""
    ) -> tuple[tuple[NameClaim, ...], tuple[FactClaim, ...]]:
        """The same as claims that rest on that source, each with an id that begins with `id_base`."""
        basis = Basis.PUBLISHED_SOURCE
        names = tuple(
            NameClaim(
                one.text,
                basis,
                source_id,
                audience,
                language=one.language,
                script=script_of(one.text),
                kind=one.kind.value,
                id=f"{id_base}n{number}" if id_base else "",
                sort_key=one.sort_key,
            )
            for number, one in enumerate(self.names)
        )
        facts = tuple(
            FactClaim(
                one.kind.value,
                one.value,
                basis,
                source_id,
                min(audience, Audience.TEAM) if one.team_only else audience,
                id=f"{id_base}f{number}" if id_base else "",
                words=one.words,
            )
            for number, one in enumerate(self.facts)
        )
        return names, facts


_PLACES = (
    (Field.PLACE, FactKind.PLACE),
    (Field.PLACE_OF_BIRTH, FactKind.PLACE_OF_BIRTH),
    (Field.RESIDENCE, FactKind.RESIDENCE),
    (Field.PLACE_OF_DEATH, FactKind.PLACE_OF_DEATH),
)
_FURTHER_NAMES = (
    (Field.NICKNAME, NameKind.NICKNAME),
    (Field.EARLIER, NameKind.EARLIER),
    (Field.NAME_OTHER, NameKind.OTHER_SCRIPT),
)
_DATES = ((Field.BORN, FactKind.BORN), (Field.DIED, FactKind.DIED))


class RowReader:
    """Reads the rows of one list. Names stay as they are printed; what is not understood is noted, never guessed."""

    def __init__(self, columns: Sequence[ColumnUse], read_date: ReadDate, language: str = "und") -> None:
        self._columns, self._read_date, self._language = columns, read_date, language
        self._places = {field: [n for n, use in enumerate(columns) if use.field is field] for field in Field}
        self.further_names = [(field, kind) for field, kind in _FURTHER_NAMES if self._places[field]]
        self.places = [(field, kind) for field, kind in _PLACES if self._places[field]]
        self._dates: dict[tuple[str, DateOrder | None], tuple[str, str]] = {}

    def read(self, row: RawRow) -> ReadRow:
        if len(row.cells) != len(self._columns):
            code = "too_many_cells" if len(row.cells) > len(self._columns) else "too_few_cells"
            return ReadRow(RowReport(row.number, (Problem(code),), left_out=True))
        return _Reading(self, row.cells).read(row.number)

    def columns_of(self, field: Field) -> Sequence[int]:
        return self._places[field]

    def language_of(self, column: int) -> str:
        language = self._columns[column].language
        return self._language if language == "und" else language

    def date(self, written: str, column: int) -> tuple[str, str]:
        """The date in EDTF, and the code of what is wrong with it, '' for nothing. A list says the same ones often."""
        order = self._columns[column].order
        found = self._dates.get((written, order))
        if found is None:
            if len(self._dates) > 50_000:
                self._dates.clear()
            found = self._dates[written, order] = self._read(written, order)
        return found

    def _read(self, written: str, order: DateOrder | None) -> tuple[str, str]:
        parts = in_numbers(written)
        if parts is not None and order in (DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST):
            edtf = parts.edtf(order)
            return edtf, "" if edtf else "date_impossible"
        if parts is not None and has_two_readings(written):
            return f"{parts.year:04d}", "" if order is DateOrder.AS_WRITTEN else "date_two_ways"
        edtf = self._read_date(written)
        return edtf, "" if edtf else "date_not_understood"


class _Reading:
    """One row while it is read."""

    def __init__(self, reader: RowReader, cells: Sequence[str]) -> None:
        self._reader, self._cells = reader, cells
        self._problems: list[Problem] = []
        self._names: list[ReadName] = []
        self._facts: list[ReadFact] = []
        self._further: list[tuple[str, NameKind, int]] = []

    def read(self, number: int) -> ReadRow:
        text, sort_key, column = self._main_name()
        if not text or len(text) > LONGEST_NAME:
            problem = Problem("name_too_long" if text else "no_name", text[:LONGEST_NAME], column)
            return ReadRow(RowReport(number, (problem,), left_out=True))
        self._names.append(ReadName(text, NameKind.AS_PRINTED, self._reader.language_of(column), sort_key))
        self._note_formula(text, column)
        self._further_names()
        self._sex_and_age()
        self._life()
        self._fates()
        for field, kind in self._reader.places:
            self._texts(field, kind, "place_too_long")
        self._texts(Field.ROLE, FactKind.ROLE, "text_too_long")
        household = self._one(Field.HOUSEHOLD)[0][:LONGEST_NAME]
        report = RowReport(number, tuple(self._problems))
        return ReadRow(report, tuple(self._names), tuple(self._facts), household)

    def _one(self, field: Field) -> tuple[str, int]:
        """The words of the field's only column, and the column; ('', -1) where the list has none."""
        for column in self._reader.columns_of(field):
            return clean_line(self._cells[column]), column
        return "", WHOLE_ROW

    def _all(self, field: Field) -> list[tuple[str, int]]:
        columns = self._reader.columns_of(field)
        return [(text, column) for column in columns if (text := clean_line(self._cells[column]))]

    def _problem(self, code: str, cell: str, column: int) -> None:
        self._problems.append(Problem(code, cell[:LONGEST_SHOWN], column))

    def _main_name(self) -> tuple[str, str, int]:
        """The name as it is shown, by what it is sorted ('' for the name itself), and its column."""
        whole, column = self._one(Field.NAME)
        patronymic, of_patronymic = self._one(Field.PATRONYMIC)
        if whole:
            if patronymic and patronymic not in whole:
                self._further.append((patronymic, NameKind.PATRONYMIC, of_patronymic))
            return whole, "", column
        surname, of_surname = self._one(Field.SURNAME)
        given, of_given = self._one(Field.GIVEN)
        shown = " ".join(filter(None, (given, patronymic, surname)))
        if not (given or surname):
            shown = ""
        first = next((one for one in (column, of_surname, of_given) if one != WHOLE_ROW), WHOLE_ROW)
        return shown, " ".join(filter(None, (surname, given, patronymic))), first

    def _further_names(self) -> None:
        for field, kind in self._reader.further_names:
            self._further += [(text, kind, column) for text, column in self._all(field)]
        there = {self._names[0].text}
        for text, kind, column in self._further:
            if len(text) > LONGEST_NAME:
                self._problem("name_too_long", text, column)
            elif text not in there:
                there.add(text)
                self._names.append(ReadName(text, kind, self._reader.language_of(column)))
                self._note_formula(text, column)

    def _note_formula(self, text: str, column: int) -> None:
        """It is text here, and stays text; a person may still want to look at it."""
        if text[0] in "=@":
            self._problem("starts_like_a_formula", text, column)

    def _sex_and_age(self) -> None:
        sex, column = self._one(Field.SEX)
        if sex:
            found = sex_of(sex, self._reader.language_of(column))
            self._take(FactKind.SEX, found, sex, "sex_not_understood", column)
        age, column = self._one(Field.AGE)
        if age:
            self._take(FactKind.AGE, age if _is_age(age) else None, age, "age_not_understood", column)
            if not _is_age(age):
                # "8 months": not shown, and kept, for it says that this may have been a child.
                self._facts.append(ReadFact(FactKind.AGE, age[:LONGEST_FACT], team_only=True))

    def _take(self, kind: FactKind, value: str | None, written: str, code: str, column: int) -> None:
        if value:
            self._facts.append(ReadFact(kind, value, "" if value == written else written))
        else:
            self._problem(code, written, column)

    def _life(self) -> None:
        found = {}
        for field, kind in _DATES:
            written, column = self._one(field)
            if not written:
                continue
            edtf, code = self._reader.date(written, column)
            if code:
                self._problem(code, written, column)
            if edtf:
                self._facts.append(ReadFact(kind, edtf, "" if edtf == written else written))
                found[field] = (edtf, written, column)
        years = {field: edtf[:4] for field, (edtf, _, _) in found.items() if edtf[:4].isdecimal()}
        if len(years) == len(DATES) and years[Field.DIED] < years[Field.BORN]:
            self._problem("died_before_born", *found[Field.DIED][1:])

    def _fates(self) -> None:
        """An empty cell says nothing: nobody dies, or survives, for want of a word."""
        written = self._all(Field.FATE)
        for text, column in written:
            self._fate(text, column)
        if not written:
            for text, column in self._all(Field.SURVIVED):
                fate = SURVIVED_OF_WORD.get(plain(text))
                self._take(
                    FactKind.FATE, fate and fate.value, fate.value if fate else text, "fate_not_understood", column
                )

    def _fate(self, written: str, column: int) -> None:
        found = FATE_OF_WORD.get(plain(written))
        if found is not None:
            self._facts.append(ReadFact(FactKind.FATE, found.value, written))
            return
        # Each with its own part of the cell: one of them may be closed to visitors, and another not.
        parts = [part.strip() for part in written.replace(";", ",").replace("،", ",").split(",")]
        fates = {fate: part for part in parts if (fate := FATE_OF_WORD.get(plain(part))) is not None}
        if any(FATE_OF_WORD.get(plain(part)) is None for part in parts):
            self._problem("fate_not_understood", written, column)
            return
        self._facts += [ReadFact(FactKind.FATE, fate.value, part) for fate, part in fates.items()]

    def _texts(self, field: Field, kind: FactKind, code: str) -> None:
        for text, column in self._all(field):
            if len(text) > LONGEST_FACT:
                self._problem(code, text, column)
            else:
                self._facts.append(ReadFact(kind, text))
                self._note_formula(text, column)


def _is_age(text: str) -> bool:
    try:
        return 0 <= float(text.replace(",", ".")) <= OLDEST
    except ValueError:
        return False
