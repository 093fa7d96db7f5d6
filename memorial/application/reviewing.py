"""What readers do at the desk: take from the queue, look, decide, undo. Every act leaves one audit entry."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from memorial.application import agreement
from memorial.application.acts import note, note_refused, require_reader
from memorial.application.attaching import attach, detach
from memorial.application.ports.store import AuditEntry, Clear, UnitOfWork
from memorial.application.services import Services, even_without_room
from memorial.disclosure.gate import mentions_to_look_at
from memorial.domain import deciding, marking, moderation, showing
from memorial.domain.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from memorial.domain.memorial import Memorial
from memorial.domain.moderation import Findings, Reader
from memorial.domain.paragraphs import WordChange
from memorial.domain.person import Person
from memorial.domain.remembrance import Remembrance, Span, Version
from memorial.domain.staff import StaffMember
from memorial.published.types import PublishedRemembrance
from memorial.vocabulary import ActorKind, Decision, ReasonCode, Standing, VersionState


@dataclass(frozen=True)
class ReviewView:
    """What the review page shows. `mentions` are places where a withheld name seems to stand."""

    memorial: Memorial
    remembrance: Remembrance
    version: Version
    clear: Clear
    preview: PublishedRemembrance | None
    mentions: tuple[Span, ...]
    same_name: Sequence[Person]
    person: Person | None
    withholds_a_name: bool
    four_eyes: bool
    alone: bool


@dataclass(frozen=True)
class Verdict:
    """What a reader decided, as read from the form."""

    decision: Decision
    version: int
    revision: int
    findings: Findings
    message: str = ""
    suggestion: str = ""
    reason: ReasonCode | None = None
    person_id: str = ""
    changes: tuple[WordChange, ...] = ()


def person_name(uow: UnitOfWork, remembrance: Remembrance) -> str:
    """The person's name as the desk shows it: as written down, or the first one of the person it is attached to."""
    latest = remembrance.pending or remembrance.published or remembrance.latest
    if latest.named is not None:
        return latest.named.name
    if remembrance.person_id:
        person = uow.people.find(remembrance.memorial_id, remembrance.person_id)
        if person is not None and person.names:
            return person.names[0].text
    return ""


def claim(services: Services, member: StaffMember, memorial_id: str, record_id: str) -> bool:
    """Hold an item for half an hour; False while another holds it."""
    now = services.now()
    with services.unit_of_work() as uow:
        require_reader(member, memorial_id)
        got = uow.remembrances.claim(memorial_id, record_id, member.id, now=now, until=now + services.limits.claim)
        outcome, reason = ("done", "") if got else ("refused", "claimed_by_another")
        note(uow, member, memorial_id, record_id, "claim", outcome=outcome, reason=reason)
        uow.commit()
    return got


def release(services: Services, member: StaffMember, memorial_id: str, record_id: str) -> None:
    """Give an item back to the queue; no reason is asked."""
    with services.unit_of_work() as uow:
        require_reader(member, memorial_id)
        uow.remembrances.release(memorial_id, record_id, member.id)
        note(uow, member, memorial_id, record_id, "release")
        uow.commit()


def review(services: Services, member: StaffMember, memorial_id: str, record_id: str, *, media_base: str) -> ReviewView:
    """Open one item for reading. Raises `NotFound` where it is gone, `NotAllowed` for who may not read there."""
    with services.unit_of_work(read_only=True) as uow:
        require_reader(member, memorial_id)
        remembrance = uow.remembrances.get(memorial_id, record_id)
        if remembrance.standing in (Standing.WITHDRAWN, Standing.ERASED):
            raise Conflict("withdrawn_meanwhile")
        version = remembrance.pending or remembrance.published or remembrance.latest
        around = uow.surroundings(remembrance)
        named = version.named.name if version.named else ""
        return ReviewView(
            memorial=around.memorial,
            remembrance=remembrance,
            version=version,
            clear=uow.remembrances.clear(memorial_id, record_id),
            preview=uow.preview(remembrance, version, media_base=media_base),
            mentions=mentions_to_look_at(remembrance, version, around),
            same_name=uow.people.with_name(memorial_id, named, limit=10) if named else (),
            person=around.person,
            withholds_a_name=moderation.withholds_a_name(version),
            four_eyes=around.memorial.setup.reading.second_reader
            or bool(moderation.FOUR_EYES & moderation.flags_of(version)),
            alone=agreement.is_alone(uow, memorial_id),
        )


def needs_two(view: ReviewView, verdict: Verdict) -> bool:
    """Whether this verdict is one person's part in what two decide."""
    always = view.memorial.setup.reading.second_reader and verdict.decision is Decision.ACCEPT
    return always or moderation.needs_two(view.version, verdict.findings, verdict.reason)


