"""The work on recordings as the desk sees it: what waits, what is being done, what was set aside."""

from __future__ import annotations

from dataclasses import dataclass

from memorial.application.groups import require_keeper
from memorial.application.ports.interviews import MediaJob
from memorial.application.services import Services
from memorial.domain.interview import Interview, MediaState, Recording
from memorial.domain.staff import StaffMember

MOST = 500
INTERVIEW = "interview"


@dataclass(frozen=True)
class JobSeen:
    """A job with what it is about. `title` and `name` are empty where who looks may not know them.

    `set_aside`: it can be tried again.
    """

    job: MediaJob
    title: dict[str, str]
    name: str

    @property
    def record_id(self) -> str:
        return self.job.record_id

    @property
    def file_id(self) -> str:
        return self.job.file_id

    @property
    def of_interview(self) -> bool:
        return self.job.record_kind == INTERVIEW

    @property
    def set_aside(self) -> bool:
        return self.job.state == MediaState.QUARANTINED.value


def listed(services: Services, member: StaffMember, memorial_id: str) -> list[JobSeen]:
    """What was set aside first, then what waits or is being done, the oldest first."""
    require_keeper(member, memorial_id)
    reads = member.may_read(memorial_id)
    with services.unit_of_work(read_only=True) as uow:
        jobs = list(uow.media_jobs.listed(memorial_id, limit=MOST))
        ids = dict.fromkeys(one.record_id for one in jobs if one.record_kind == INTERVIEW)
        known = {one: uow.interviews.find(memorial_id, one) for one in ids} if reads else {}
    found = [_seen(one, known.get(one.record_id)) for one in jobs]
    return sorted(found, key=lambda one: not one.set_aside)


def _seen(job: MediaJob, interview: Interview | None) -> JobSeen:
    recording = _recording(interview, job.file_id)
    title = interview.about.title if interview is not None else {}
    return JobSeen(job, title, recording.master.name if recording is not None else "")


def _recording(interview: Interview | None, file_id: str) -> Recording | None:
    found = interview.recording(file_id) if interview is not None else None
    return found[1] if found is not None else None
