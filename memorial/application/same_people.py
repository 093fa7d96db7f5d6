"""Who of a list may be the same person as another of it, or as someone who stands there: found here, decided by people.

Nothing is joined here. Two of whom the list, or their record, says different years or sexes are not asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import islice

from memorial.application.acts import note
from memorial.application.list_acts import acting, read_rows, reader_of, require_editor
from memorial.application.list_rows import ReadDate, ReadRow, RowReader
from memorial.application.list_table import corrected_rows
from memorial.application.ports.store import UnitOfWork
from memorial.application.services import Services
from memorial.domain.errors import Conflict
from memorial.domain.name_list import KeptList, ListState, RawRow, SamePair, SameState, WhySame
from memorial.domain.person import Person
from memorial.domain.staff import StaffMember
from memorial.vocabulary import FactKind

MOST_PAIRS = 2_000
"""No list needs more; who gets so many has brought in the same people under another file."""
ALIKE = 0.9
BATCH = 25
_OF_ONE = 5
_YEARS_APART = 1
MOST_COMPARED_CLOSELY = 5_000
"""Of longer lists only names of the same words are found: to look for each as a visitor would takes some 15 ms."""


@dataclass(frozen=True)
class Side:
    """One of two. `row` is 0 for someone who stood there before; `person_id` '' for a row not brought in yet."""

    person_id: str
    row: int
    name: str
    names: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    list_id: str = ""


@dataclass(frozen=True)
class PairShown:
    id: str
    state: SameState
    why: WhySame
    left: Side
    right: Side


def pairs(
    services: Services,
    member: StaffMember,
    memorial_id: str,
    list_id: str,
    *,
    state: SameState = SameState.OPEN,
    after: str = "",
    limit: int = 20,
) -> Sequence[PairShown]:
    require_editor(member, memorial_id)
    with services.unit_of_work(read_only=True) as uow:
        kept = uow.lists.get(memorial_id, list_id)
        return _shown(services, uow, kept, uow.same_people.of(kept, state=state, after=after, limit=limit))


def counts(services: Services, member: StaffMember, memorial_id: str, list_id: str) -> Mapping[SameState, int]:
    require_editor(member, memorial_id)
    with services.unit_of_work(read_only=True) as uow:
        return uow.same_people.counts(uow.lists.get(memorial_id, list_id))


def decide(services: Services, member: StaffMember, memorial_id: str, pair_id: str, state: SameState) -> PairShown:
    """What somebody says of the two; it can be said anew. It joins nobody."""
    with acting(services, member, memorial_id, pair_id, "decide_same_person"), services.unit_of_work() as uow:
        kept = uow.lists.get(memorial_id, uow.same_people.list_of(memorial_id, pair_id))
        pair = uow.same_people.get(kept, pair_id)
        pair = replace(pair, state=state, decided_by=member.id, decided_at=services.now())
        uow.same_people.save(kept, pair)
        note(uow, member, memorial_id, pair_id, "decide_same_person", reason=state.value, kind="list")
        shown = _shown(services, uow, kept, [pair])[0]
        uow.commit()
    return shown


# Showing


def _shown(services: Services, uow: UnitOfWork, kept: KeptList, some: Sequence[SamePair]) -> list[PairShown]:
    numbers = {number for pair in some for number in (pair.row, pair.other_row) if number}
    rows = _rows_of(services, uow, kept, numbers)
    people = uow.lists.people_numbered(kept, numbers) if numbers else {}
    found = []
    for pair in some:
        left = _row_side(kept, rows.get(pair.row), pair.row, people)
        if pair.other_person:
            right = _person_side(uow.people.find(kept.memorial_id, pair.other_person), pair.other_person)
        else:
            right = _row_side(kept, rows.get(pair.other_row), pair.other_row, people)
        found.append(PairShown(pair.id, pair.state, pair.why, left, right))
    return found


def _rows_of(services: Services, uow: UnitOfWork, kept: KeptList, numbers: set[int]) -> dict[int, ReadRow]:
    if not numbers:
        return {}
    reader = reader_of(services, kept)
    stored = uow.lists.rows_numbered(kept, numbers)
    found = {number: reader.read(kept.corrected(RawRow(number, row.cells))) for number, row in stored.items()}
    missing = numbers - set(found)
    if missing:
        for row in corrected_rows(services, kept):
            if row.number in missing:
                found[row.number] = reader.read(row)
    return found


def _row_side(kept: KeptList, read: ReadRow | None, number: int, people: Mapping[int, str]) -> Side:
    names = tuple(one.text for one in read.names) if read else ()
    facts = tuple((fact.kind.value, fact.words or fact.value) for fact in read.facts) if read else ()
    return Side(people.get(number, ""), number, names[0] if names else "", names, facts, kept.id)


def _person_side(person: Person | None, person_id: str) -> Side:
    if person is None:
        return Side("", 0, "", (), ())
    names = person.all_names()
    facts = tuple((fact.kind, fact.words or fact.value) for fact in person.facts)
    return Side(person_id, 0, names[0] if names else "", names, facts)


# Looking


@dataclass(frozen=True)
class _Known:
    """What can tell two namesakes apart."""

    born: tuple[int, ...]
    died: tuple[int, ...]
    sex: tuple[str, ...]

    def contradicts(self, other: _Known) -> bool:
        if self.sex and other.sex and not set(self.sex) & set(other.sex):
            return True
        return _apart(self.born, other.born) or _apart(self.died, other.died)


def _apart(some: Iterable[int], others: Iterable[int]) -> bool:
    gaps = [abs(one - other) for one in some for other in others]
    return bool(gaps) and min(gaps) > _YEARS_APART


def _known(facts: Iterable[tuple[str, str]]) -> _Known:
    found: dict[str, list[str]] = {}
    for kind, value in facts:
        found.setdefault(kind, []).append(value)
    born, died = (
        tuple(int(value[:4]) for value in found.get(kind, ()) if value[:4].isdecimal())
        for kind in (FactKind.BORN, FactKind.DIED)
    )
    return _Known(born, died, tuple(found.get(FactKind.SEX, ())))


def compare(services: Services, kept: KeptList, read_date: ReadDate, *, enough: Callable[[], bool]) -> bool:
    """Go on comparing until it is enough; True once all rows are compared.

    First all names with all that hold the same words, then each with what the finder of names calls alike.
    """
    if not kept.names_somebody or kept.progress.compared >= kept.rows:
        return True
    if kept.progress.compared == 0:
        found = _same_words(services, kept)
        kept = _keep(services, kept, found, compared=0)
    reader = RowReader(kept.columns, read_date, kept.about.language)
    rows = islice(corrected_rows(services, kept), kept.progress.compared, None)
    while kept.progress.compared < kept.rows:
        some = list(islice(rows, BATCH))
        done = kept.progress.compared + len(some) if some else kept.rows
        with services.unit_of_work(read_only=True) as uow:
            more = sum(uow.same_people.counts(kept).values()) < MOST_PAIRS
            if not (more and kept.rows <= MOST_COMPARED_CLOSELY and uow.same_people.anybody_else(kept)):
                some, done = [], kept.rows
            pairs_found = [pair for row in some for pair in _alike(uow, kept, row.number, reader.read(row))]
        kept = _keep(services, kept, pairs_found, compared=done)
        if enough() and kept.progress.compared < kept.rows:
            return False
    return True


def _keep(services: Services, kept: KeptList, found: Sequence[SamePair], *, compared: int) -> KeptList:
    with services.unit_of_work() as uow:
        uow.same_people.add(kept, found)
        current = uow.lists.get(kept.memorial_id, kept.id)
        if current.revision != kept.revision:
            raise Conflict
        progress = replace(kept.progress, compared=compared)
        kept = uow.lists.save(replace(kept, progress=progress), work_at=services.now())
        uow.commit()
    return kept


def _same_words(services: Services, kept: KeptList) -> list[SamePair]:
    first: dict[str, list[tuple[int, str, _Known]]] = {}
    found: list[SamePair] = []
    with services.unit_of_work(read_only=True) as uow:
        names: dict[str, list[tuple[int, _Known]]] = {}
        for row, read in read_rows(services, kept):
            known = _known((fact.kind, fact.value) for fact in read.facts)
            for text in dict.fromkeys(name.text for name in read.names):
                names.setdefault(text, []).append((row.number, known))
                group = first.setdefault(uow.same_people.same_words(text), [])
                same = next((one for one in group if one[0] != row.number and not one[2].contradicts(known)), None)
                if same is not None and len(found) < MOST_PAIRS:
                    why = WhySame.SAME_NAME if same[1] == text else WhySame.SAME_WORDS
                    found.append(_pair(kept, row.number, other_row=same[0], why=why))
                if len(group) < _OF_ONE:
                    group.append((row.number, text, known))
        for text, ids in uow.same_people.people_named(kept.memorial_id, names).items():
            if len(found) >= MOST_PAIRS:
                break
            found += _with_people(uow, kept, names[text], ids[:_OF_ONE], text)
    return found[:MOST_PAIRS]


def _with_people(
    uow: UnitOfWork, kept: KeptList, rows: Sequence[tuple[int, _Known]], ids: Sequence[str], text: str
) -> Iterable[SamePair]:
    for person_id in ids:
        person = _other(uow, kept, person_id)
        if person is None:
            continue
        known = _known((fact.kind, fact.value) for fact in person.facts)
        why = WhySame.SAME_NAME if text in person.all_names() else WhySame.SAME_WORDS
        for number, mine in rows[:_OF_ONE]:
            if not mine.contradicts(known):
                yield _pair(kept, number, other_person=person_id, why=why)


def _other(uow: UnitOfWork, kept: KeptList, person_id: str) -> Person | None:
    """Somebody who came otherwise than with this list, and stands alone or leads."""
    person = uow.people.find(kept.memorial_id, person_id)
    return person if person is not None and person.import_id != kept.id and not person.joined_into else None


def _alike(uow: UnitOfWork, kept: KeptList, number: int, read: ReadRow) -> list[SamePair]:
    if read.report.left_out:
        return []
    name, known = read.names[0].text, _known((fact.kind, fact.value) for fact in read.facts)
    words, found = uow.same_people.same_words(name), []
    for person_id in uow.same_people.people_like(kept.memorial_id, name, at_least=ALIKE, limit=_OF_ONE):
        person = _other(uow, kept, person_id)
        if person is None or known.contradicts(_known((fact.kind, fact.value) for fact in person.facts)):
            continue
        # Those of the same words were found with them, private ones too.
        if words not in {uow.same_people.same_words(one) for one in person.all_names()}:
            found.append(_pair(kept, number, other_person=person_id, why=WhySame.ALIKE))
    return found


def _pair(kept: KeptList, row: int, *, other_row: int = 0, other_person: str = "", why: WhySame) -> SamePair:
    """Its id is made from whom it names, under the list's own random id: the same two are one pair."""
    made = sha256(f"{kept.id}:{kept.key_id}:{row}:{other_row}:{other_person}".encode()).hexdigest()[:32]
    return SamePair(made, kept.id, row, other_row=other_row, other_person=other_person, why=why)


def begin_anew(uow: UnitOfWork, kept: KeptList) -> KeptList:
    """The list before any comparing, after something in it was changed; what was decided stays decided."""
    assert kept.state is ListState.STAGED
    uow.same_people.forget(kept, only_open=True)
    return replace(kept, progress=replace(kept.progress, compared=0))
