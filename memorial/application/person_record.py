"""The record of one person at the desk: every claim beside its source, and each change with who and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from memorial.application import person_forms
from memorial.application.acts import note, note_refused, require_reader
from memorial.application.joining import LONGEST_REASON, join_within, part_within, require_editor
from memorial.application.ports.store import UnitOfWork
from memorial.application.services import Services
from memorial.disclosure.gate import PictureDisclosure, disclose
from memorial.disclosure.person import PersonDisclosure
from memorial.domain import person_changes as changes
from memorial.domain.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from memorial.domain.memorial import Memorial
from memorial.domain.person import Person, Portrait
from memorial.domain.person_changes import Change
from memorial.domain.staff import StaffMember
from memorial.domain.writing import clean_line
from memorial.vocabulary import Basis, NameKind

MOST_FOUND = 20
LONGEST_QUERY = 200


@dataclass(frozen=True)
class PossiblePortrait:
    remembrance_id: str
    picture: PictureDisclosure


@dataclass(frozen=True)
class RecordView:
    """A record as the desk sees it. `whole_shown` is what visitors see of the person, None where nothing is.

    `leads_to` and `joined` are records of the same person; `names` has those of kin by id.
    """

    memorial: Memorial
    person: Person
    shown: PersonDisclosure | None
    leads_to: Person | None
    joined: tuple[Person, ...]
    names: Mapping[str, str]
    portraits: tuple[PossiblePortrait, ...]
    may_change: bool


@dataclass(frozen=True)
class Found:
    """One person for a list at the desk. `shown`: whether visitors see them."""

    person: Person
    shown: bool


def name_of(person: Person) -> str:
    """The name by which the desk speaks of them; '' for a record that has none any more."""
    led = sorted(person.names, key=lambda one: (one.kind != NameKind.OWN, not one.preferred))
    return led[0].text if led else ""


def look(services: Services, member: StaffMember, memorial_id: str, person_id: str) -> RecordView:
    """Raises `NotFound`, `NotAllowed` for who does not read here."""
    require_reader(member, memorial_id)
    with services.unit_of_work(read_only=True) as uow:
        person = uow.people.get(memorial_id, person_id)
        leading = uow.people.find(memorial_id, person.joined_into) if person.joined_into else None
        joined = tuple(filter(None, (uow.people.find(memorial_id, one) for one in person.joined)))
        others = [uow.people.find(memorial_id, claim.other_id) for claim in person.kin]
        return RecordView(
            uow.memorials.get(memorial_id),
            person,
            uow.shown_person(memorial_id, person_id),
            leading,
            joined,
            {one.id: name_of(one) for one in others if one is not None},
            tuple(_portraits(uow, person)),
            member.is_editor(memorial_id) and not member.disabled,
        )


def find(services: Services, member: StaffMember, memorial_id: str, query: str) -> Sequence[Found]:
    """People by name: whom visitors find by these words, and whoever has exactly them. Raises `NotAllowed`."""
    require_reader(member, memorial_id)
    words = clean_line(query)[:LONGEST_QUERY]
    if not words:
        return ()
    with services.unit_of_work(read_only=True) as uow:
        found = {one.id: one for one in uow.people.with_name(memorial_id, words, limit=MOST_FOUND)}
        for person_id in uow.people.found(memorial_id, words, limit=MOST_FOUND):
            one = uow.people.find(memorial_id, person_id)
            if one is not None:
                found.setdefault(one.id, one)
        return [Found(one, uow.shown_person(memorial_id, one.id) is not None) for one in found.values()]


def _portraits(uow: UnitOfWork, person: Person) -> Sequence[PossiblePortrait]:
    """Pictures that visitors see, of remembrances about this person."""
    found = []
    for one in (person.id, *person.joined):
        for remembrance_id in uow.people.remembrances_about(person.memorial_id, one):
            try:
                remembrance = uow.remembrances.get(person.memorial_id, remembrance_id)
            except NotFound:
                continue
            shown = disclose(remembrance, uow.surroundings(remembrance))
            # One whose text says the name of nobody is no picture of this person.
            if shown is not None and shown.person_id:
                found += [PossiblePortrait(remembrance_id, picture) for picture in shown.pictures]
    return found


# Adding somebody


def add_person(
    services: Services, member: StaffMember, memorial_id: str, given: Mapping[str, str], *, language: str
) -> Person:
    """Somebody new, by a name and a source: nobody is made from a number. One audit entry.

    Raises `Invalid`, `NotAllowed`, and `NotFound` for an unknown memorial.
    """
    try:
        require_editor(member, memorial_id)
        with services.unit_of_work() as uow:
            memorial = uow.memorials.get(memorial_id)
            person_id = services.new_id()
            at = person_forms.Reading(services, uow, memorial, person_id, language, member.id)
            claim = person_forms.read_claim(at, "name", given)
            key, today = services.keys.take(), services.now().date()
            empty = Person(person_id, memorial_id, key.id, names=(), added_on=today)
            uow.people.add(changes.add(empty, claim, Change(member.id, services.now(), _reason(given))))
            note(uow, member, memorial_id, person_id, "person_new", kind="person")
            uow.commit()
    except Refusal as refusal:
        note_refused(services, member, memorial_id, "-", "person_new", refusal.code, kind="person")
        raise
    with services.unit_of_work(read_only=True) as uow:
        return uow.people.get(memorial_id, person_id)


# Changing


@dataclass(frozen=True)
class _At:
    person: Person
    reading: person_forms.Reading
    change: Change


Act = Callable[[_At, Mapping[str, str]], Person]


def act(
    services: Services,
    member: StaffMember,
    memorial_id: str,
    person_id: str,
    action: str,
    given: Mapping[str, str],
    *,
    language: str,
) -> Person:
    """Do one of `ACTIONS`; exactly one audit entry, of a refused one too. `given['revision']` is what was looked at.

    Raises `Conflict` where somebody changed it meanwhile, `Invalid` with the field, `NotAllowed`, `NotFound`.
    """
    named = f"person_{action}" if action in ACTIONS else "person_act"
    try:
        require_editor(member, memorial_id)
        if action not in ACTIONS:
            raise NotAllowed("no_such_action")
        with services.unit_of_work() as uow:
            person = uow.people.get(memorial_id, person_id)
            if person.kept_place is not None:
                raise NotAllowed("name_kept")
            if given.get("revision") != str(person.revision):
                raise Conflict
            change = Change(member.id, services.now(), _reason(given))
            memorial = uow.memorials.get(memorial_id)
            reading = person_forms.Reading(services, uow, memorial, person_id, language, member.id)
            _save(uow, person, ACTIONS[action](_At(person, reading, change), given))
            note(uow, member, memorial_id, person_id, named, kind="person")
            uow.commit()
    except Refusal as refusal:
        note_refused(services, member, memorial_id, person_id or "-", named, refusal.code, kind="person")
        raise
    with services.unit_of_work(read_only=True) as uow:
        return uow.people.get(memorial_id, person_id)


def _save(uow: UnitOfWork, before: Person, after: Person) -> None:
    """Families who granted a name as it stands on the wall grant it as it stands from now on."""
    if after is not before:
        uow.people.save(after)
    if after.names != before.names:
        granted = dict.fromkeys(one.source_id for one in after.names if one.basis is Basis.CONTRIBUTOR)
        for remembrance_id in granted:
            uow.republish(after.memorial_id, remembrance_id)


def _add(at: _At, given: Mapping[str, str]) -> Person:
    claim = person_forms.read_claim(at.reading, given.get("of", ""), given)
    return changes.add(at.person, claim, at.change)


def _correct(at: _At, given: Mapping[str, str]) -> Person:
    claim = person_forms.read_claim(at.reading, given.get("ref", "").partition(":")[0], given)
    return changes.correct(at.person, given.get("ref", ""), claim, at.change)


def _bring_back(at: _At, given: Mapping[str, str]) -> Person:
    number = given.get("entry", "")
    place = int(number) if number.isascii() and number.isdecimal() and len(number) < 6 else -1
    known = {source.id for source in at.reading.memorial.sources}
    return changes.bring_back(at.person, place, known, at.reading.services.new_id, at.change)


def _portrait(at: _At, given: Mapping[str, str]) -> Person:
    remembrance_id, _, file_id = given.get("portrait", "").partition(":")
    possible = _portraits(at.reading.uow, at.person)
    if not any((one.remembrance_id, one.picture.file_id) == (remembrance_id, file_id) for one in possible):
        raise Invalid("portrait", "choose_one")
    return changes.choose_portrait(at.person, Portrait(remembrance_id, file_id, at.change.by), at.change)


def _open(at: _At, given: Mapping[str, str]) -> Person:
    wish = clean_line(given.get("asked_by", ""))[:LONGEST_REASON]
    return changes.open_matter(at.person, given.get("ref", ""), wish, at.change)


def _sort_by(at: _At, given: Mapping[str, str]) -> Person:
    key = clean_line(given.get("sort_key", ""))[: person_forms.LONGEST_NAME]
    return changes.sort_by(at.person, given.get("ref", ""), key, at.change)


def _join(at: _At, given: Mapping[str, str]) -> Person:
    person, change = at.person, at.change
    other = given.get("other", "")
    join_within(at.reading.uow, person.memorial_id, person.id, other, by=change.by, reason=change.reason, now=change.at)
    return person


def _part(at: _At, given: Mapping[str, str]) -> Person:
    person, change = at.person, at.change
    other = given.get("other", "") or person.id
    if other not in (person.id, *person.joined):
        raise NotAllowed("not_joined")
    part_within(at.reading.uow, person.memorial_id, other, by=change.by, reason=change.reason, now=change.at)
    return person


ACTIONS: Mapping[str, Act] = {
    "add": _add,
    "correct": _correct,
    "take_out": lambda at, given: changes.take_out(at.person, given.get("ref", ""), at.change),
    "bring_back": _bring_back,
    "prefer": lambda at, given: changes.prefer(at.person, given.get("ref", ""), at.change),
    "sort_by": _sort_by,
    "portrait": _portrait,
    "no_portrait": lambda at, given: changes.choose_portrait(at.person, None, at.change),
    "open": _open,
    "close": lambda at, given: changes.close_matter(at.person, given.get("ref", ""), at.change),
    "join": _join,
    "part": _part,
}


def _reason(given: Mapping[str, str]) -> str:
    return clean_line(given.get("reason", ""))[:LONGEST_REASON]
