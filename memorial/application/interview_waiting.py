"""What still waits for somebody in an interview: for the desk, for the narrator, for the media worker, for a day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from memorial.application.ports.interviews import MediaJob
from memorial.domain.interview import Access, Allowed, Interview, MediaState
from memorial.domain.interview_answers import REFUSED

ANSWERS = frozenset({"narrator_approved", "narrator_changed", "narrator_refuse"})
"""What the history calls the narrator's answers."""


class Wait(StrEnum):
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"
    PAUSED = "paused"
    UNDER_AGE = "under_age"
    NOTHING_ENTERED = "nothing_entered"
    NO_RELEASE = "no_release"
    RELEASE_WITHDRAWN = "release_withdrawn"
    QUARANTINED = "quarantined"
    COPIES = "copies"
    MACHINE = "machine"
    NARRATOR_NOT_ASKED = "narrator_not_asked"
    NARRATOR_ASKED = "narrator_asked"
    NARRATOR_CHANGED = "narrator_changed"
    NARRATOR_REFUSED = "narrator_refused"
    EMBARGO = "embargo"
    NO_DAY = "no_day"
    CLOSED = "closed"


GRAVE = frozenset({Wait.QUARANTINED, Wait.NARRATOR_CHANGED, Wait.NARRATOR_REFUSED, Wait.RELEASE_WITHDRAWN})
"""What a list sets apart: somebody has to do something now."""


@dataclass(frozen=True)
class Waiting:
    """`count`: of how many parts it is true."""

    what: Wait
    count: int = 1


def waiting(interview: Interview, jobs: Sequence[MediaJob]) -> tuple[Waiting, ...]:
    """In the order in which it has to be settled. `jobs` are the interview's own."""
    return tuple(one for one in _waiting(interview, jobs) if one.count)


def _waiting(interview: Interview, jobs: Sequence[MediaJob]) -> Iterator[Waiting]:
    yield Waiting(Wait.WITHDRAWN, int(interview.withdrawn_at is not None))
    yield Waiting(Wait.REMOVED, int(interview.removed))
    yield Waiting(Wait.PAUSED, int(interview.paused))
    yield Waiting(Wait.UNDER_AGE, sum(one.under_age for one in interview.narrators))
    yield Waiting(Wait.NOTHING_ENTERED, int(not interview.recordings and not interview.transcripts))
    yield Waiting(Wait.NO_RELEASE, int(interview.release is None))
    withdrawn = interview.release is not None and interview.release.withdrawn_at is not None
    yield Waiting(Wait.RELEASE_WITHDRAWN, int(withdrawn))
    set_aside = {one.id for _, one in interview.recordings if one.state is MediaState.QUARANTINED}
    set_aside |= {one.file_id for one in jobs if one.state == MediaState.QUARANTINED.value}
    yield Waiting(Wait.QUARANTINED, len(set_aside))
    yield Waiting(Wait.COPIES, len({one.file_id for one in jobs} - set_aside))
    yield Waiting(Wait.MACHINE, sum(bool(one.machine) and one.read_at is None for one in interview.transcripts))
    yield from _of_narrator(interview)
    yield from _of_access(interview)


def _of_narrator(interview: Interview) -> Iterator[Waiting]:
    """Whether the narrator was asked to read what is there, and what came of it."""
    if interview.answer == REFUSED:
        yield Waiting(Wait.NARRATOR_REFUSED)
        return
    if interview.answer == "changed":
        yield Waiting(Wait.NARRATOR_CHANGED)
    unread = [one for one in interview.transcripts if one.waits_for_narrator]
    release = interview.release
    unread_is_allowed = release is not None and Allowed.UNREVIEWED in release.allows
    if not unread or unread_is_allowed:
        return
    yield Waiting(Wait.NARRATOR_ASKED if _asked_last(interview) else Wait.NARRATOR_NOT_ASKED)


def _asked_last(interview: Interview) -> bool:
    """Whether the narrator was asked, and has not answered since."""
    if interview.asked_at is None:
        return False
    answered = [one.at for one in interview.history if one.what in ANSWERS]
    return not answered or interview.asked_at > max(answered)


def _of_access(interview: Interview) -> Iterator[Waiting]:
    if interview.access is Access.EMBARGOED:
        yield Waiting(Wait.EMBARGO if interview.opens_on else Wait.NO_DAY)
    yield Waiting(Wait.CLOSED, int(interview.access is Access.CLOSED))
