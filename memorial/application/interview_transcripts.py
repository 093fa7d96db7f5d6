"""Editing a transcript at the desk: line by line, each act one entry, nobody's words lost, all of it reversible."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from memorial.application.acts import note
from memorial.application.interview_media import open_to_desk
from memorial.application.interviews import SUBJECT, mark_of, require_words
from memorial.application.ports.transcripts import ReadTranscript
from memorial.application.services import Services
from memorial.domain import transcript_history as history
from memorial.domain.errors import Conflict, Invalid, NotFound
from memorial.domain.interview import Interview, InterviewChange
from memorial.domain.memorial import Memorial
from memorial.domain.sealed_spans import Span, follow, holds, moved_along, spans_sealed
from memorial.domain.staff import StaffMember
from memorial.domain.transcript import MOST_CUES, Cue, Transcript
from memorial.domain.transcript_lines import LONGEST_SPEAKER, Line, joined_with, split, written
from memorial.domain.writing import clean_line

# What the desk sees


@dataclass(frozen=True)
class TranscriptSeen:
    memorial: Memorial
    interview: Interview
    transcript: Transcript
    sealed: tuple[Span, ...]
    """The spans of its session that are kept back now."""
    lines_sealed: frozenset[str] = frozenset()
    """The ids of its lines that are kept back now whatever their time: they were in a span when it was sealed."""


At = tuple[str, str, str]
"""Of a memorial, an interview, and a transcript of it: the ids."""


def look(services: Services, member: StaffMember, at: At) -> TranscriptSeen:
    """Raises `NotFound`, `NotAllowed`."""
    memorial_id, interview_id, transcript_id = at
    require_words(member, memorial_id)
    with services.unit_of_work(read_only=True) as uow:
        memorial = uow.memorials.get(memorial_id)
        interview = open_to_desk(uow.interviews.get(memorial_id, interview_id))
        trusted = uow.clock_readings.trusted()
    transcript = _transcript(interview, transcript_id)
    sealed = spans_sealed(interview.seals, transcript.session, memorial.time_zone, trusted)
    held = [one for one in interview.seals if holds(one, memorial.time_zone, trusted)]
    named = {line.partition(".") for one in held for line in one.lines}
    lines = frozenset(line for text, _dot, line in named if text == transcript_id)
    return TranscriptSeen(memorial, interview, transcript, sealed, lines)


def mark(cue: Cue | None) -> str:
    """What a page carries of a line as it was shown, so that nobody overwrites what they did not see; '' of none."""
    return mark_of(cue)[:16] if cue else ""


def speakers(transcript: Transcript) -> list[str]:
    """Everybody who speaks in it, each once, in the order of their first line."""
    return [name for name in dict.fromkeys(one.speaker for one in transcript.cues) if name]


# What the desk does


@dataclass(frozen=True)
class Asked:
    """An act on one line: `correct`, `split`, `join`, `speaker_all` or `remove`.

    `was`: the mark of the line as the page showed it. `following`: the id of the line after it there, '' at the end.
    `moment`: where a split falls in time; None: in proportion to the words.
    """

    action: str
    cue_id: str
    was: str
    line: Line
    following: str = ""
    moment: int | None = None


class LineChanged(Conflict):
    """Somebody else changed the line, or what stands after it, since the page was made. `now`: as it is, or None."""

    code = "line_changed"

    def __init__(self, now: Cue | None) -> None:
        super().__init__()
        self.now = now


@dataclass(frozen=True)
class Done:
    """The transcript after the act, the line it leaves in focus (None in an empty transcript), and when."""

    transcript: Transcript
    cue: Cue | None
    at: datetime


def act(services: Services, member: StaffMember, at: At, asked: Asked) -> Done:
    """What was typed is kept first, whatever the act. Raises `NotFound`, `Invalid`, `LineChanged`, `NotAllowed`."""
    do = _ACTS.get(asked.action)
    if do is None:
        raise NotFound("no_such_action")

    def change(transcript: Transcript, interview: Interview) -> _Acted:
        place = _place_of(transcript, asked)
        return do(services, transcript, place, asked)

    return _changed(services, member, at, f"transcript_{asked.action}", change, from_line=_taken_from(asked))


def _taken_from(asked: Asked) -> str:
    """The line whose words come to stand in the one that the act leaves in focus; '' where none do."""
    return {"split": asked.cue_id, "join": asked.following}.get(asked.action, "")


def add(services: Services, member: StaffMember, at: At, line: Line) -> Done:
    """A new line. Raises `NotFound`, `Invalid`, `NotAllowed`."""

    def change(transcript: Transcript, interview: Interview) -> _Acted:
        _refuse_more(transcript)
        made = written(Cue(_new_id(services), 0, 0, ""), line)
        return (*transcript.cues, made), made

    return _changed(services, member, at, "transcript_add", change)


def take_back(services: Services, member: StaffMember, at: At, place_said: str, made_at: str) -> Done:
    """One change of the history, by its place and its time (ISO), as a form names it.

    Raises `NotFound`, `Conflict`, `NotAllowed`.
    """
    place = int(place_said) if place_said.isascii() and place_said.isdecimal() and len(place_said) < 9 else -1

    def change(transcript: Transcript, interview: Interview) -> _Acted:
        cues = history.taken_back(interview, transcript, place, made_at)
        again = {one.before.id for one in interview.history[place].cues if one.before is not None}
        return cues, next((one for one in cues if one.id in again), cues[0] if cues else None)

    return _changed(services, member, at, history.TAKEN_BACK, change)


def replace_lines(
    services: Services, member: StaffMember, at: At, read: ReadTranscript, *, machine: str, name: str
) -> Done:
    """A newer version of its file: the lines become those that were read, and what was is in the history.

    Of several transcripts in a file it is the one in the same language, or else the first. `machine`: which program
    made it, or ''; whoever read an earlier one has not read this. Raises `NotFound`, `Invalid`, `NotAllowed`.
    """
    if not any(one.cues for one in read.transcripts):
        raise Invalid("file", "no_lines")
    machine = clean_line(machine)
    if len(machine) > LONGEST_SPEAKER:
        raise Invalid("machine", "too_long_for_a_line")

    def change(transcript: Transcript, interview: Interview) -> _Acted:
        cues = history.known_again(transcript.cues, _same_of(read, transcript).cues)
        return cues, cues[0] if cues else None

    def beside(transcript: Transcript) -> Transcript:
        return replace(transcript, notes=_same_of(read, transcript).notes, machine=machine, read_by="", read_at=None)

    return _changed(services, member, at, history.REPLACED, change, beside=beside, reason=clean_line(name)[:200])


def _same_of(read: ReadTranscript, transcript: Transcript) -> Transcript:
    there = [one for one in read.transcripts if one.cues]
    return next((one for one in there if one.language == transcript.language), there[0])


def read_to_the_end(services: Services, member: StaffMember, at: At) -> Done:
    """That this person has read what a machine made, from beginning to end. Raises `NotFound`, `NotAllowed`."""

    def beside(transcript: Transcript) -> Transcript:
        if not transcript.machine or transcript.read_by:
            return transcript
        return replace(transcript, read_by=member.id, read_at=services.now())

    def change(transcript: Transcript, interview: Interview) -> _Acted:
        return transcript.cues, None

    return _changed(services, member, at, history.READ, change, beside=beside)


def not_read(services: Services, member: StaffMember, at: At) -> Done:
    """That it was not read to the end after all: visitors are told again that a machine made it."""

    def beside(transcript: Transcript) -> Transcript:
        return replace(transcript, read_by="", read_at=None)

    def change(transcript: Transcript, interview: Interview) -> _Acted:
        return transcript.cues, None

    return _changed(services, member, at, history.NOT_READ, change, beside=beside)


# How an act is done


_Acted = tuple[tuple[Cue, ...], Cue | None]
_Change = Callable[[Transcript, Interview], _Acted]


def _changed(
    services: Services,
    member: StaffMember,
    at: At,
    what: str,
    change: _Change,
    *,
    beside: Callable[[Transcript], Transcript] = lambda one: one,
    reason: str = "",
    from_line: str = "",
) -> Done:
    """The lines that `change` makes, saved with what differs in the history, and one audit entry.

    Where `from_line` is kept back, the line in focus is too: it holds words of it.
    """
    require_words(member, at[0])
    now = services.now()
    with services.unit_of_work() as uow:
        before = open_to_desk(uow.interviews.get(at[0], at[1]))
        transcript = _transcript(before, at[2])
        cues, focus = change(transcript, before)
        after = history.with_lines(before, transcript, cues, at=now, by=member.id, what=what, reason=reason)
        after = _with_beside(after, beside(_transcript(after, at[2])), before, at=now, by=member.id, what=what)
        moved = moved_along(after.seals, at[2], transcript.cues, cues, services.new_id)
        after = replace(after, seals=moved)
        if focus is not None and from_line:
            after = replace(after, seals=follow(after.seals, at[2], from_line, focus.id))
        if after != before:
            uow.interviews.save(after)
        outcome = "decided" if after != before else "nothing_changed"
        note(uow, member, at[0], at[1], what, kind=SUBJECT, reason=outcome)
        uow.commit()
    return Done(_transcript(after, at[2]), focus, now)


def _with_beside(
    after: Interview, changed: Transcript, before: Interview, *, at: datetime, by: str, what: str
) -> Interview:
    """With what is said of the whole transcript; noted, where the lines did not leave a change already."""
    if changed == after.transcript(changed.id):
        return after
    noted = after if len(after.history) > len(before.history) else after.noted(InterviewChange(at, by, what))
    return noted.with_transcript(changed)


def _transcript(interview: Interview, transcript_id: str) -> Transcript:
    found = interview.transcript(transcript_id)
    if found is None:
        raise NotFound("no_such_transcript")
    return found


# One line


def _new_id(services: Services) -> str:
    """Short, since a page of ten thousand lines repeats each of them."""
    return services.new_id()[:12]


def _refuse_more(transcript: Transcript) -> None:
    if len(transcript.cues) >= MOST_CUES:
        raise Invalid("text", "enough_of_these")


def _place_of(transcript: Transcript, asked: Asked) -> int:
    """Where that line stands, if it is as it was shown; to type what it says by now is no conflict."""
    place = next((n for n, one in enumerate(transcript.cues) if one.id == asked.cue_id), None)
    if place is None:
        raise LineChanged(None)
    found = transcript.cues[place]
    if mark(found) != asked.was and written(found, asked.line) != found:
        raise LineChanged(found)
    return place


def _with(transcript: Transcript, place: int, *cues: Cue, instead_of: int = 1) -> tuple[Cue, ...]:
    return (*transcript.cues[:place], *cues, *transcript.cues[place + instead_of :])


def _correct(services: Services, transcript: Transcript, place: int, asked: Asked) -> _Acted:
    typed = written(transcript.cues[place], asked.line)
    return _with(transcript, place, typed), typed


def _split(services: Services, transcript: Transcript, place: int, asked: Asked) -> _Acted:
    _refuse_more(transcript)
    typed = written(transcript.cues[place], asked.line)
    first, second = split(typed, asked.line.text, asked.moment, _new_id(services))
    return _with(transcript, place, first, second), second


def _join(services: Services, transcript: Transcript, place: int, asked: Asked) -> _Acted:
    following = transcript.cues[place + 1] if place + 1 < len(transcript.cues) else None
    if following is None or following.id != asked.following:
        raise LineChanged(transcript.cues[place])
    joined = joined_with(written(transcript.cues[place], asked.line), following)
    return _with(transcript, place, joined, instead_of=2), joined


def _speaker_all(services: Services, transcript: Transcript, place: int, asked: Asked) -> _Acted:
    """Everybody who is called as this line's speaker was gets the name that was typed."""
    name, typed = transcript.cues[place].speaker, written(transcript.cues[place], asked.line)
    cues = [replace(one, speaker=typed.speaker) if one.speaker == name else one for one in transcript.cues]
    cues[place] = typed
    return tuple(cues), typed


def _remove(services: Services, transcript: Transcript, place: int, asked: Asked) -> _Acted:
    """The line as it was shown; what was typed into it and never saved goes with it."""
    cues = _with(transcript, place)
    return cues, cues[min(place, len(cues) - 1)] if cues else None


_Act = Callable[[Services, Transcript, int, Asked], _Acted]
_ACTS: Mapping[str, _Act] = {
    "correct": _correct,
    "split": _split,
    "join": _join,
    "speaker_all": _speaker_all,
    "remove": _remove,
}
