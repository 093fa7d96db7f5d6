"""One row of a list of names: what its cells say of a person, and what in them could not be used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from memorial.domain.languages import script_of
from memorial.domain.person import FactClaim, NameClaim
from memorial.domain.writing import clean_line
from memorial.vocabulary import Audience, Basis, Fate

LONGEST_NAME, LONGEST_FACT = 200, 300
OLDEST = 130


class Field(StrEnum):
    """What a column can mean. Only `PLACE` may stand in several columns."""

    NAME = "name"
    SURNAME = "surname"
    GIVEN = "given"
    NAME_OTHER = "name_other"
    BORN = "born"
    DIED = "died"
    AGE = "age"
    FATE = "fate"
    SURVIVED = "survived"
    PLACE = "place"
    IGNORE = "ignore"


@dataclass(frozen=True)
class ListRow:
    """The cells of one row by what they mean; `number` is the row's line in the file. `problem` is a code, or ''."""

    number: int
    cells: Mapping[Field, tuple[str, ...]]
    problem: str = ""


@dataclass(frozen=True)
class RowReport:
    """What was not used of a row, as (code, cell). `left_out`: nobody was added for it."""

    number: int
    notes: tuple[tuple[str, str], ...] = ()
    left_out: bool = False


@dataclass(frozen=True)
class ReadRow:
    report: RowReport
    names: tuple[tuple[str, str], ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    sort_key: str = ""

    def claims(self, source_id: str, audience: Audience) -> tuple[tuple[NameClaim, ...], tuple[FactClaim, ...]]:
        """The same as claims that rest on that source."""
        basis = Basis.PUBLISHED_SOURCE
        names = tuple(
            NameClaim(text, basis, source_id, audience, script=script_of(text), kind=kind) for text, kind in self.names
        )
        return names, tuple(FactClaim(kind, value, basis, source_id, audience) for kind, value in self.facts)


_FATES = {
    Fate.DIED: ("died", "dead", "deceased", "killed", "perished", "victim", "lost", "†", "✝"),
    Fate.MISSING: ("missing", "disappeared", "not found", "unknown fate"),
    Fate.SURVIVED: ("survived", "survivor", "saved", "rescued", "alive"),
}
_FATE_OF_WORD = {word: fate for fate, words in _FATES.items() for word in words}
_SURVIVED = {"1": Fate.SURVIVED, "yes": Fate.SURVIVED, "true": Fate.SURVIVED, "y": Fate.SURVIVED}
_SURVIVED |= {"0": Fate.DIED, "no": Fate.DIED, "false": Fate.DIED, "n": Fate.DIED}


def read_row(row: ListRow, read_date: Callable[[str], str]) -> ReadRow:
    """Names stay as they are printed. What is not understood is noted and left out, never guessed."""
    if row.problem:
        return ReadRow(RowReport(row.number, ((row.problem, ""),), left_out=True))
    cell = {field: clean_line(texts[0]) for field, texts in row.cells.items() if texts}
    name, sort_key = _name(cell)
    if not name or len(name) > LONGEST_NAME:
        code = "name_too_long" if name else "no_name"
        return ReadRow(RowReport(row.number, ((code, name[:LONGEST_NAME]),), left_out=True))
    notes: list[tuple[str, str]] = []
    names = [(name, "as_printed")]
    if other := cell.get(Field.NAME_OTHER, ""):
        _take(names, (other, "other_script"), len(other) <= LONGEST_NAME, ("name_too_long", other[:80]), notes)
    facts: list[tuple[str, str]] = []
    for field in (Field.BORN, Field.DIED):
        if written := cell.get(field, ""):
            date = read_date(written)
            _take(facts, (field.value, date), bool(date), ("date_not_understood", written[:80]), notes)
    if age := cell.get(Field.AGE, ""):
        _take(facts, ("age", age), _is_age(age), ("age_not_understood", age[:80]), notes)
    _add_fate(cell, facts, notes)
    for place in map(clean_line, row.cells.get(Field.PLACE, ())):
        if place:
            _take(facts, ("place", place), len(place) <= LONGEST_FACT, ("place_too_long", place[:80]), notes)
    return ReadRow(RowReport(row.number, tuple(notes)), tuple(names), tuple(facts), sort_key)


def _take(
    into: list[tuple[str, str]],
    found: tuple[str, str],
    usable: bool,
    note: tuple[str, str],
    notes: list[tuple[str, str]],
) -> None:
    (into if usable else notes).append(found if usable else note)


def _name(cell: Mapping[Field, str]) -> tuple[str, str]:
    """The name as it is shown, and by what it is sorted ('' for the name itself)."""
    if whole := cell.get(Field.NAME, ""):
        return whole, ""
    given, surname = cell.get(Field.GIVEN, ""), cell.get(Field.SURNAME, "")
    return " ".join(filter(None, (given, surname))), " ".join(filter(None, (surname, given)))


def _is_age(text: str) -> bool:
    try:
        return 0 <= float(text.replace(",", ".")) <= OLDEST
    except ValueError:
        return False


def _add_fate(cell: Mapping[Field, str], facts: list[tuple[str, str]], notes: list[tuple[str, str]]) -> None:
    """An empty cell says nothing: nobody dies, or survives, for want of a word."""
    for field, meanings in ((Field.FATE, _FATE_OF_WORD), (Field.SURVIVED, _SURVIVED)):
        if written := cell.get(field, ""):
            fate = meanings.get(written.casefold().rstrip("."))
            found = ("fate", fate.value if fate else "")
            _take(facts, found, fate is not None, ("fate_not_understood", written[:80]), notes)
            return
