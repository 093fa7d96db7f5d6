"""Recordings given with remembrances: which of them wait for copies. It follows from how a remembrance stands now."""

from __future__ import annotations

from datetime import datetime

from memorial.adapters.db.media_jobs import SqlMediaJobs
from memorial.domain.remembrance import Remembrance
from memorial.vocabulary import Standing

REMEMBRANCE = "remembrance"
_GONE = (Standing.WITHDRAWN, Standing.ERASED)


def plan_copies(
    jobs: SqlMediaJobs, memorial_id: str, record_id: str, found: Remembrance | None, *, now: datetime
) -> None:
    """Copies of every recording of which there are none. What was taken back or erased is not worked on.

    One that was set aside stays in the list of jobs, where the desk can have it tried again. A remembrance without a
    recording costs nothing.
    """
    recordings = [kept for kept in found.files if kept.is_recording] if found is not None else []
    if found is not None and not recordings:
        return
    gone = found is None or found.standing in _GONE
    wanted = [] if gone else [(kept.id, ()) for kept in recordings if not kept.copies]
    jobs.wanted(memorial_id, record_id, REMEMBRANCE, wanted, now=now)
