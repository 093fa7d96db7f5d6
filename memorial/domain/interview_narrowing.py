"""What of an interview became narrower, in machine words for the ledger; and the same done again to an older state."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from memorial.domain.interview import Access, Allowed, Interview
from memorial.domain.interview_answers import REFUSED, lines_shown
from memorial.domain.narrowing import Narrowing
from memorial.domain.sealed_spans import Seal
from memorial.domain.transcript import Cue, Transcript

CLOSED = "closed"
"""An older state of it is shown when the desk has looked."""
JOB = "restore"
NARRATOR = "narrator"
CODE = "code"
"""The code that a narrator had before opens nothing any more."""


def narrowings_of_interview(before: Interview, after: Interview) -> list[Narrowing]:
    """Everything that a restored older state has to be told. Ids, numbers and words of ours, never a sentence."""
    found = [f"seal={one.id},{one.session},{one.start},{one.end}" for one in after.seals if _is_new(one, before)]
    if after.answer == REFUSED != before.answer:
        found.append("refused")
    if after.withdrawn_at is not None and before.withdrawn_at is None:
        found.append("withdrawn")
    if after.listed is False and before.listed is not False:
        found.append("unlisted")
    if after.paused and after.paused_by == NARRATOR and not before.paused:
        found.append("hidden")
    # Which lines a seal holds is too much for the ledger: the desk looks whether it still holds them.
    if _is_closed(before, after) or any(one.lines for one in after.seals if _is_new(one, before)):
        found.append(CLOSED)
    return [Narrowing("narrowed", one) for one in found]


def narrow_interview(one: Interview, detail: str, at: datetime) -> Interview:
    """The older state after that was done to it (again). What cannot be understood closes it until the desk looked."""
    kind, _, words = detail.partition("=")
    if kind == "seal":
        return _sealed(one, words, at)
    if kind == "refused":
        texts = tuple(replace(text, agreed=None) for text in one.transcripts)
        return replace(one, answer=REFUSED, transcripts=texts)
    if kind == "withdrawn":
        return replace(one, withdrawn_at=one.withdrawn_at or at)
    if kind == "unlisted":
        return replace(one, listed=False)
    if kind == "hidden":
        return one if one.paused else replace(one, paused=True, paused_by=NARRATOR)
    if kind == CODE:
        return one
    # The desk looks at what the narrator had hidden too: it then stays hidden until the narrator shows it.
    return replace(one, paused=True, paused_by=JOB)


def _sealed(one: Interview, words: str, at: datetime) -> Interview:
    try:
        seal_id, session, start, end = words.split(",")
        seal = Seal(seal_id, int(session), int(start), int(end), reason=JOB, made_at=at, made_by=JOB)
    except ValueError:
        return replace(one, paused=True, paused_by=JOB)
    others = tuple(held for held in one.seals if (held.id, held.start, held.end) != (seal.id, seal.start, seal.end))
    return replace(one, seals=(*others, seal))


def _is_new(seal: Seal, before: Interview) -> bool:
    """Whether it keeps back now what no seal of that id kept back before."""
    old = next((one for one in before.seals if one.id == seal.id), None)
    if seal.lifted_at is not None:
        return False
    return old is None or (old.start, old.end, old.until, old.lifted_at) != (seal.start, seal.end, seal.until, None)


def _is_closed(before: Interview, after: Interview) -> bool:
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
        tuple((recording.id, recording.starts) for _, recording in one.recordings),
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
