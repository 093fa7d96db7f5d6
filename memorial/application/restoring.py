"""Brings a restored archive up to date before anybody is answered: what was taken back since stays taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from memorial.application.checking import Wrong, check
from memorial.application.concerns import find_subject
from memorial.application.groups import close_again
from memorial.application.guardians import guardian_changes
from memorial.application.memorials import recompute
from memorial.application.ports.inspection import Inspection
from memorial.application.ports.restoring import Keyless, Mending
from memorial.application.ports.secrets import LedgerEntry
from memorial.application.ports.store import AuditEntry, UnitOfWork
from memorial.application.receipt import consent_changes
from memorial.application.seeking import prepare_all
from memorial.application.services import Services
from memorial.domain import objection
from memorial.domain.access_request import ended
from memorial.domain.errors import NotFound, Refusal
from memorial.domain.interview import Interview
from memorial.domain.interview_narrowing import CODE, JOB, narrow_interview
from memorial.domain.narrowing import narrow, narrow_memorial
from memorial.domain.objection import Subject
from memorial.domain.person import Person
from memorial.domain.person_narrowing import narrow_person
from memorial.domain.staff import EVERYWHERE
from memorial.vocabulary import ActorKind, ObjectionState

Progress = Callable[[str, int], None]
_ALL = 1_000_000_000
_TOLD_BY_KIND = frozenset({"person", "people_group", "heritage_item", "record_entry", "interview", "access_request"})
"""Kinds whose name stands with the erasure; all else was a remembrance."""
_DISCARDED = {"people_group": 0, "heritage_item": 0, "record_entry": 0, "interview": 0, "person": 2}
"""Groups first, since whoever changes takes them along; people last: then no unopened words depend on them."""
_NEVER_TOLD = frozenset({"objection", "name_list", "upload", "access_request"})
"""Kinds whose erasure the ledger does not tell of: a missing key says it all."""


class KeysTooOld(Refusal):
    """Rows whose keys are not in this key store, and whose erasure its ledger does not know; `detail` counts them."""

    code = "keys_too_old"


@dataclass
class Replayed:
    """What the ledger changed in what came out of the backup."""

    erased: int = 0
    narrowed: int = 0
    accounts: int = 0
    """Of staff, that open less than they did in the backup."""
    begun_anew: int = 0
    removed_files: int = 0
    keys_left: int = 0
    """Keys that nothing names: of what was sent after the backup was made, and is lost."""
    wrong: list[Wrong] = field(default_factory=list)


def replay(
    services: Services, mending: Mending, entries: Iterable[LedgerEntry], progress: Progress, *, of_staff: bool = True
) -> Replayed:
    """Do again, in order, everything that the ledger tells of. Safe to repeat. Raises `KeysTooOld`.

    `of_staff`: whether it was told of accounts too when the backup was made; else none of them opens.
    """
    told: dict[tuple[str, str], list[LedgerEntry]] = {}
    for entry in entries:
        told.setdefault((entry.memorial_id, entry.record_id), []).append(entry)
    done = Replayed()
    mending.follow_left_over()
    # What cannot be opened goes first: nothing that depends on it passes the gate before.
    _without_keys(services, mending, told, done)
    for number, ((memorial_id, record_id), some) in enumerate(told.items(), 1):
        with services.unit_of_work() as uow:
            _again(uow, mending, memorial_id, record_id, some, done)
            _objections_again(services, uow, memorial_id, record_id, some)
            uow.commit()
        if number % 100 == 0:
            progress("ledger", number)
    if not of_staff:
        with services.unit_of_work() as uow:
            done.accounts = mending.close_staff(uow)
            uow.commit()
    _let_nothing_lapse(services)
    _end_links(services)
    return done


def _end_links(services: Services) -> None:
    """Which of them the desk ended since the backup is not known: whoever was granted access asks once more."""
    with services.unit_of_work(read_only=True) as uow:
        memorials = [memorial.id for memorial in uow.memorials.all()]
    for memorial_id in memorials:
        with services.unit_of_work() as uow:
            for one in uow.access_requests.granted(memorial_id):
                uow.access_requests.save(ended(one, by=JOB, now=services.now()))
            uow.commit()


def _let_nothing_lapse(services: Services) -> None:
    """Whether something was given since the backup that shows an objection to be true is lost: a person looks."""
    with services.unit_of_work(read_only=True) as uow:
        memorials = [memorial.id for memorial in uow.memorials.all()]
    for memorial_id in memorials:
        with services.unit_of_work() as uow:
            for one in uow.objections.waiting(memorial_id, limit=_ALL):
                after = objection.brought_back(one, now=services.now())
                if after != one:
                    uow.objections.save(after)
            uow.commit()


def _without_keys(
    services: Services, mending: Mending, told: dict[tuple[str, str], list[LedgerEntry]], done: Replayed
) -> None:
    lost, anew, unknown = list[Keyless](), list[Keyless](), list[Keyless]()
    for one in mending.keyless():
        entries = told.get((one.memorial_id, one.id), [])
        if any(entry.action == "erased" for entry in entries) or one.kind in _NEVER_TOLD:
            lost.append(one)
        elif any(entry.detail == "rekeyed" for entry in entries):
            anew.append(one)
        else:
            unknown.append(one)
    if unknown:
        raise KeysTooOld(detail=str(len(unknown)))
    for one in sorted(lost, key=lambda one: _DISCARDED.get(one.kind, 1)):
        with services.unit_of_work() as uow:
            done.erased += mending.discard(uow, one)
            uow.commit()
    for one in anew:
        _begin_anew(services, mending, one)
        done.begun_anew += 1


def _begin_anew(services: Services, mending: Mending, person: Keyless) -> None:
    """The person was sealed anew when a family took its part back; what the others grant is granted still."""
    with services.unit_of_work() as uow:
        mending.begin_anew(uow, person)
        uow.commit()


def _again(
    uow: UnitOfWork, mending: Mending, memorial_id: str, record_id: str, some: Sequence[LedgerEntry], done: Replayed
) -> None:
    gone = [entry for entry in some if entry.action == "erased"]
    if gone:
        if gone[-1].detail == "draft":
            done.erased += mending.discard_draft(uow, memorial_id, record_id)
        else:
            kind = gone[-1].detail if gone[-1].detail in _TOLD_BY_KIND else "remembrance"
            done.erased += mending.discard(uow, Keyless(kind, memorial_id, record_id))
    elif memorial_id == EVERYWHERE:
        # In the order in which they were decided: after a crash some are told later.
        in_order = sorted(some, key=lambda entry: entry.at)
        done.accounts += mending.narrow_staff(uow, record_id, [entry.detail for entry in in_order])
    elif record_id == memorial_id:
        _narrow_memorial(uow, memorial_id, some)
    else:
        done.narrowed += _narrow_record(uow, memorial_id, record_id, some)


def _narrow_memorial(uow: UnitOfWork, memorial_id: str, some: Sequence[LedgerEntry]) -> None:
    try:
        before = after = uow.memorials.get(memorial_id)
    except NotFound:
        return
    for entry in some:
        after = narrow_memorial(after, entry.detail)
    if after != before:
        uow.memorials.save(after)


def _narrow_interview(uow: UnitOfWork, before: Interview, some: Sequence[LedgerEntry]) -> int:
    after = before
    for entry in some:
        after = narrow_interview(after, entry.detail, entry.at)
        if entry.detail == CODE:
            uow.interviews.forget_code(before.memorial_id, before.id)
    if after != before:
        uow.interviews.save(after)
    return int(after != before)


def _narrow_record(uow: UnitOfWork, memorial_id: str, record_id: str, some: Sequence[LedgerEntry]) -> int:
    """1 if the record is there and the ledger made it narrower than it was in the backup."""
    person = uow.people.find(memorial_id, record_id)
    if person is not None:
        narrower = person
        for entry in some:
            narrower = narrow_person(narrower, entry.detail)
        if narrower != person:
            uow.people.save(narrower)
        return int(narrower != person)
    told = uow.interviews.find(memorial_id, record_id)
    if told is not None:
        return _narrow_interview(uow, told, some)
    closed = close_again(uow, memorial_id, record_id, some[-1].at)
    if closed is not None:
        return int(closed)
    try:
        before = after = uow.remembrances.get(memorial_id, record_id)
    except NotFound:
        return 0
    for entry in some:
        after = narrow(after, entry.action, entry.detail, entry.at)
    if after == before:
        return 0
    said = consent_changes(before, after, some[-1].at, actor_kind=ActorKind.JOB, method="ledger")
    said += guardian_changes(before, after, some[-1].at, method="ledger")
    uow.remembrances.save(after, said)
    return 1


def _objections_again(
    services: Services, uow: UnitOfWork, memorial_id: str, record_id: str, some: Sequence[LedgerEntry]
) -> None:
    """Bring the objections to what the ledger told of their holds; one that is lost comes back without its words.

    Otherwise nobody could decide what hides, and an objection from before could undo what was decided since.
    """
    told = {one.detail.partition(",")[0].removeprefix("hold="): one.at for one in some if one.detail[:5] == "hold="}
    record = find_subject(uow, memorial_id, record_id) if told else None
    if record is None:
        return
    for hold in record.objections:
        if hold.objection_id not in told:
            continue
        try:
            kept = uow.objections.get(memorial_id, hold.objection_id)
        except NotFound:
            if hold.state is ObjectionState.HIDING:
                lost = objection.found_again(
                    hold,
                    memorial_id=memorial_id,
                    subject=Subject.PERSON if isinstance(record, Person) else Subject.REMEMBRANCE,
                    subject_id=record_id,
                    key_id=services.keys.take().id,
                    language=uow.memorials.get(memorial_id).languages[0],
                    made_at=told[hold.objection_id],
                    now=services.now(),
                )
                uow.objections.add(lost, code=None)
            continue
        after = objection.follow_hold(kept, hold, now=services.now())
        if after != kept:
            uow.objections.save(after)


def prove(services: Services, mending: Mending, inspection: Inspection, done: Replayed, progress: Progress) -> None:
    """Run the gate over everything, take out files that nothing names, then check the whole; what is wrong is noted."""
    with services.unit_of_work(read_only=True) as uow:
        memorials = list(uow.memorials.all())
    needed = mending.files_of_drafts()
    for memorial in memorials:
        recompute(services, memorial.id, progress=lambda count: progress("gate", count))
        with services.unit_of_work(read_only=True) as uow:
            for record_id in uow.remembrances.ids(memorial.id):
                record = uow.remembrances.get(memorial.id, record_id)
                needed |= {vault_id for kept in record.files for vault_id in kept.vault_ids}
            for interview_id in uow.interviews.ids(memorial.id):
                needed |= set(uow.interviews.get(memorial.id, interview_id).vault_ids)
    # A backup of before there was such a thing has none of what the desk finds records by.
    prepare_all(services, lambda count: progress("desk search", count))
    done.removed_files = mending.sweep_files(needed)
    mending.follow_left_over()
    # Keys of what was sent after the backup stay: a newer backup may still turn up.
    _, keys = inspection.key_differs()
    found = check(services, inspection, progress=lambda count: progress("check", count))
    done.wrong = [one for one in found if one.where not in set(keys)]
    done.keys_left = len(keys)


def conclude(services: Services, mending: Mending) -> None:
    """The last step before it may be opened."""
    mending.raise_editions()
    with services.unit_of_work() as uow:
        entry = AuditEntry(EVERYWHERE, ActorKind.OPERATOR, "operator", "restore", "installation", "-", reason="backup")
        uow.audit.add(entry)
        uow.commit()
