"""Whether an interview became narrower: then an older state of it, out of a backup, waits for the desk."""

from __future__ import annotations

from memorial.domain.interview import Access, Allowed, Interview
from memorial.domain.interview_answers import lines_shown
from memorial.domain.transcript import Cue, Transcript


def is_narrower(before: Interview, after: Interview) -> bool:
    """Whether something that may have been seen before is seen otherwise now. In doubt it is."""
    was_closed = before.access is Access.CLOSED and before.listed is not True
    if was_closed or before.removed or before.paused:
        return False
    return _seen(before) != _seen(after)


def _seen(one: Interview) -> tuple[object, ...]:
    """Everything of which visitors may see a part, and everything that decides about it."""
    return (
        one.about,
        one.narrators,
        one.interviewers,
        tuple((session.number, session.on, session.place, session.place_shown) for session in one.sessions),
        tuple(recording.id for _, recording in one.recordings),
        tuple((text.id, text.session, text.language, text.by, _readable(one, text)) for text in one.transcripts),
        one.index,
        one.photographs,
        one.seals,
        (one.release, one.access, one.opens_on, one.listed),
        (one.paused, one.withdrawn_at, one.removed, one.answer),
    )


def _readable(one: Interview, text: Transcript) -> tuple[Cue, ...]:
    """The lines that may have been read outside: work on others at the desk, saved every few seconds, is none of it."""
    unreviewed = one.release is not None and Allowed.UNREVIEWED in one.release.allows
    return lines_shown(one, text) if unreviewed or text.approved is not None else ()