def decide(services: Services, member: StaffMember, memorial_id: str, record_id: str, verdict: Verdict) -> Remembrance:
    """Carry out a decision. Raises `Conflict` if it was decided or taken back meanwhile; the form is then shown again.

    A refused decision leaves its audit entry too.
    """
    try:
        return _decide(services, member, memorial_id, record_id, verdict)
    except Refusal as refusal:
        note_refused(services, member, memorial_id, record_id, verdict.decision.value, refusal.code)
        raise


def would_decide(
    services: Services, member: StaffMember, memorial_id: str, record_id: str, verdict: Verdict
) -> Remembrance:
    """What a decision would lead to, with nothing kept. Raises what `decide` raises."""
    with services.unit_of_work(read_only=True) as uow:
        return _judged(services, uow, member, (memorial_id, record_id), verdict)


def _decide(services: Services, member: StaffMember, memorial_id: str, record_id: str, verdict: Verdict) -> Remembrance:
    now = services.now()
    with services.unit_of_work() as uow:
        after = _judged(services, uow, member, (memorial_id, record_id), verdict)
        if verdict.decision is Decision.ACCEPT:
            after = attach(services, uow, after, verdict.version, verdict.person_id)
        uow.remembrances.save(after)
        uow.remembrances.release(memorial_id, record_id, member.id)
        uow.review_drafts.forget(memorial_id, record_id)
        note(uow, member, memorial_id, record_id, verdict.decision.value, reason=verdict.reason or "")
        _tell(uow, after, verdict.decision, now)
        uow.commit()
    if services.limits.undo == timedelta(0):
        publish_due(services, memorial_id, record_id)
    return after


def _judged(
    services: Services, uow: UnitOfWork, member: StaffMember, at: tuple[str, str], verdict: Verdict
) -> Remembrance:
    """The record as the decision leaves it, where this reader may decide now."""
    memorial_id, record_id = at
    require_reader(member, memorial_id)
    remembrance = agreement.as_agreed_now(uow, _still_there(uow, memorial_id, record_id))
    clear = uow.remembrances.clear(memorial_id, record_id)
    if clear.claimed_by not in (None, member.id) and clear.claimed_until and clear.claimed_until > services.now():
        raise Conflict("claimed_by_another")
    version = moderation.open_version(remembrance, verdict.version, verdict.revision)
    two = uow.memorials.get(memorial_id).setup.reading.second_reader
    editor, alone = member.is_editor(memorial_id), agreement.is_alone(uow, memorial_id)
    reader = Reader(member.id, editor, alone, two, member.desk.signature)
    return deciding.read(_DECISIONS[verdict.decision](services, remembrance, version, reader, verdict))


def _still_there(uow: UnitOfWork, memorial_id: str, record_id: str) -> Remembrance:
    try:
        return uow.remembrances.get(memorial_id, record_id)
    except NotFound:
        raise Conflict("withdrawn_meanwhile") from None


Decide = Callable[[Services, Remembrance, Version, Reader, Verdict], Remembrance]


def _accept(services: Services, r: Remembrance, v: Version, reader: Reader, verdict: Verdict) -> Remembrance:
    now = services.now()
    accepted = deciding.accept(r, v, reader, verdict.findings, now=now, undo=services.limits.undo)
    return deciding.with_word(accepted, v.number, reader, verdict.message, now=now)


def _decline(services: Services, r: Remembrance, v: Version, reader: Reader, verdict: Verdict) -> Remembrance:
    if verdict.reason is None:
        raise Invalid("reason", "choose_a_reason")
    return deciding.decline(r, v, reader, verdict.reason, verdict.message, now=services.now())


_DECISIONS: dict[Decision, Decide] = {
    Decision.ACCEPT: _accept,
    Decision.ASK: lambda s, r, v, reader, verdict: deciding.ask(
        r, v, verdict.message, now=s.now(), signed=reader.signed
    ),
    Decision.SUGGEST: lambda s, r, v, reader, verdict: deciding.suggest(
        r, v, reader, verdict.suggestion, verdict.message, now=s.now(), changes=verdict.changes
    ),
    Decision.KEEP: lambda s, r, v, reader, verdict: deciding.keep(r, v, reader, verdict.message, now=s.now()),
    Decision.DECLINE: _decline,
    Decision.SECOND: lambda s, r, v, reader, verdict: deciding.pass_to_second(
        r, v, reader, verdict.message, now=s.now()
    ),
}


_TOLD = {Decision.ASK: "question", Decision.SUGGEST: "suggestion", Decision.KEEP: "kept", Decision.DECLINE: "declined"}


def _tell(uow: UnitOfWork, remembrance: Remembrance, decision: Decision, now: datetime) -> None:
    """A neutral note, if the contributor left an address: that there is an answer, and nothing else."""
    if remembrance.email and decision in _TOLD:
        told_of_decision(uow, remembrance, now)


