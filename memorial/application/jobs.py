"""What happens by itself: publication after the undo time, embargoes, silence, expiry, drafts, mail."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from memorial.application import access_requests, concerns, importing, uploads
from memorial.application.memorials import recompute
from memorial.application.ports.store import AuditEntry, Due, UnitOfWork
from memorial.application.receipt import erase
from memorial.application.reviewing import publish_due
from memorial.application.services import Services
from memorial.application.standing_together import order_together
from memorial.application.wall_places import bring_places
from memorial.domain.errors import Conflict, NotFound
from memorial.domain.exposure import NIGHT
from memorial.domain.timers import timers
from memorial.vocabulary import ActorKind, Audience, VersionState

log = logging.getLogger(__name__)

AT_ONCE = 100
OUTBOX_DAYS = 14
READERS_DRAFT_DAYS = 30


def run_due(services: Services) -> int:
    """Read the clock, do everything that is due, forget what stays for a time only; how many things were done."""
    read_clock(services)
    return do_due(services) + forget_old(services)


def forget_old(services: Services) -> int:
    """Old mail, the days of readers, and what readers typed and left; how many things were destroyed."""
    return forget_mail(services) + forget_days(services) + forget_readers_drafts(services)


def read_clock(services: Services) -> None:
    """Note the time, so that an embargo opens by a clock that was right for a while."""
    with services.unit_of_work() as uow:
        uow.clock_readings.record(services.now())
        uow.commit()


def do_due(services: Services) -> int:
    """Do everything that is due; the number of things done. What fails is tried again later and harms nothing else."""
    with services.unit_of_work(read_only=True) as uow:
        waiting = list(uow.dues.due(services.now(), limit=AT_ONCE, trusted=uow.clock_readings.trusted()))
    return sum(_run(services, one) for one in waiting) + expire_drafts(services) + uploads.expire(services)


def _run(services: Services, one: Due) -> bool:
    try:
        _KINDS[one.kind](services, one)
    except (Conflict, NotFound):
        log.info("due %s of %s was overtaken", one.kind, one.record_id)
    except Exception:
        log.exception("due %s of %s failed and is tried again", one.kind, one.record_id)
        _postpone(services, one, timedelta(minutes=min(60, 2 ** min(one.tries, 6))))
        return False
    return True


def _postpone(services: Services, one: Due, by: timedelta) -> None:
    with services.unit_of_work() as uow:
        uow.dues.postpone(one, services.now() + by)
        uow.commit()


def _publish(services: Services, one: Due) -> None:
    if not publish_due(services, one.memorial_id, one.record_id):
        _done(services, one)


def _done(services: Services, one: Due) -> None:
    with services.unit_of_work() as uow:
        uow.dues.done(one)
        uow.commit()


def _embargo(services: Services, one: Due) -> None:
    """The day has come by the time that can be trusted, and the gate decides by it once more."""
    with services.unit_of_work() as uow:
        trusted = uow.clock_readings.trusted()
        if uow.interviews.find(one.memorial_id, one.record_id) is not None:
            # The gate itself says when it has to look again.
            uow.dues.done(one)
            uow.republish(one.memorial_id, one.record_id)
            uow.commit()
            return
        remembrance = uow.remembrances.get(one.memorial_id, one.record_id)
        zone = uow.memorials.get(one.memorial_id).time_zone
        opens = max((timer.at for timer in timers(remembrance, zone) if timer.kind == "embargo"), default=one.due_at)
        if trusted is None or trusted < opens:
            uow.dues.postpone(one, opens)
        else:
            uow.republish(one.memorial_id, one.record_id)
            uow.dues.done(one)
        uow.commit()


def _silence(services: Services, one: Due) -> None:
    """An unanswered question ends in the archive, sealed: never public, never erased."""
    now = services.now()
    with services.unit_of_work() as uow:
        remembrance = uow.remembrances.get(one.memorial_id, one.record_id)
        pending = remembrance.pending
        if pending is None or pending.state not in (VersionState.NEEDS_CONTRIBUTOR, VersionState.CONTRIBUTOR_REVIEW):
            uow.dues.done(one)
        else:
            kept = replace(
                pending, state=VersionState.ACCEPTED, staff_ceiling=Audience.ARCHIVE, reason="kept", state_since=now
            )
            uow.remembrances.save(remembrance.with_version(kept))
            uow.audit.add(_entry(one, "archive_unanswered"))
        uow.commit()


def _expire(services: Services, one: Due) -> None:
    """What was taken back, or declined as spam, is erased when the time to return or appeal is over."""
    with services.unit_of_work() as uow:
        remembrance = uow.remembrances.get(one.memorial_id, one.record_id)
        erase(services, uow, remembrance, "expired")
        uow.audit.add(_entry(one, "erase_expired"))
        uow.commit()


def _recompute(services: Services, one: Due) -> None:
    recompute(services, one.memorial_id)


_KINDS: dict[str, Callable[[Services, Due], None]] = {
    "publish": _publish,
    "embargo": _embargo,
    "silence": _silence,
    "expire": _expire,
    "recompute": _recompute,
    "place": bring_places,
    "together": order_together,
    "import": importing.run_due,
    "lapse": concerns.lapse,
    "forget": concerns.forget,
    "forget_access": access_requests.forget,
}


def _entry(one: Due, action: str) -> AuditEntry:
    return AuditEntry(one.memorial_id, ActorKind.JOB, one.kind, action, "remembrance", one.record_id, reason="due")


def expire_drafts(services: Services) -> int:
    """Destroy drafts whose time is over, with their files, unread."""
    with services.unit_of_work(read_only=True) as uow:
        expired = list(uow.drafts.expired(services.now(), limit=AT_ONCE))
    for memorial_id, lookup in expired:
        with services.unit_of_work() as uow:
            uow.drafts.delete_expired(memorial_id, lookup)
            uow.commit()
    return len(expired)


def forget_mail(services: Services) -> int:
    """Delete what stands in the outbox for longer than the days that it is kept, sent or not."""
    before = services.now() - timedelta(days=OUTBOX_DAYS)
    return _forget(services, lambda uow: uow.outbox.holds_older(before), lambda uow: uow.outbox.forget(before))


def forget_days(services: Services) -> int:
    """Destroy what readers opened on a day that is over for them: nothing of it is kept."""
    before = services.now() - NIGHT
    return _forget(services, lambda uow: uow.readings.holds_older(before), lambda uow: uow.readings.forget(before))


def forget_readers_drafts(services: Services) -> int:
    """Destroy what readers typed, did not decide, and left for a month."""
    before = services.now() - timedelta(days=READERS_DRAFT_DAYS)
    return _forget(
        services, lambda uow: uow.review_drafts.holds_older(before), lambda uow: uow.review_drafts.forget_older(before)
    )


def _forget(services: Services, is_there: Callable[[UnitOfWork], bool], forget: Callable[[UnitOfWork], int]) -> int:
    """How many went. Nothing is locked for writing where there is nothing to forget."""
    with services.unit_of_work(read_only=True) as uow:
        if not is_there(uow):
            return 0
    with services.unit_of_work() as uow:
        gone = forget(uow)
        uow.commit()
    return gone
