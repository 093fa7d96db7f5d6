"""What waits for a reader, and taking the next of it: as much, as hard and in the languages that this person wants."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from memorial.application.acts import note, require_reader
from memorial.application.ports.queue import ALL, Held, Only
from memorial.application.ports.store import Clear, UnitOfWork
from memorial.application.reviewing import person_name
from memorial.application.services import Services
from memorial.domain.exposure import HARD, Reading
from memorial.domain.minors import waits_for_guardian
from memorial.domain.remembrance import Remembrance
from memorial.domain.staff import StaffMember
from memorial.vocabulary import Flag

MOST = 200


@dataclass(frozen=True)
class QueueLine:
    """One line of the queue: nothing of the text, no picture."""

    clear: Clear
    person_name: str
    claimed_by_other: bool
    claimed_by_me: bool
    waits_for_guardian: bool = False


def queue(
    services: Services, member: StaffMember, memorial_id: str, only: Only = ALL, *, limit: int = MOST
) -> list[QueueLine]:
    """What waits in a memorial, the longest wait first. Raises `NotAllowed` for who may not read there."""
    now = services.now()
    asked = replace(only, me=member.id, now=now)
    with services.unit_of_work(read_only=True) as uow:
        require_reader(member, memorial_id)
        found = uow.remembrances.waiting(memorial_id, limit=limit, only=asked)
        return [_line(uow, clear, member, now) for clear in found]


def _line(uow: UnitOfWork, clear: Clear, member: StaffMember, now: datetime) -> QueueLine:
    held = clear.claimed_until is not None and clear.claimed_until > now
    remembrance = uow.remembrances.get(clear.memorial_id, clear.id)
    mine = clear.claimed_by == member.id
    young = remembrance.pending is not None and waits_for_guardian(remembrance.pending)
    return QueueLine(clear, person_name(uow, remembrance), held and not mine, held and mine, young)


class Why(StrEnum):
    """Why nothing was taken."""

    NOTHING_WAITS = "nothing_waits"
    ONLY_HARD = "only_hard"
    """What waits is hard to read, and the last one was, or only easy ones are wanted."""
    FOR_OTHERS = "for_others"
    """What waits is in other languages, or of a kind that this person leaves to others."""


def only_for(member: StaffMember, reading: Reading, *, hard_too: bool) -> Only:
    """What this person takes now. A hard one follows a hard one only where it was asked for."""
    languages = (*member.desk.languages, "", "und") if member.desk.languages else ()
    without = _left_to_others(member)
    if not hard_too and (reading.only_easy or reading.after_hard):
        without |= {flag.value for flag in HARD}
    return Only(languages=languages, without=tuple(sorted(without)))


def _left_to_others(member: StaffMember) -> set[str]:
    """The labels of what this person does not take; what is hard to read, whoever said so."""
    left = {flag.value for flag in member.desk.not_topics}
    return left | {Flag.GRAPHIC_SAID.value} if Flag.GRAPHIC in member.desk.not_topics else left


def take_next(
    services: Services,
    member: StaffMember,
    memorial_id: str,
    *,
    but_not: str = "",
    hard_too: bool = False,
) -> str | Why:
    """Claim the item that waits longest, of those that nobody holds, that this reader wants and has not sent on.

    The id of it, or why there is none. `but_not` is an item just given back: it is taken again only when another one
    was in between.
    """
    now = services.now()
    with services.unit_of_work() as uow:
        require_reader(member, memorial_id)
        reading = uow.readings.of(member).seen(now)
        only = only_for(member, reading, hard_too=hard_too)
        until = now + services.limits.claim
        for found in _free(uow, member, memorial_id, only, but_not, now):
            if uow.remembrances.claim(memorial_id, found, member.id, now=now, until=until):
                note(uow, member, memorial_id, found, "claim")
                uow.commit()
                return found
        why = _why(uow, member, memorial_id, only, but_not, now)
        # The log does not say what somebody leaves to others.
        note(uow, member, memorial_id, "-", "claim", outcome="refused", reason=Why.NOTHING_WAITS.value)
        uow.commit()
    return why


def _free(
    uow: UnitOfWork, member: StaffMember, memorial_id: str, only: Only, but_not: str, now: datetime
) -> Iterator[str]:
    """What nobody else holds, and what this reader has not sent on: the longest wait first."""
    for clear in uow.remembrances.waiting(memorial_id, limit=MOST, only=only):
        until = clear.claimed_until if clear.claimed_by != member.id else None
        if clear.id == but_not or (until is not None and until >= now):
            continue
        if not _seen_by(uow.remembrances.get(memorial_id, clear.id), member):
            yield clear.id


def _why(uow: UnitOfWork, member: StaffMember, memorial_id: str, only: Only, but_not: str, now: datetime) -> Why:
    left = tuple(sorted(_left_to_others(member)))
    if any(_free(uow, member, memorial_id, replace(only, without=left), but_not, now)):
        return Why.ONLY_HARD
    return Why.FOR_OTHERS if any(_free(uow, member, memorial_id, ALL, but_not, now)) else Why.NOTHING_WAITS


def _seen_by(remembrance: Remembrance, member: StaffMember) -> bool:
    """Whether this reader has said their part already and another one is wanted."""
    pending = remembrance.pending
    return member.id in {*remembrance.declined_by, *(pending.passed_by + pending.accepted_by if pending else ())}


def take_later(services: Services, member: StaffMember, memorial_id: str) -> None:
    """Stopping is offered first: nothing is taken. The log says nothing of why."""
    with services.unit_of_work() as uow:
        require_reader(member, memorial_id)
        note(uow, member, memorial_id, "-", "claim", outcome="refused", reason="later")
        uow.commit()


def give_back_all(services: Services, member: StaffMember, memorial_id: str) -> int:
    """Everything that this person holds in that memorial is free for others; how many those were."""
    now, me = services.now(), member.id
    with services.unit_of_work() as uow:
        require_reader(member, memorial_id)
        held = uow.remembrances.waiting(memorial_id, limit=MOST, only=Only(held=Held.ME, me=me, now=now))
        for one in held:
            uow.remembrances.release(memorial_id, one.id, me)
        outcome, reason = ("done", f"held:{len(held)}") if held else ("refused", "nothing_held")
        note(uow, member, memorial_id, "-", "release_all", outcome=outcome, reason=reason)
        uow.commit()
    return len(held)
