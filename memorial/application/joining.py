"""Two records found to be of one person, joined by somebody who looked, and parted again: each keeps its own claims.

Nothing is ever joined by a machine. One record leads and is the page that visitors see; the other keeps every claim of
its own, so that parting them leaves both as they were.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from memorial.application.acts import note, note_refused
from memorial.application.ports.store import UnitOfWork
from memorial.application.services import Services
from memorial.domain.errors import Invalid, NotAllowed, NotFound, Refusal
from memorial.domain.holds import NAME, Hold, forbids, hiding_now, with_hold
from memorial.domain.person import Correction, Person
from memorial.domain.staff import StaffMember
from memorial.domain.writing import clean_line
from memorial.vocabulary import ObjectionState

LONGEST_REASON = 500


def join_people(
    services: Services, memorial_id: str, keep_id: str, other_id: str, *, by: StaffMember, reason: str
) -> Person:
    """Say that both are one person, for editors and archivists; one audit entry. Returns the record that leads.

    Where `keep_id` was itself joined into another, that one leads. Raises `NotFound`, `Invalid` without a reason, and
    `NotAllowed`: 'editors_only', 'same_record', 'joined_already' (the other one was), 'leads_others' (the other one
    does; the other way round it may be possible), 'objection_open' (somebody objects to one of the names),
    'name_kept' (a family keeps one of the names).
    """
    try:
        require_editor(by, memorial_id)
        with services.unit_of_work() as uow:
            kept = join_within(uow, memorial_id, keep_id, other_id, by=by.id, reason=reason, now=services.now())
            note(uow, by, memorial_id, kept.id, "join_people", reason="same_person", kind="person")
            uow.commit()
    except Refusal as refusal:
        note_refused(services, by, memorial_id, keep_id or "-", "join_people", refusal.code, kind="person")
        raise
    return kept


def part_people(services: Services, memorial_id: str, other_id: str, *, by: StaffMember, reason: str = "") -> Person:
    """Take `other_id` out of the record that it was joined into; one audit entry. Returns it, as it is now.

    Raises `NotFound`, `NotAllowed`: 'editors_only', 'not_joined', 'objection_open' (while it is not decided, nobody
    knows whose name it concerns).
    """
    try:
        require_editor(by, memorial_id)
        with services.unit_of_work() as uow:
            parted = part_within(uow, memorial_id, other_id, by=by.id, reason=reason, now=services.now())
            note(uow, by, memorial_id, other_id, "part_people", reason="not_same_person", kind="person")
            uow.commit()
    except Refusal as refusal:
        note_refused(services, by, memorial_id, other_id or "-", "part_people", refusal.code, kind="person")
        raise
    return parted


def require_editor(member: StaffMember, memorial_id: str) -> None:
    """Raises `NotAllowed`: a record shows what no family was asked about."""
    if member.disabled or not member.is_editor(memorial_id):
        raise NotAllowed("editors_only")


def join_within(
    uow: UnitOfWork, memorial_id: str, keep_id: str, other_id: str, *, by: str, reason: str, now: datetime
) -> Person:
    """The same within a unit of work of the caller, who has asked for rights, writes the audit entry and commits."""
    why = _reason(reason)
    if not why:
        raise Invalid("reason", "say_why")
    keep, other = uow.people.get(memorial_id, keep_id), uow.people.get(memorial_id, other_id)
    if keep.joined_into:
        keep = uow.people.find(memorial_id, keep.joined_into) or keep
    if keep.id == other.id:
        raise NotAllowed("same_record")
    if other.joined_into or keep.joined_into:
        raise NotAllowed("joined_already")
    if other.joined:
        raise NotAllowed("leads_others")
    if forbids(keep.objections, NAME) or forbids(other.objections, NAME):
        raise NotAllowed("objection_open")
    if keep.kept_place or other.kept_place:
        raise NotAllowed("name_kept")
    uow.people.save(
        replace(other, joined_into=keep.id, history=(*other.history, Correction(now, by, reason=why, joined=keep.id)))
    )
    uow.people.save(
        replace(
            keep,
            joined=(*keep.joined, other.id),
            history=(*keep.history, Correction(now, by, reason=why, joined=other.id)),
        )
    )
    return uow.people.get(memorial_id, keep.id)


def part_within(
    uow: UnitOfWork, memorial_id: str, other_id: str, *, by: str, reason: str = "", now: datetime
) -> Person:
    """The same within a unit of work of the caller. What two people upheld against the joined name stays upheld."""
    other = uow.people.get(memorial_id, other_id)
    if not other.joined_into:
        raise NotAllowed("not_joined")
    why = _reason(reason)
    keep = uow.people.find(memorial_id, other.joined_into)
    if keep is not None:
        if hiding_now(keep.objections, NAME) or hiding_now(other.objections, NAME):
            raise NotAllowed("objection_open")
        left = tuple(one for one in keep.joined if one != other.id)
        entry = Correction(now, by, reason=why, parted=other.id)
        uow.people.save(replace(keep, joined=left, history=(*keep.history, entry)))
    entry = Correction(now, by, reason=why, parted=other.joined_into)
    objections = _upheld(other.objections, keep)
    uow.people.save(replace(other, joined_into="", objections=objections, history=(*other.history, entry)))
    return uow.people.get(memorial_id, other_id)


def _upheld(own: tuple[Hold, ...], keep: Person | None) -> tuple[Hold, ...]:
    """No record joins while somebody objects to its name: what was upheld since concerned the names of both."""
    for hold in keep.objections if keep else ():
        if hold.element == NAME and hold.state is ObjectionState.UPHELD:
            own = with_hold(own, hold)
    return own


def stand_alone(uow: UnitOfWork, person: Person, *, by: str, now: datetime) -> Person | None:
    """The record out of every tie with others, before it goes. None where an open objection stands in the way."""
    try:
        if person.joined_into:
            part_within(uow, person.memorial_id, person.id, by=by, now=now)
        for other_id in person.joined:
            part_within(uow, person.memorial_id, other_id, by=by, now=now)
    except NotFound:
        pass
    except NotAllowed:
        return None
    return uow.people.get(person.memorial_id, person.id)


def _reason(text: str) -> str:
    return clean_line(text)[:LONGEST_REASON]
