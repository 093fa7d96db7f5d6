"""Makes the copies that wait to be made: one job at a time, each ended once, whatever dies in between."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from memorial.application.ports.interviews import MediaJob
from memorial.application.ports.recordings import (
    OF_THE_FILE,
    Made,
    MakesCopies,
    MediaProblem,
    RecordingRefused,
    Stopped,
)
from memorial.application.ports.store import UnitOfWork
from memorial.application.services import Services
from memorial.domain.errors import Conflict, NotFound
from memorial.domain.interview import MediaState
from memorial.domain.remembrance import FileKept, Remembrance

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
RENEW_SECONDS = 10.0
MOST_TRIES = 6
MOST_DEATHS = 30
"""So often a worker may die over one recording, before the recording is taken for the reason."""
LONGEST_WAIT = timedelta(hours=1)
MOST_CONFLICTS = 6
"""So often the end of a job is tried while others save the same record."""
WAIT_AFTER_CONFLICT = 0.2
"""Seconds; longer each time."""
_TRIES_OF = {MediaProblem.TIMED_OUT: 2}
_OF_THE_MACHINE = frozenset({MediaProblem.NO_ROOM, MediaProblem.NO_TOOLS})
"""What no recording is set aside for, however often it is met."""


@dataclass(frozen=True)
class Kind:
    """What a kind of record does with the work. Each is called within the transaction that ends the job."""

    master: Callable[[UnitOfWork, MediaJob], FileKept]
    """Raises `NotFound`."""
    ready: Callable[[UnitOfWork, MediaJob, Made], None]
    set_aside: Callable[[UnitOfWork, MediaJob, MediaProblem], None]


def _interviews_master(uow: UnitOfWork, job: MediaJob) -> FileKept:
    found = uow.interviews.get(job.memorial_id, job.record_id).recording(job.file_id)
    if found is None:
        raise NotFound("no_such_part")
    return found[1].master


def _interview_ready(uow: UnitOfWork, job: MediaJob, made: Made) -> None:
    interview = uow.interviews.get(job.memorial_id, job.record_id)
    found = interview.recording(job.file_id)
    if found is None:
        raise NotFound("no_such_part")
    changed = replace(
        found[1],
        state=MediaState.READY,
        problem="",
        duration=made.duration,
        copies=made.copies,
        peaks=made.peaks,
    )
    uow.interviews.save(interview.with_recording(changed))


def _interview_set_aside(uow: UnitOfWork, job: MediaJob, problem: MediaProblem) -> None:
    interview = uow.interviews.get(job.memorial_id, job.record_id)
    found = interview.recording(job.file_id)
    if found is None:
        raise NotFound("no_such_part")
    changed = replace(found[1], state=MediaState.QUARANTINED, problem=problem.value)
    uow.interviews.save(interview.with_recording(changed))


def _of_remembrance(uow: UnitOfWork, job: MediaJob) -> tuple[Remembrance, FileKept]:
    """Of one that was taken back no job is left: then whatever is made of it ends there."""
    remembrance = uow.remembrances.get(job.memorial_id, job.record_id)
    kept = remembrance.kept_file(job.file_id)
    if kept is None:
        raise NotFound("no_such_part")
    return remembrance, kept


def _remembrance_ready(uow: UnitOfWork, job: MediaJob, made: Made) -> None:
    remembrance, kept = _of_remembrance(uow, job)
    changed = replace(kept, copies=made.copies, duration=made.duration, peaks=made.peaks, problem="")
    uow.remembrances.save(remembrance.with_file(changed))


def _remembrance_set_aside(uow: UnitOfWork, job: MediaJob, problem: MediaProblem) -> None:
    remembrance, kept = _of_remembrance(uow, job)
    uow.remembrances.save(remembrance.with_file(replace(kept, problem=problem.value)))


KINDS: Mapping[str, Kind] = {
    "interview": Kind(_interviews_master, _interview_ready, _interview_set_aside),
    "remembrance": Kind(lambda uow, job: _of_remembrance(uow, job)[1], _remembrance_ready, _remembrance_set_aside),
}


def waits(services: Services) -> bool:
    """Whether anything can be done now. It only reads."""
    with services.unit_of_work(read_only=True) as uow:
        return uow.media_jobs.waits(now=services.now())


def sweep(services: Services) -> int:
    """Remove what attempts left behind that ended badly; how many files."""
    with services.unit_of_work() as uow:
        gone = uow.media_jobs.sweep(now=services.now())
        uow.commit()
    return gone


def do_next(services: Services, tools: MakesCopies, *, stopped: Callable[[], bool] = lambda: False) -> bool:
    """Take the next job and end it: ready, set aside, or to be tried again. False where nothing waits.

    Where `stopped` becomes true the work is given up within a second, and somebody else may take it at once.
    """
    now = services.now()
    with services.unit_of_work() as uow:
        job = uow.media_jobs.take(services.new_id(), now=now, until=now + LEASE)
        uow.commit()
    if job is None:
        return False
    try:
        with _Lease(services, job) as lease:
            made = _make(services, tools, job, lambda percent: lease.hold(percent) and not stopped())
    except Stopped:
        _give_back(services, job)
    except NotFound:
        _drop(services, job)
    except RecordingRefused as refused:
        _failed(services, job, refused.problem)
    except Exception:
        log.exception("copies of a recording could not be made")
        _failed(services, job, MediaProblem.FAILED)
    else:
        _ready(services, job, made)
    return True


def _make(services: Services, tools: MakesCopies, job: MediaJob, hold: Callable[[int], bool]) -> Made:
    if job.tries > MOST_DEATHS:
        raise RecordingRefused(MediaProblem.FAILED)
    with services.unit_of_work(read_only=True) as uow:
        master = KINDS[job.record_kind].master(uow, job)
    return tools.make(master, cut=job.cut, begin=lambda ids: _begin(services, job, ids), progress=hold)


def _begin(services: Services, job: MediaJob, vault_ids: Sequence[str]) -> None:
    with services.unit_of_work() as uow:
        uow.media_jobs.begin(job, vault_ids)
        uow.commit()


def _ready(services: Services, job: MediaJob, made: Made) -> None:
    """The copies are named and the job ends in one transaction; where others are wanted by now, these go."""
    kept = [one.vault_id for one in made.copies]
    try:
        if _named(services, job, made, kept):
            return
        log.info("copies of a recording were made in vain: others are wanted by now")
    except NotFound:
        _drop(services, job)
    services.vault.delete(kept)


def _named(services: Services, job: MediaJob, made: Made, kept: Sequence[str]) -> bool:
    """Whether the record has them now. Where somebody saved the record at the same moment it is read anew: what took
    an hour is not lost to what somebody typed.
    """
    for again in range(1, MOST_CONFLICTS + 1):
        try:
            with services.unit_of_work() as uow:
                KINDS[job.record_kind].ready(uow, job, made)
                if not uow.media_jobs.done(job, kept=kept):
                    return False
                uow.commit()
                return True
        except Conflict:
            if again == MOST_CONFLICTS:
                raise
            time.sleep(again * WAIT_AFTER_CONFLICT)
    return False


def _failed(services: Services, job: MediaJob, problem: MediaProblem) -> None:
    """Tried again after a while, longer each time; or set aside, which the record says in the same transaction."""
    for_good = problem in OF_THE_FILE or (
        job.tries >= _TRIES_OF.get(problem, MOST_TRIES) and problem not in _OF_THE_MACHINE
    )
    wait = min(LONGEST_WAIT, timedelta(minutes=2 ** min(job.tries - 1, 10)))
    try:
        with services.unit_of_work() as uow:
            if for_good:
                KINDS[job.record_kind].set_aside(uow, job, problem)
            if uow.media_jobs.failed(job, problem.value, again_at=None if for_good else services.now() + wait):
                uow.commit()
    except NotFound:
        _drop(services, job)


def _drop(services: Services, job: MediaJob) -> None:
    """The recording went while its copies were made."""
    with services.unit_of_work() as uow:
        if uow.media_jobs.done(job):
            uow.commit()


def _give_back(services: Services, job: MediaJob) -> None:
    with services.unit_of_work() as uow:
        if uow.media_jobs.give_back(job):
            uow.commit()


class _Lease:
    """Keeps a job while the work goes on, in a thread of its own: it says whether it is still ours."""

    def __init__(self, services: Services, job: MediaJob) -> None:
        self._services, self._job, self._percent = services, job, 0
        self._ends, self._end = time.monotonic() + LEASE.total_seconds(), threading.Event()
        self._lost = False
        self._thread = threading.Thread(target=self._renew, name="media lease", daemon=True)

    def __enter__(self) -> _Lease:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def hold(self, percent: int) -> bool:
        self._percent = percent
        return not self._lost and time.monotonic() < self._ends

    def _renew(self) -> None:
        while not self._end.wait(RENEW_SECONDS):
            until = time.monotonic() + LEASE.total_seconds()
            try:
                with self._services.unit_of_work() as uow:
                    ours = uow.media_jobs.renew(self._job, until=self._services.now() + LEASE, progress=self._percent)
                    uow.commit()
            except Exception:
                log.exception("a lease could not be renewed and is tried again")
                continue
            if not ours:
                self._lost = True
                return
            self._ends = until
