"""The registry as tables, one for each list: what it says of each person, in columns that an import reads again.

What families told is not in them: it rests on their consent, and no file can carry that. A person whom two lists name
stands in both tables; whether they are one person is decided anew wherever the tables are brought in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from memorial.application.ports.store import AuditEntry, UnitOfWork
from memorial.application.services import Services
from memorial.domain.memorial import Memorial, Source
from memorial.domain.name_list import Field
from memorial.domain.person import FactClaim, NameClaim
from memorial.vocabulary import ActorKind, Basis, FactKind, NameKind

AsEdtf = Callable[[str], str]
Cells = dict[tuple[Field, str, int], str]
"""What stands in one row, by field, language and which of several."""


@dataclass(frozen=True)
class ListTable:
    """One list: its source, the headings, and a row for each person whom it names, in the order of their names."""

    source: Source
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Registry:
    """`left_out`: people who are not in any table, because visitors do not see them; `of_families`: because only a
    family named them."""

    tables: tuple[ListTable, ...]
    people: int
    left_out: int
    of_families: int


def export_registry(services: Services, slug: str, *, closed: bool, read_date: AsEdtf, actor: str) -> Registry:
    """What visitors see, or with `closed` everything that lists say. One entry in the log. Raises `NotFound`."""
    with services.unit_of_work() as uow:
        memorial = uow.memorials.by_slug(slug)
        found = _registry(uow, memorial, closed=closed, read_date=read_date)
        reason = "closed" if closed else "shown"
        uow.audit.add(
            AuditEntry(memorial.id, ActorKind.OPERATOR, actor, "export_names", "memorial", memorial.id, reason=reason)
        )
        uow.commit()
    return found


def _registry(uow: UnitOfWork, memorial: Memorial, *, closed: bool, read_date: AsEdtf) -> Registry:
    by_source: dict[str, list[tuple[str, Cells]]] = {}
    people = left_out = of_families = 0
    for person_id in uow.people.ids(memorial.id):
        said = _said(uow, memorial.id, person_id, closed=closed)
        if said is None:
            left_out += 1
            continue
        sources = _by_source(*said)
        people += bool(sources)
        of_families += not sources
        for source_id, (names, facts) in sources.items():
            key = names[0].sort_key or names[0].text
            by_source.setdefault(source_id, []).append((key, _cells(names, facts, read_date)))
    tables = tuple(
        _table(memorial.source(source_id) or Source(source_id, source_id), rows)
        for source_id, rows in sorted(by_source.items())
    )
    return Registry(tables, people, left_out, of_families)


Said = tuple[Sequence[NameClaim], Sequence[FactClaim]]


def _said(uow: UnitOfWork, memorial_id: str, person_id: str, *, closed: bool) -> Said | None:
    if closed:
        person = uow.people.get(memorial_id, person_id)
        return person.names, person.facts
    shown = uow.shown_person(memorial_id, person_id)
    return (shown.names, shown.facts) if shown is not None and shown.person_id == person_id else None


def _by_source(names: Iterable[NameClaim], facts: Iterable[FactClaim]) -> dict[str, Said]:
    """What each list says, of those lists that give a name."""
    said: dict[str, tuple[list[NameClaim], list[FactClaim]]] = {}
    for name in names:
        if name.basis is Basis.PUBLISHED_SOURCE:
            said.setdefault(name.source_id, ([], []))[0].append(name)
    for fact in facts:
        if fact.basis is Basis.PUBLISHED_SOURCE and fact.source_id in said:
            said[fact.source_id][1].append(fact)
    return dict(said)


_FIELD_OF_NAME = {
    NameKind.PATRONYMIC.value: Field.PATRONYMIC,
    NameKind.NICKNAME.value: Field.NICKNAME,
    NameKind.EARLIER.value: Field.EARLIER,
}
_DATES = frozenset({FactKind.BORN, FactKind.DIED})
_ORDER = tuple(Field)
_FIELDS = frozenset(field.value for field in Field)


def _cells(names: Sequence[NameClaim], facts: Sequence[FactClaim], read_date: AsEdtf) -> Cells:
    cells: Cells = {}
    first = names[0]
    if parts := _surname_and_given(first):
        cells[Field.SURNAME, "und", 0], cells[Field.GIVEN, "und", 0] = parts
    else:
        cells[Field.NAME, "und", 0] = first.text
    seen: Counter[tuple[Field, str]] = Counter()

    def add(field: Field, language: str, text: str) -> None:
        cells[field, language, seen[field, language]] = text
        seen[field, language] += 1

    for name in names[1:]:
        field = _FIELD_OF_NAME.get(name.kind, Field.NAME_OTHER)
        # A second patronymic would find no column of its own.
        if field is Field.PATRONYMIC and seen[field, "und"]:
            field = Field.NAME_OTHER
        add(field, name.language if field is Field.NAME_OTHER else "und", name.text)
    for fact in facts:
        if fact.kind in _FIELDS:
            add(Field(fact.kind), "und", _written(fact, read_date))
    return cells


def _surname_and_given(name: NameClaim) -> tuple[str, str] | None:
    """Taken apart where the key by which it is sorted says how: 'Anna Maria Lund', sorted as 'Lund Anna Maria'."""
    words = name.text.split()
    for cut in range(1, len(words)):
        given, surname = " ".join(words[:cut]), " ".join(words[cut:])
        if name.sort_key == f"{surname} {given}":
            return surname, given
    return None


def _written(fact: FactClaim, read_date: AsEdtf) -> str:
    """As it was written there, where reading it again gives the same; else the value."""
    if fact.kind in _DATES:
        return fact.words if fact.words and read_date(fact.words) == fact.value else fact.value
    if fact.kind == FactKind.FATE:
        return fact.value.replace("_", " ")
    return fact.value


def _table(source: Source, people: Sequence[tuple[str, Cells]]) -> ListTable:
    columns = sorted({at for _, cells in people for at in cells}, key=lambda at: (_ORDER.index(at[0]), at[2], at[1]))
    rows = sorted((key, tuple(cells.get(at, "") for at in columns)) for key, cells in people)
    return ListTable(source, tuple(map(_heading, columns)), tuple(row for _, row in rows))


def _heading(at: tuple[Field, str, int]) -> str:
    field, language, number = at
    words = field.value if language == "und" else f"{field.value}:{language}"
    return words if not number else f"{words} {number + 1}"
