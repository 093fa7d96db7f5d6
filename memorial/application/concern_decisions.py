"""Objections at the desk: read, hidden before a decision, kinship confirmed, answered, and decided by two people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from memorial.application.acts import require_reader
from memorial.application.concerns import find_subject, keep_hold, settle_hold
from memorial.application.ports.store import AuditEntry, UnitOfWork
from memorial.application.reviewing import person_name
from memorial.application.services import Services
from memorial.disclosure.names_in_text import initials_of
from memorial.domain import objection as rules
from memorial.domain.errors import Conflict, NotAllowed, Refusal
from memorial.domain.holds import NAME, SIGNATURE, TEXT, Hold
from memorial.domain.memorial import Memorial
from memorial.domain.moderation import Reader
from memorial.domain.objection import Objection, Subject
from memorial.domain.person import Person
from memorial.domain.record import EntryKind, Standing
from memorial.domain.remembrance import Remembrance, Version
from memorial.domain.staff import StaffMember
from memorial.domain.writing import clean
from memorial.vocabulary import ActorKind, Audience, Flag, ObjectionState, Rendering, Scope

MOST = 200
ACTIONS = ("hide", "kin", "uphold", "reject", "answer", "message")


@dataclass(frozen=True)
class DeskConcern:
    """An objection with what the desk may know of what it is about. `gone`: erased, or taken back by its sender."""

    objection: Objection
    name: str
    gone: bool
    quotation: str = ""
    flags: tuple[Flag, ...] = ()
    """Of the words that are quoted."""


@dataclass(frozen=True)
class Opened:
    """One objection, for a reader who may decide (`editor`) or not; `alone`: nobody else here may decide."""

    concern: DeskConcern
    editor: bool
    alone: bool


def listed(
    services: Services, member: StaffMember, memorial: Memorial
) -> tuple[Sequence[DeskConcern], Sequence[DeskConcern]]:
    """(what waits, the longest first; what is closed and not yet destroyed, the newest first)."""
    require_reader(member, memorial.id)
    with services.unit_of_work(read_only=True) as uow:
        waiting = [_described(uow, one) for one in uow.objections.waiting(memorial.id, limit=MOST)]
        closed = [_described(uow, one) for one in uow.objections.closed(memorial.id, limit=MOST)]
    return waiting, closed


def count_waiting(services: Services, memorial: Memorial) -> int:
    with services.unit_of_work(read_only=True) as uow:
        return uow.objections.count_waiting(memorial.id)


def _described(uow: UnitOfWork, one: Objection, *, whole: bool = False) -> DeskConcern:
    if one.subject is Subject.RECORD:
        return _about_the_record(uow, one)
    record = find_subject(uow, one.memorial_id, one.subject_id)
    if isinstance(record, Person):
        return DeskConcern(one, record.all_names()[0] if record.names else "", gone=False)
    if isinstance(record, Remembrance):
        quoted = (_element(record, one), (record.published or record.latest).flags) if whole else ("", ())
        return DeskConcern(one, person_name(uow, record), False, *quoted)
    return DeskConcern(one, "", gone=bool(one.subject_id))


def _about_the_record(uow: UnitOfWork, one: Objection) -> DeskConcern:
    """By the words of the question or the title of the source; '' where it is about all of the record."""
    part = rules.of_record(one.subject_id)
    if part is None or not (part.question or part.source):
        return DeskConcern(one, "", gone=part is None)
    kind, name = (EntryKind.QUESTION, part.question) if part.question else (EntryKind.SOURCE, part.source)
    entry = uow.record.named(one.memorial_id, kind, name)
    if entry is None or entry.standing is not Standing.IN_RECORD:
        return DeskConcern(one, "", gone=True)
    return DeskConcern(one, entry.now.question if part.question else entry.now.title, gone=False)


def _element(record: Remembrance, one: Objection) -> str:
    """What the element says now: the text, the name under it as visitors read it, or a caption."""
    version = record.published or record.latest
    if one.element == TEXT:
        return version.story
    if one.element == SIGNATURE:
        return _signature(version)
    given = next((shown for shown in version.files if one.element == f"file:{shown.file_id}"), None)
    return given.caption if given else ""


def _signature(version: Version) -> str:
    """In full only where visitors shall read it so; else no more than initials. Opening it is an act of its own."""
    shown = version.grants.audience(Scope.CONTRIBUTOR_NAME) > Audience.RESEARCH
    full = shown and version.grants.rendering(Scope.CONTRIBUTOR_NAME) is Rendering.FULL
    return version.contributor_name if full else initials_of(version.contributor_name)


def read(services: Services, member: StaffMember, memorial: Memorial, objection_id: str) -> Opened:
    """Raises `NotFound`, `NotAllowed`."""
    require_reader(member, memorial.id)
    with services.unit_of_work(read_only=True) as uow:
        found = uow.objections.get(memorial.id, objection_id)
        described = _described(uow, found, whole=True)
        return Opened(described, member.is_editor(memorial.id), _alone(uow, memorial.id))


def _alone(uow: UnitOfWork, memorial_id: str) -> bool:
    return sum(1 for one in uow.staff.all() if not one.disabled and one.may_decide(memorial_id)) < 2


def act(
    services: Services, member: StaffMember, memorial: Memorial, objection_id: str, action: str, message: str = ""
) -> bool:
    """Carry out one of `ACTIONS`; False where a second editor has to say the same first.

    Each leaves one audit entry, a refused one too. Raises `NotFound`, `NotAllowed`, `Conflict`, `Invalid`.
    """
    do = _ACTS.get(action)
    try:
        if do is None:
            raise NotAllowed("no_such_action")
        with services.unit_of_work() as uow:
            require_reader(member, memorial.id)
            uow.objections.lock(memorial.id)
            found = uow.objections.get(memorial.id, objection_id)
            done = do(services, uow, member, found, clean(message).strip())
            _note(uow, member, memorial.id, objection_id, action, reason=found.ground.value)
            uow.commit()
    except Refusal as refusal:
        with services.unit_of_work() as uow:
            code = refusal.code
            _note(uow, member, memorial.id, objection_id[:64], action[:20], outcome="refused", reason=code)
            uow.commit()
        raise
    return done


def _note(
    uow: UnitOfWork,
    member: StaffMember,
    memorial_id: str,
    objection_id: str,
    action: str,
    *,
    outcome: str = "done",
    reason: str = "",
) -> None:
    named = f"objection_{action}"
    uow.audit.add(
        AuditEntry(memorial_id, ActorKind.STAFF, member.id, named, "objection", objection_id, outcome, reason[:80])
    )


Act = Callable[[Services, UnitOfWork, StaffMember, Objection, str], bool]


def _hide(services: Services, uow: UnitOfWork, member: StaffMember, found: Objection, message: str) -> bool:
    """Any reader alone may put its element out of sight until it is decided; nothing is wider by it."""
    now = services.now()
    if any(one.state is ObjectionState.REJECTED for one in _same_before(uow, found)):
        raise NotAllowed("rejected_before")
    uow.objections.save(rules.hide(found, now=now))
    keep_hold(uow, found, found.hold, now=now)
    return True


def _same_before(uow: UnitOfWork, found: Objection) -> list[Hold]:
    record = find_subject(uow, found.memorial_id, found.subject_id)
    if record is None:
        raise Conflict("gone_meanwhile")
    return [one for one in record.objections if (one.element, one.ground) == (found.element, found.ground)]


def _confirm_kin(services: Services, uow: UnitOfWork, member: StaffMember, found: Objection, message: str) -> bool:
    """Kinship was shown to a reader: a name is out of sight until the decision, from a list or not."""
    if found.state not in rules.WAITING:
        raise Conflict("decided_meanwhile")
    if found.element != NAME or not found.hides_something or found.kin_verified_by:
        raise NotAllowed("no_such_action")
    confirmed = replace(found, kin_verified_by=member.id, proof_at=found.proof_at or services.now())
    if found.state is ObjectionState.HIDING:
        uow.objections.save(confirmed)
        return True
    return _hide(services, uow, member, confirmed, message)


def _decide(verdict: ObjectionState) -> Act:
    def decide(services: Services, uow: UnitOfWork, member: StaffMember, found: Objection, message: str) -> bool:
        now = services.now()
        reader = Reader(member.id, member.is_editor(found.memorial_id), _alone(uow, found.memorial_id))
        record = find_subject(uow, found.memorial_id, found.subject_id)
        if record is None and found.hides_something:
            uow.objections.save(rules.close(found, ObjectionState.GONE, now=now))
            settle_hold(uow, found, ObjectionState.GONE, now=now)
            return True
        after, agreed = rules.decide(found, verdict, reader, message, now=now)
        uow.objections.save(after)
        if agreed and verdict is ObjectionState.UPHELD:
            bound = isinstance(record, Remembrance) and found.element in (TEXT, SIGNATURE)
            version = record.latest.number if bound and isinstance(record, Remembrance) else None
            keep_hold(uow, found, replace(found.hold, state=verdict, version=version), now=now)
        elif agreed:
            settle_hold(uow, found, verdict, now=now)
        return agreed

    return decide


def _answer(services: Services, uow: UnitOfWork, member: StaffMember, found: Objection, message: str) -> bool:
    uow.objections.save(rules.answer(found, message, now=services.now()))
    return True


def _say(services: Services, uow: UnitOfWork, member: StaffMember, found: Objection, message: str) -> bool:
    uow.objections.save(rules.say(found, message, from_objector=False, now=services.now()))
    return True


_ACTS: dict[str, Act] = {
    "hide": _hide,
    "kin": _confirm_kin,
    "uphold": _decide(ObjectionState.UPHELD),
    "reject": _decide(ObjectionState.REJECTED),
    "answer": _answer,
    "message": _say,
}
