"""The transcripts of an interview as a list: bringing one in, what it is, taking it out, and taking it along."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from memorial.application.acts import note
from memorial.application.interview_media import open_to_desk
from memorial.application.interviews import SUBJECT, Act, Acting, act_on, require_same, require_words, session_of
from memorial.application.narrators import CHANGED
from memorial.application.ports.transcripts import ReadTranscript, Written
from memorial.application.services import Services
from memorial.domain.errors import Invalid, NotFound
from memorial.domain.interview import Interview
from memorial.domain.languages import is_language_code
from memorial.domain.staff import StaffMember
from memorial.domain.transcript import IndexSegment, Transcript
from memorial.domain.transcript_editing import numbered, unused_prefixes

MOST_TRANSCRIPTS = 60


def keep(
    services: Services, member: StaffMember, where: tuple[str, str], given: Mapping[str, str], read: ReadTranscript
) -> Interview:
    """What a file holds, in the sitting `session`: its lines, and its index where that sitting has none yet.

    No visitor reads it before the narrator has, or the release form says otherwise. Raises `Incomplete`, `NotFound`.
    """
    return act_on(services, member, *where, "transcript", lambda act: _kept(act, read), given)


def _kept(act: Acting, read: ReadTranscript) -> Interview:
    number, whole = session_of(act), act.interview
    if len(whole.transcripts) + len(read.transcripts) > MOST_TRANSCRIPTS:
        act.answers.problems.append(Invalid("file", "enough_of_these"))
    if not read.transcripts and not read.index:
        act.answers.problems.append(Invalid("file", "no_lines"))
    prefixes = unused_prefixes(whole, len(read.transcripts))
    came = tuple(
        _transcript(act, one.with_cues(numbered(one.cues, prefix)), number, first=one is read.transcripts[0])
        for one, prefix in zip(read.transcripts, prefixes, strict=True)
    )
    index = whole.index
    if not any(one.session == number for one in index):
        index = (*index, *(_segment(act, one, number) for one in read.index))
    return replace(
        whole,
        transcripts=(*whole.transcripts, *came),
        index=tuple(sorted(index, key=lambda one: (one.session, one.start))),
    )


def _transcript(act: Acting, one: Transcript, number: int, *, first: bool) -> Transcript:
    """What is said of it in the form counts for the first one of a file; the others say it themselves."""
    own = replace(one, id=act.services.new_id(), session=number)
    if not first:
        return own
    language = _language(act) or own.language
    translation = bool(act.answers.line("translation")) or own.translation
    by, machine = act.answers.line("by") or own.by, act.answers.line("machine") or own.machine
    return replace(own, language=language, translation=translation, by=by, machine=machine)


def _segment(act: Acting, one: IndexSegment, number: int) -> IndexSegment:
    return replace(one, id=act.services.new_id(), session=number)


def _language(act: Acting) -> str:
    code = act.answers.line("language")
    if code and code != "und" and not is_language_code(code):
        act.answers.problems.append(Invalid("language", "unknown_language"))
    return code


def transcript_about(act: Acting) -> Interview:
    """Its language, whether it is a translation, by whom, and which program made it.

    Of another program than before nobody has read it yet. The narrator agreed to it for what it was: in another
    language, or as a translation or no longer as one, the narrator reads it again before visitors do.
    """
    was = _one(act.interview, act.answers.line("id"))
    require_same(act.answers, shown_of(was))
    machine = act.answers.line("machine")
    changed = replace(
        was,
        language=_language(act) or "und",
        translation=bool(act.answers.line("translation")),
        by=act.answers.line("by"),
        machine=machine,
    )
    if machine != was.machine:
        changed = replace(changed, read_by="", read_at=None)
    if (changed.language, changed.translation) != (was.language, was.translation):
        changed = replace(changed, approved=None, approved_at=None, agreed=None)
    whole = act.interview.with_transcript(changed)
    if whole.answer == CHANGED and all(one.agreed is None for one in whole.transcripts):
        # Nobody has to read the narrator's words now: the narrator comes first.
        return replace(whole, answer="")
    return whole


def shown_of(one: Transcript) -> tuple[object, ...]:
    """What the form of a transcript shows."""
    return (one.id, one.language, one.translation, one.by, one.machine)


def transcript_out(act: Acting) -> Interview:
    """Take it out with every line; the history of its lines goes too."""
    gone = _one(act.interview, act.answers.line("id"))
    for field, code in (("sure", "not_sure"), ("why", "forgotten")):
        if not act.answers.line(field):
            act.answers.problems.append(Invalid(field, code))
    history = tuple(
        replace(one, cues=tuple(cue for cue in one.cues if cue.transcript_id != gone.id))
        for one in act.interview.history
    )
    kept = tuple(one for one in act.interview.transcripts if one.id != gone.id)
    return replace(act.interview, transcripts=kept, history=history)


def _one(interview: Interview, transcript_id: str) -> Transcript:
    found = interview.transcript(transcript_id)
    if found is None:
        raise NotFound("no_such_part")
    return found


ACTS: Mapping[str, Act] = {"transcript_about": transcript_about, "transcript_out": transcript_out}


def take_along(services: Services, member: StaffMember, where: tuple[str, str], transcript_id: str) -> Written:
    """A transcript as the desk has it, with everything that is sealed, to be written out; one audit entry.

    Raises `NotFound`.
    """
    require_words(member, where[0])
    with services.unit_of_work() as uow:
        found = _one(open_to_desk(uow.interviews.get(*where)), transcript_id)
        note(uow, member, *where, "interview_transcript_download", kind=SUBJECT)
        uow.commit()
    return Written(found, language=found.language)