def told_of_decision(uow: UnitOfWork, remembrance: Remembrance, now: datetime) -> None:
    """Queue the note; where a slip can still be undone, for the time when it cannot be any more."""
    at = marking.spam_is_final_at(remembrance, now)
    language = remembrance.interface_language
    uow.outbox.add(remembrance.memorial_id, remembrance.id, "answer", language, now=now, send_at=at)


def publish_due(services: Services, memorial_id: str, record_id: str) -> bool:
    """Publish what was accepted and whose undo time is over; True if something was."""
    now = services.now()
    with services.unit_of_work() as uow:
        remembrance = uow.remembrances.get(memorial_id, record_id)
        pending = remembrance.pending
        if pending is None or pending.state is not VersionState.ACCEPTED or not pending.publish_at:
            return False
        if pending.publish_at > now:
            return False
        today = now.astimezone(ZoneInfo(uow.memorials.get(memorial_id).time_zone)).date()
        published = showing.publish(remembrance, pending.number, now=now, today=today)
        uow.remembrances.save(published)
        uow.audit.add(
            AuditEntry(
                memorial_id, ActorKind.JOB, "publish", "publish", "remembrance", record_id, reason="undo_time_over"
            )
        )
        if remembrance.email:
            uow.outbox.add(memorial_id, record_id, "answer", remembrance.interface_language, now=now)
        uow.commit()
    return True


# After the decision


def undo(services: Services, member: StaffMember, memorial_id: str, record_id: str, number: int) -> None:
    """Take an acceptance back while it waits to be published."""
    now = services.now()

    def change(uow: UnitOfWork, remembrance: Remembrance) -> Remembrance:
        return detach(uow, showing.undo(remembrance, number, now=now), number)

    _change(services, member, memorial_id, record_id, "undo", change)


def pause(services: Services, member: StaffMember, memorial_id: str, record_id: str, reason: str = "") -> None:
    """Out of sight at once, by any reader alone; the reason may come later."""
    now = services.now()

    def change(uow: UnitOfWork, remembrance: Remembrance) -> Remembrance:
        showing.require_shown(remembrance)
        return showing.pause(remembrance, "staff", now=now)

    even_without_room(
        services,
        lambda: _change(services, member, memorial_id, record_id, "pause", change, reason=_as_code(reason)),
    )


def resume(services: Services, member: StaffMember, memorial_id: str, record_id: str) -> bool:
    """Lift a staff pause: two editors. True when the second has agreed and it is seen again."""
    return _by_two(services, member, memorial_id, record_id, "resume", "")


def remove(services: Services, member: StaffMember, memorial_id: str, record_id: str, reason: str) -> bool:
    """Take a published item down for good: two editors; the contributor reads the reason and may appeal."""
    if not reason.strip():
        raise Invalid("reason", "write_a_reason")
    return _by_two(services, member, memorial_id, record_id, "remove", reason)


def _by_two(services: Services, member: StaffMember, memorial_id: str, record_id: str, act: str, reason: str) -> bool:
    now, done = services.now(), []

    def change(uow: UnitOfWork, remembrance: Remembrance) -> Remembrance:
        showing.require_shown(remembrance)
        if act == "resume" and "staff" not in remembrance.paused_by:
            raise NotAllowed("not_paused_by_you")
        reader = Reader(member.id, member.is_editor(memorial_id), agreement.is_alone(uow, memorial_id))
        present = agreement.as_agreed_now(uow, remembrance)
        asked, agreed = showing.ask_for_two(present, act, reader, reason, now=now)
        if not agreed:
            return asked
        done.append(True)
        if act == "resume":
            return showing.resume(asked, "staff", now=now)
        uow.review_drafts.forget(memorial_id, record_id)
        return showing.remove(asked, reason, now=now)

    _change(services, member, memorial_id, record_id, act, change)
    return bool(done)


def _change(
    services: Services,
    member: StaffMember,
    memorial_id: str,
    record_id: str,
    action: str,
    change: Callable[[UnitOfWork, Remembrance], Remembrance],
    *,
    reason: str = "",
) -> None:
    try:
        with services.unit_of_work() as uow:
            require_reader(member, memorial_id)
            uow.remembrances.save(change(uow, _still_there(uow, memorial_id, record_id)))
            note(uow, member, memorial_id, record_id, action, reason=reason)
            uow.commit()
    except Refusal as refusal:
        note_refused(services, member, memorial_id, record_id, action, refusal.code)
        raise


def _as_code(reason: str) -> str:
    """Only a word of the closed list goes into the audit log; free words stay with the record."""
    return reason if reason in set(ReasonCode) else ""
