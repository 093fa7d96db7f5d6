"""Looking at a list before it is brought in: five of its rows, its problems, who would come in. It changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from memorial.application import date_orders
from memorial.application.list_acts import read_rows, reader_of, require_editor
from memorial.application.list_rows import Problem
from memorial.application.list_table import corrected_rows, opened
from memorial.application.ports.lists import Asked, EncodingChoice
from memorial.application.services import Services
from memorial.disclosure.person import PersonDisclosure, disclose_person
from memorial.domain.name_list import DATES, DateOrder, KeptList, RawRow
from memorial.domain.person import Person
from memorial.domain.staff import StaffMember

SAMPLES, AMONG = 5, 2_000


@dataclass(frozen=True)
class DateQuestion:
    """A column whose dates can be read two ways; `shown_by_others`: what its other dates say of the order."""

    column: int
    heading: str
    examples: tuple[str, ...]
    answer: DateOrder | None
    shown_by_others: DateOrder | None


@dataclass(frozen=True)
class Look:
    """What somebody looks at before anything else: five rows as they are read now, and how else they may be read."""

    kept: KeptList
    encodings: tuple[EncodingChoice, ...]
    sheets: tuple[str, ...]
    samples: tuple[RawRow, ...]
    questions: tuple[DateQuestion, ...]


@dataclass(frozen=True)
class ProblemRow:
    number: int
    cells: tuple[str, ...]
    problems: tuple[Problem, ...]
    left_out: bool


@dataclass(frozen=True)
class Report:
    """Only rows with problems are listed; `counts` says of how many rows each code is true."""

    rows: int
    usable: int
    left_out: int
    noted: int
    problems: tuple[ProblemRow, ...]
    more: bool
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Preview:
    """How many people come in, and the first of them: as kept, and as visitors would see them (None: not at all)."""

    count: int
    read: tuple[Person, ...]
    people: tuple[PersonDisclosure | None, ...]


def lists_of(services: Services, member: StaffMember, memorial_id: str) -> Sequence[KeptList]:
    require_editor(member, memorial_id)
    with services.unit_of_work(read_only=True) as uow:
        return uow.lists.all(memorial_id)


def get(services: Services, member: StaffMember, memorial_id: str, list_id: str) -> KeptList:
    require_editor(member, memorial_id)
    with services.unit_of_work(read_only=True) as uow:
        return uow.lists.get(memorial_id, list_id)


def look(services: Services, member: StaffMember, memorial_id: str, list_id: str) -> Look:
    kept = get(services, member, memorial_id, list_id)
    if kept.file is None:
        return Look(kept, (), (), (), ())
    file = opened(services, kept.file)
    sheets = services.lists.read(file, Asked(sheet=kept.sheet))[0].sheets if kept.sheet else ()
    rows = list(islice(corrected_rows(services, kept), AMONG))
    # Rows with letters beyond ASCII show whether they are read rightly.
    telling = sorted(rows, key=lambda row: all(cell.isascii() for cell in row.cells))[:SAMPLES]
    telling.sort(key=lambda row: row.number)
    encodings = services.lists.encodings(file) if not kept.sheet else ()
    return Look(kept, encodings, sheets, tuple(telling), _questions(services, kept))


def _questions(services: Services, kept: KeptList) -> tuple[DateQuestion, ...]:
    found = []
    for column, use in enumerate(kept.columns):
        if use.field in DATES:
            cells = (row.cells[column].strip() for row in corrected_rows(services, kept) if column < len(row.cells))
            seen = date_orders.look(cells)
            if seen.two_ways:
                heading = kept.header[column]
                found.append(DateQuestion(column, heading, seen.two_ways, use.order, seen.shown_by_others))
    return tuple(found)


def report(
    services: Services, member: StaffMember, memorial_id: str, list_id: str, *, after: int = 0, limit: int = 100
) -> Report:
    kept = get(services, member, memorial_id, list_id)
    rows = left_out = noted = 0
    listed, counts, more = list[ProblemRow](), Counter[str](), False
    for raw, read in read_rows(services, kept):
        rows += 1
        found = read.report
        if not found.problems:
            continue
        left_out += found.left_out
        noted += not found.left_out
        counts.update({problem.code for problem in found.problems})
        if raw.number > after and len(listed) < limit:
            listed.append(ProblemRow(raw.number, raw.cells, found.problems, found.left_out))
        elif raw.number > after:
            more = True
    return Report(rows, rows - left_out, left_out, noted, tuple(listed), more, counts)


def preview(services: Services, member: StaffMember, memorial_id: str, list_id: str, *, limit: int = 10) -> Preview:
    kept = get(services, member, memorial_id, list_id)
    with services.unit_of_work(read_only=True) as uow:
        memorial = uow.memorials.get(memorial_id)
    count, people = 0, list[Person]()
    reader = reader_of(services, kept)
    for row in corrected_rows(services, kept):
        read = reader.read(row)
        count += not read.report.left_out
        if not read.report.left_out and len(people) < limit:
            names, facts = read.claims("preview", kept.audience)
            people.append(Person(f"preview-{row.number}", memorial_id, "", names, facts, sort_key=read.sort_key))
    shown = tuple(disclose_person(person, memorial) for person in people)
    return Preview(count, tuple(people), shown)
