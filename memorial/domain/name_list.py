"""A list of names as a document: what it is, how it is read, how far its import has come. Its rows stay sealed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from memorial.vocabulary import Audience

UNDO_DAYS = 30
MOST_CORRECTIONS = 5_000


class ListState(StrEnum):
    """Where a list stands. Only `STAGED` ones can be changed; `RUNNING` and `UNDOING` are worked on by themselves."""

    STAGED = "staged"
    RUNNING = "running"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


class RowState(StrEnum):
    """What came of one row of a list."""

    IMPORTED = "imported"
    LEFT_OUT = "left_out"


class SameState(StrEnum):
    """What somebody decided of two who may be one person. A machine never decides it, and `SAME` joins nothing."""

    OPEN = "open"
    SAME = "same"
    NOT_SAME = "not_same"
    LATER = "later"


class WhySame(StrEnum):
    """Why two may be one person."""

    SAME_NAME = "same_name"
    SAME_WORDS = "same_words"
    ALIKE = "alike"


class DateOrder(StrEnum):
    """How a column writes 03/04/1990. `AS_WRITTEN`: nobody knows, and only the year of such a date is certain."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"
    AS_WRITTEN = "as_written"


class Field(StrEnum):
    """What a column can mean. `IGNORE` and `NOTE` stay in the row and are never shown."""

    NAME = "name"
    SURNAME = "surname"
    GIVEN = "given"
    PATRONYMIC = "patronymic"
    NICKNAME = "nickname"
    EARLIER = "earlier"
    NAME_OTHER = "name_other"
    SEX = "sex"
    BORN = "born"
    DIED = "died"
    AGE = "age"
    FATE = "fate"
    SURVIVED = "survived"
    PLACE = "place"
    PLACE_OF_BIRTH = "place_of_birth"
    RESIDENCE = "residence"
    PLACE_OF_DEATH = "place_of_death"
    ROLE = "role"
    HOUSEHOLD = "household"
    NUMBER = "number"
    NOTE = "note"
    IGNORE = "ignore"


SEVERAL = frozenset(
    {
        Field.NICKNAME, Field.EARLIER, Field.NAME_OTHER, Field.PLACE, Field.RESIDENCE, Field.ROLE, Field.FATE,
        Field.NOTE, Field.IGNORE,
    }
)  # fmt: skip
"""What several columns of one list may hold; of all else only one."""
WITH_A_NAME = frozenset({Field.NAME, Field.SURNAME, Field.GIVEN})
DATES = frozenset({Field.BORN, Field.DIED})


@dataclass(frozen=True)
class ColumnUse:
    """What one column is taken for; of names in what language, of dates in what order (None: nobody was asked yet)."""

    field: Field = Field.IGNORE
    language: str = "und"
    order: DateOrder | None = None


@dataclass(frozen=True)
class AboutList:
    """The list as a document: who made it, when (EDTF), for what, and where it was seen."""

    title: str = ""
    made_by: str = ""
    publisher: str = ""
    made_on: str = ""
    purpose: str = ""
    language: str = "und"
    seen_at: str = ""


@dataclass(frozen=True)
class RawRow:
    """One row with its number in the file, as it is written there."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class ListFile:
    """A sealed file of the vault: its id, and in hex the key without which nobody reads it."""

    vault_id: str
    key: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Progress:
    """How many rows of the table are worked through, and what came of them."""

    done: int = 0
    added: int = 0
    left_out: int = 0
    noted: int = 0
    compared: int = 0
    """Rows that were compared with others that may be of the same person."""
    erased: int = 0
    kept: int = 0


@dataclass(frozen=True)
class KeptList:
    """One list, from its upload on. `file` is what came, `table` its rows as they are read by these settings.

    `corrections` are words for cells, by `row:column`; the file itself is never changed.
    """

    id: str
    memorial_id: str
    key_id: str
    state: ListState
    file_name: str
    kind: str
    digest: str
    file: ListFile | None
    table: ListFile | None
    staged_by: str
    staged_at: datetime
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    header: tuple[str, ...] = ()
    columns: tuple[ColumnUse, ...] = ()
    rows: int = 0
    about: AboutList = AboutList()
    audience: Audience = Audience.TEAM
    corrections: Mapping[str, str] = field(default_factory=dict)
    source_id: str = ""
    begun_by: str = ""
    begun_at: datetime | None = None
    finished_at: datetime | None = None
    undone_by: str = ""
    undone_at: datetime | None = None
    progress: Progress = Progress()
    revision: int = 0

    @property
    def working(self) -> bool:
        return self.state in (ListState.RUNNING, ListState.UNDOING)

    @property
    def undo_until(self) -> datetime | None:
        return self.begun_at + timedelta(days=UNDO_DAYS) if self.begun_at else None

    @property
    def names_somebody(self) -> bool:
        return any(use.field in WITH_A_NAME for use in self.columns)

    @property
    def vault_ids(self) -> tuple[str, ...]:
        return tuple(one.vault_id for one in (self.file, self.table) if one)

    def corrected(self, row: RawRow) -> RawRow:
        """The row with the words that stand in the place of its own; cells that it lacks are made for them."""
        if not self.corrections:
            return row
        mine = {}
        for column in range(max(len(self.header), len(row.cells))):
            if (text := self.corrections.get(f"{row.number}:{column}")) is not None:
                mine[column] = text
        if not mine:
            return row
        cells = [*row.cells, *[""] * (max(mine) + 1 - len(row.cells))]
        for column, text in mine.items():
            cells[column] = text
        return replace(row, cells=tuple(cells))

    def emptied(self, key_id: str) -> KeptList:
        """What stays of it once it was taken back: that there was such a list, and nothing that stood in it."""
        return replace(
            self,
            key_id=key_id,
            file=None,
            table=None,
            header=(),
            columns=(),
            corrections={},
        )


@dataclass(frozen=True)
class KeptRow:
    """One row of a list that was brought in: its cells as they stand in the file, and what was put in their place.

    `person_id` is whom it added, '' where it was left out.
    """

    number: int
    cells: tuple[str, ...]
    person_id: str = ""
    state: RowState = RowState.IMPORTED
    corrected: Mapping[str, str] = field(default_factory=dict)
    """Words by the number of their column."""


@dataclass(frozen=True)
class SamePair:
    """A row of a list, and another row of it (`other_row`) or someone who stood there before (`other_person`)."""

    id: str
    list_id: str
    row: int
    other_row: int = 0
    other_person: str = ""
    why: WhySame = WhySame.SAME_NAME
    state: SameState = SameState.OPEN
    decided_by: str = ""
    decided_at: datetime | None = None
