"""What somebody read today, when stopping is offered to them, and stopping: told to nobody else, kept for a night."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from memorial.application.ports.queue import Held, Only
from memorial.application.ports.store import UnitOfWork
from memorial.application.services import Services
from memorial.application.staff_entry import Entered
from memorial.application.staffing import by_member, note
from memorial.domain.exposure import Reading, Stop, is_hard
from memorial.domain.memorial import Memorial
from memorial.domain.staff import StaffMember

_MOST_HELD = 200
_SEEN_EVERY = timedelta(minutes=1)


def stop_for(member: StaffMember, memorials: Iterable[Memorial]) -> Stop:
    """The least of what is right everywhere, what these memorials want, and what the person wants."""
    stop = Stop()
    for one in memorials:
        stop = stop.lowered(one.setup.reading.minutes, one.setup.reading.hard)
    return stop.lowered(member.desk.minutes, member.desk.hard, member.desk.items)


def reading_of(services: Services, member: StaffMember, *, seen: bool = True) -> Reading:
    """As it counts now; without `seen` as it was kept."""
    now = services.now()
    with services.unit_of_work(read_only=True) as uow:
        kept = uow.readings.of(member)
    return kept.seen(now) if seen else kept


def rest_is_due(services: Services, member: StaffMember, memorial: Memorial, *, but: str = "") -> bool:
    """Whether stopping comes before the next one. `but` is what they are at: it is never closed."""
    reading = reading_of(services, member)
    if but and but == reading.last:
        return False
    return reading.is_due(stop_for(member, [memorial]), services.now())


def opened(services: Services, member: StaffMember, record_id: str, flags: Iterable[str]) -> Reading:
    """It is on their screen now."""
    hard, now = is_hard(flags), services.now()
    return _keep(services, member, lambda reading: reading.open(record_id, hard=hard, now=now))


def at_work(services: Services, member: StaffMember) -> None:
    """They did something just now. Written down at most once a minute, and only after something was opened."""
    reading, now = reading_of(services, member, seen=False), services.now()
    if reading.began_at is not None and reading.seen_at is not None and now - reading.seen_at >= _SEEN_EVERY:
        _keep(services, member, lambda kept: kept.seen(now))


def go_on(services: Services, member: StaffMember) -> Reading:
    """Ten more minutes."""
    return _keep(services, member, lambda reading: reading.go_on(services.now()))


def choose_for_today(services: Services, member: StaffMember, *, easy: bool | None, text: bool | None) -> Reading:
    """Only what nobody called hard, and only text: until they choose otherwise, or a night has passed."""

    def chosen(reading: Reading) -> Reading:
        here = reading.seen(services.now())
        here = replace(here, only_easy=easy) if easy is not None else here
        return replace(here, only_text=text) if text is not None else here

    return _keep(services, member, chosen)


def _keep(services: Services, member: StaffMember, change: Callable[[Reading], Reading]) -> Reading:
    with services.unit_of_work() as uow:
        after = change(uow.readings.of(member))
        uow.readings.keep(member, after, now=services.now())
        uow.commit()
    return after


def _give_back(uow: UnitOfWork, member: StaffMember, now: datetime) -> None:
    """Everything that they hold, in every memorial, is free for others."""
    for memorial in uow.memorials.all():
        if not member.may_read(memorial.id):
            continue
        mine = Only(held=Held.ME, me=member.id, now=now)
        for one in uow.remembrances.waiting(memorial.id, limit=_MOST_HELD, only=mine):
            uow.remembrances.release(memorial.id, one.id, member.id)


def stop_for_today(services: Services, entered: Entered) -> None:
    """Give back what is held, and sign out. The log says that they signed out, and nothing of why."""
    with services.unit_of_work() as uow:
        _give_back(uow, entered.member, services.now())
        uow.staff.revoke([entered.session.id], now=services.now())
        note(uow, by_member(entered.member), "sign_out", entered.member.id)
        uow.commit()
