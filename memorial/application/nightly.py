"""The nightly check: everything recomputed and compared, and what it found kept for metrics and the doctor."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from memorial.application import paper
from memorial.application.checking import Wrong, check
from memorial.application.ports.inspection import Inspection, LastCheck, LastChecks
from memorial.application.services import Services

log = logging.getLogger(__name__)

NIGHT = range(1, 5)
"""Hours of UTC in which it begins."""
NOT_AGAIN_WITHIN = timedelta(hours=20)
MISSED_AFTER = timedelta(hours=30)
SETTLING = timedelta(hours=1)
"""A program that was just started, or is started again and again, has other work first."""


def is_due(last: datetime | None, began: datetime, now: datetime) -> bool:
    """Whether to check now, by when the last check ended and when this worker began. Once a night; by day if missed."""
    if last is not None and last > now:
        # A clock that stood ahead must not put the check off for years.
        last = None
    age = now - last if last is not None else None
    if now.hour in NIGHT:
        return age is None or age >= NOT_AGAIN_WITHIN
    return (age is None or age >= MISSED_AFTER) and now - began >= SETTLING


def check_and_note(
    services: Services,
    inspection: Inspection,
    checks: LastChecks,
    *,
    between: Callable[[], None] = lambda: None,
) -> list[Wrong]:
    """Forget paper forms whose time is over; check everything while others work; note when and how much.

    What was only under way is not wrong.

    `between` is called from record to record; what it raises ends the check, and nothing is noted.
    """
    paper.forget_old(services)
    wrong = list(check(services, inspection, between=between))
    if wrong:
        again = set(check(services, inspection, between=between))
        wrong = [one for one in wrong if one in again]
    note(checks, wrong, services.now())
    if wrong:
        log.error("the nightly check found %d things wrong (%s); run: memorial check", len(wrong), _kinds(wrong))
    return wrong


def note(checks: LastChecks, wrong: list[Wrong], now: datetime) -> None:
    checks.note(LastCheck(now, len(wrong), _kinds(wrong)))


def _kinds(wrong: list[Wrong]) -> str:
    return ", ".join(sorted({one.kind for one in wrong}))
