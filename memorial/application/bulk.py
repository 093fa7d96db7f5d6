"""Marks that readers leave for one another, and declining together what was marked as spam."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from memorial.application import agreement
from memorial.application.acts import note, note_refused, require_reader
from memorial.application.ports.queue import Only
from memorial.application.ports.store import UnitOfWork
from memorial.application.queueing import QueueLine, queue
from memorial.application.reviewing import person_name, told_of_decision
from memorial.application.services import Services
from memorial.domain import deciding, marking
from memorial.domain.alike import alike, pairs_of
from memorial.domain.errors import NotAllowed, Refusal
from memorial.domain.moderation import Reader
from memorial.domain.staff import StaffMember
from memorial.vocabulary import Flag, ReasonCode

_COMPARED = ("in_review", "needs_contributor", "contributor_review", "accepted", "published")
MOST_COMPARED = 200
MOST = 50
"""How many are shown, and can be declined, together."""


def mark(services: Services, member: StaffMember, memorial_id: str, record_id: str, mark: str, *, on: bool) -> None:
    """Raises `Conflict`, `NotAllowed`, `NotFound`; a refused one leaves its audit entry too."""
    try:
        with services.unit_of_work() as uow:
            require_reader(member, memorial_id)
            if mark not in set(Flag):
                raise NotAllowed("no_such_mark")
            found = uow.remembrances.get(memorial_id, record_id)
            uow.remembrances.save(marking.marked(found, Flag(mark), on=on))
            note(uow, member, memorial_id, record_id, "mark" if on else "unmark", reason=f"label:{mark}")
            uow.commit()
    except Refusal as refusal:
        note_refused(services, member, memorial_id, record_id, "mark" if on else "unmark", refusal.code)
        raise


@dataclass(frozen=True)
class Alike:
    """Something of nearly the same words, and nothing of them."""

    id: str
    person_name: str
    status: str
    received_at: datetime


def same_words(services: Services, member: StaffMember, memorial_id: str, record_id: str) -> list[Alike]:
    """What has nearly the same text, of the newest that wait, are asked about, kept or shown. Raises `NotFound`."""
    with services.unit_of_work(read_only=True) as uow:
        require_reader(member, memorial_id)
        own = pairs_of(uow.remembrances.get(memorial_id, record_id).latest.story)
        others = uow.remembrances.with_status(memorial_id, _COMPARED, limit=MOST_COMPARED, newest=True)
        found = [uow.remembrances.get(memorial_id, one.id) for one in others if one.id != record_id]
        near = [one for one in found if alike(own, pairs_of(one.latest.story))]
        return [Alike(one.id, person_name(uow, one), one.status, one.received_at) for one in near]


def marked_as_spam(services: Services, member: StaffMember, memorial_id: str) -> list[QueueLine]:
    return queue(services, member, memorial_id, Only(label=Flag.SPAM_LIKELY.value), limit=MOST)


def decline_spam(services: Services, member: StaffMember, memorial_id: str, ids: Sequence[str]) -> int:
    """Decline those of them that wait, are marked as spam and are held by nobody else; how many those were.

    Each leaves its own audit entry. Raises `NotAllowed` where nothing was chosen, or too few of them were opened.
    """
    chosen = list(dict.fromkeys(ids))[:MOST]
    try:
        with services.unit_of_work() as uow:
            require_reader(member, memorial_id)
            opened = uow.readings.of(member).seen(services.now()).opened
            if not chosen:
                raise NotAllowed("choose_some")
            if not marking.sample_is_enough(chosen, opened):
                raise NotAllowed("open_some_first")
            done = sum(_decline(services, uow, member, memorial_id, one) for one in chosen)
            if not done:
                raise NotAllowed("decided_meanwhile")
            uow.commit()
    except Refusal as refusal:
        note_refused(services, member, memorial_id, "-", "decline", refusal.code)
        raise
    return done


def _decline(services: Services, uow: UnitOfWork, member: StaffMember, memorial_id: str, record_id: str) -> bool:
    now = services.now()
    try:
        found = agreement.as_agreed_now(uow, uow.remembrances.get(memorial_id, record_id))
        clear = uow.remembrances.clear(memorial_id, record_id)
        until = clear.claimed_until if clear.claimed_by != member.id else None
        if until is not None and until > now:
            return False
        version = marking.spam_version(found)
        after = deciding.decline(found, version, Reader(member.id), ReasonCode.SPAM, "", now=now)
    except Refusal:
        return False
    uow.remembrances.save(after)
    uow.remembrances.release(memorial_id, record_id, member.id)
    uow.review_drafts.forget(memorial_id, record_id)
    note(uow, member, memorial_id, record_id, "decline", reason=ReasonCode.SPAM.value)
    if after.email:
        told_of_decision(uow, after, now)
    return True


def undoable_spam(services: Services, member: StaffMember, memorial_id: str) -> list[tuple[str, str]]:
    """(id, name) of what was declined as spam within a day, the newest first."""
    with services.unit_of_work(read_only=True) as uow:
        require_reader(member, memorial_id)
        declined = uow.remembrances.with_status(memorial_id, ("declined",), limit=MOST, newest=True)
        found = [uow.remembrances.get(memorial_id, one.id) for one in declined]
        return [(one.id, person_name(uow, one)) for one in found if marking.can_undo_spam(one, services.now())]


def undo_spam(services: Services, member: StaffMember, memorial_id: str, record_id: str) -> None:
    """It waits again, and its sender hears nothing of the slip. Raises `NotAllowed`, `NotFound`."""
    try:
        with services.unit_of_work() as uow:
            require_reader(member, memorial_id)
            found = uow.remembrances.get(memorial_id, record_id)
            back = marking.undo_spam(found, now=services.now())
            uow.remembrances.save(back)
            since = found.latest.state_since
            if since is not None:
                uow.outbox.drop_waiting(memorial_id, record_id, since)
            note(uow, member, memorial_id, record_id, "undo_decline")
            uow.commit()
    except Refusal as refusal:
        note_refused(services, member, memorial_id, record_id, "undo_decline", refusal.code)
        raise
