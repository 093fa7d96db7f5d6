"""The ports to interviews, and to the work that is done on media."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from memorial.domain.access_request import AccessRequest
from memorial.domain.interview import Interview
from memorial.domain.sealed_spans import Span
from memorial.published.interview import PublishedCue, PublishedInterview


class Interviews(Protocol):
    """Sealed interviews. Whatever is touched passes the gate at the commit, and its media jobs are written by it."""

    def get(self, memorial_id: str, interview_id: str) -> Interview:
        """Raises `NotFound`."""
        ...

    def find(self, memorial_id: str, interview_id: str) -> Interview | None: ...
    def add(self, added: Interview) -> None: ...
    def save(self, changed: Interview) -> None:
        """Raises `Conflict` where somebody else changed it meanwhile. Files that it no longer names are removed."""
        ...

    def erase(self, gone: Interview) -> None:
        """The interview with its history, files and key."""
        ...

    def ids(self, memorial_id: str) -> Iterator[str]: ...

    # The narrator's code

    def bind(self, code: str, memorial_id: str, interview_id: str) -> None:
        """From now on that code, and no earlier one, opens the interview for its narrator."""
        ...

    def forget_code(self, memorial_id: str, interview_id: str) -> None:
        """No code opens it for its narrator any more."""
        ...

    def has_code(self, memorial_id: str, interview_id: str) -> bool: ...

    def of_code(self, code: str) -> tuple[str, str] | None:
        """(memorial id, interview id), or None."""
        ...


@dataclass(frozen=True)
class MediaJob:
    """A recording of which copies are to be made; at most one at a time for each. Holds ids and numbers only.

    `record_kind` is interview or remembrance; `file_id` a recording's id, or a remembrance's file's. `cut` are the
    spans (milliseconds of the file) that become silent. `state` is waiting, working, failed or quarantined.
    """

    memorial_id: str
    record_id: str
    record_kind: str
    file_id: str
    cut: tuple[Span, ...]
    state: str
    tries: int
    progress: int
    problem: str
    made_at: datetime
    leased_until: datetime | None = None
    lease: str = ""


class MediaJobs(Protocol):
    """What waits for the media worker."""

    def wanted(
        self,
        memorial_id: str,
        record_id: str,
        record_kind: str,
        jobs: Sequence[tuple[str, tuple[Span, ...]]],
        *,
        now: datetime,
    ) -> None:
        """Exactly these (file id, cut) are to be made for the record: others go, one with another cut begins anew.

        One that is quarantined with the same cut stays so.
        """
        ...

    def waits(self, *, now: datetime) -> bool:
        """Whether `take` would give one. It only reads."""
        ...

    def take(self, lease: str, *, now: datetime, until: datetime) -> MediaJob | None:
        """The oldest one that waits, or whose lease is over, for the holder of that lease alone. It counts as a try."""
        ...

    def renew(self, job: MediaJob, *, until: datetime, progress: int) -> bool:
        """False where the lease was lost: then whoever holds it works in vain."""
        ...

    def begin(self, job: MediaJob, vault_ids: Iterable[str]) -> None:
        """Note files that the holder of the lease is about to write, so that none of them is ever left over."""
        ...

    def done(self, job: MediaJob, *, kept: Collection[str] = ()) -> bool:
        """False where the lease was lost, or another cut is wanted by now: then nothing of the work may be kept.

        Of the files that were begun, all but those `kept` go with the commit.
        """
        ...

    def failed(self, job: MediaJob, problem: str, *, again_at: datetime | None) -> bool:
        """Tried again then; with None it is quarantined. The files that were begun go with the commit."""
        ...

    def give_back(self, job: MediaJob) -> bool:
        """Somebody else may take it at once, and the try does not count: the worker ends."""
        ...

    def sweep(self, *, now: datetime) -> int:
        """Remove the files that an attempt began and could not end, once nobody can be writing them; how many."""
        ...

    def listed(self, memorial_id: str, *, limit: int) -> Sequence[MediaJob]: ...

    def again(self, memorial_id: str, record_id: str, file_id: str) -> bool:
        """Let a quarantined one be tried once more. False where there is none."""
        ...


class AccessRequests(Protocol):
    """Each is sealed under its own key; found by the code of who asked, and by the link that was given."""

    def get(self, memorial_id: str, request_id: str) -> AccessRequest:
        """Raises `NotFound`."""
        ...

    def ask(self, added: AccessRequest, code: str) -> None: ...
    def save(self, changed: AccessRequest) -> None: ...
    def of_code(self, code: str) -> AccessRequest | None: ...
    def of_link(self, token: str) -> AccessRequest | None: ...
    def listed(self, memorial_id: str, *, limit: int, skip: int = 0) -> Sequence[AccessRequest]:
        """What waits first, the oldest before the others; then what was answered, the newest first. `skip`: not so
        many of the first ones."""
        ...

    def count_waiting(self, memorial_id: str) -> int: ...
    def granted(self, memorial_id: str) -> Sequence[AccessRequest]:
        """Those whose link opens something, or did until its time was over."""
        ...

    def erase(self, gone: AccessRequest) -> None: ...


class KeepsInterviews(Protocol):
    """What a unit of work has for interviews."""

    @property
    def access_requests(self) -> AccessRequests: ...

    @property
    def interviews(self) -> Interviews: ...

    @property
    def media_jobs(self) -> MediaJobs: ...

    def preview_interview(
        self, interview: Interview, *, media_base: str, granted: bool = False, as_if_agreed: bool = False
    ) -> tuple[PublishedInterview, dict[str, tuple[PublishedCue, ...]]] | None:
        """What would be seen of it, by the gate that publishes; with the lines of each transcript by its id.

        `granted`: by somebody whose request for access the desk granted. `as_if_agreed`: by visitors, once the narrator
        has agreed to the transcripts as they stand and the access is open. Sealed spans stay sealed in both. Sound has
        addresses below `media_base`: recording id, then the copy's format.
        """
        ...
