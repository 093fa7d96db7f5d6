"""Looking for remembrances by a private value: by an editor, with a fresh proof, for a reason that is kept."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from memorial.application import openings
from memorial.application.acts import note, note_refused
from memorial.application.ports.store import UnitOfWork
from memorial.application.services import Services
from memorial.application.staff_entry import Entered
from memorial.application.step_up import Act, require_proved
from memorial.disclosure.found_by import Asked, asked_for
from memorial.domain.errors import Invalid, NotAllowed, Refusal
from memorial.domain.remembrance import Remembrance
from memorial.domain.staff import StaffMember
from memorial.vocabulary import SearchReason, SoughtBy, Standing

MOST = 50
"""How many are listed. More of them are counted, and nobody is helped by reading them all."""
LONGEST = 254
"""Characters of a question, as many as an address can have."""
AT_ONCE = 50

SUBJECT = "search"


@dataclass(frozen=True)
class FoundOne:
    """One remembrance that was found: nothing of what is private in it, not even what it was found by."""

    record_id: str
    received_on: date
    status: str
    opens: bool
    """False where it was taken back: the desk does not read it any more."""


@dataclass(frozen=True)
class FoundAll:
    """The newest first; none of them where there are more than `MOST`."""

    count: int
    ones: Sequence[FoundOne]
    not_ready: int
    """How many remembrances cannot be found yet, since the background work has still to prepare them."""


def search(services: Services, entered: Entered, memorial_id: str, by: str, text: str, reason: str) -> FoundAll:
    """Raises `NotAllowed` (`ProveAnew` where the last proof is too old), `Invalid` for `by`, `text` and `reason`.

    Refused or not, it leaves one audit entry: who, when, why, by what kind of value, how many. Never the words.
    """
    try:
        return _search(services, entered, memorial_id, by, text, reason)
    except Refusal as refusal:
        note_refused(services, entered.member, memorial_id, _kind(by), openings.SEARCHED, refusal.code, SUBJECT)
        raise


def _search(services: Services, entered: Entered, memorial_id: str, by: str, text: str, reason: str) -> FoundAll:
    member = entered.member
    if member.disabled or not member.is_editor(memorial_id):
        raise NotAllowed("editors_only")
    require_proved(services, entered, Act.SEARCH)
    asked = _asked(by, text)
    if reason not in set(SearchReason):
        raise Invalid("reason", "choose_why_search")
    # Nobody who sends or takes back waits while the hashes of a large memorial are read.
    with services.unit_of_work(read_only=True) as uow:
        _require_within_limit(uow, services, member, memorial_id)
        ids, not_ready = uow.found_by.find(memorial_id, asked), uow.found_by.count_waiting(memorial_id)
        ones = [_found(uow.remembrances.get(memorial_id, record_id)) for record_id in ids[:MOST]]
    with services.unit_of_work() as uow:
        # One at a time for one person, so that what is counted stays true; in the order in which an opening locks.
        uow.audit.lock(memorial_id)
        uow.audit.lock(member.id)
        _require_within_limit(uow, services, member, memorial_id)
        note(uow, member, memorial_id, _kind(by), openings.SEARCHED, reason=f"{reason}:found={len(ids)}", kind=SUBJECT)
        uow.commit()
    ones.sort(key=lambda one: (one.received_on, one.record_id), reverse=True)
    return FoundAll(len(ids), ones if len(ids) <= MOST else (), not_ready)


def _asked(by: str, text: str) -> Asked:
    if by not in set(SoughtBy):
        raise Invalid("by", "choose_by_what")
    if len(text) > LONGEST:
        raise Invalid("words", "search_too_long")
    asked = asked_for(SoughtBy(by), text)
    if not asked:
        raise Invalid("words", "write_what_to_find")
    if by == SoughtBy.EMAIL and "@" not in text:
        raise Invalid("words", "whole_address")
    return asked


def _kind(by: str) -> str:
    """Never what was typed, where somebody types into the form what is none of its kinds."""
    return by if by in set(SoughtBy) else "-"


def _require_within_limit(uow: UnitOfWork, services: Services, member: StaffMember, memorial_id: str) -> None:
    if not openings.may_open(uow, memorial_id, member.id, services.now()):
        raise NotAllowed("searched_enough")


def _found(record: Remembrance) -> FoundOne:
    opens = record.standing not in (Standing.WITHDRAWN, Standing.ERASED)
    return FoundOne(record.id, record.received_at.date(), record.status, opens)


# Preparing


def prepare_some(services: Services, *, within_seconds: float) -> int:
    """Make hashes where they are missing or of older rules, until the time is over; how many were made."""
    until = time.monotonic() + within_seconds
    return _prepare(services, lambda _done: None, lambda: time.monotonic() >= until)


def prepare_all(services: Services, progress: Callable[[int], None] = lambda done: None) -> int:
    """All of them now. Whatever is made is kept, so that it can be interrupted and goes on where it was."""
    return _prepare(services, progress, lambda: False)


def how_many_wait(services: Services) -> int:
    with services.unit_of_work(read_only=True) as uow:
        return uow.found_by.count_waiting()


def _prepare(services: Services, progress: Callable[[int], None], enough: Callable[[], bool]) -> int:
    """By boundaries, so that one which cannot be opened does not keep the others waiting."""
    after, done = ("", ""), 0
    while not enough():
        with services.unit_of_work(read_only=True) as uow:
            waiting = uow.found_by.waiting(after=after, limit=AT_ONCE)
        if not waiting:
            break
        # Never two memorials locked at once.
        waiting = [one for one in waiting if one[0] == waiting[0][0]]
        with services.unit_of_work() as uow:
            done += sum(uow.found_by.make(*one) for one in waiting)
            uow.commit()
        after = waiting[-1]
        progress(done)
    return done
