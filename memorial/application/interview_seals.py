"""Sealing a span of an interview: at once and by one person; opened again by its day, or by hand with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from memorial.application.interviews import Act, Acting, act_on, for_desk, require_words, texts, time_of
from memorial.application.narrators import NARRATOR
from memorial.application.offer import Answers
from memorial.application.services import Services
from memorial.domain.errors import Invalid, NotAllowed, NotFound
from memorial.domain.interview import Interview, Recording
from memorial.domain.interview_answers import lines_shown
from memorial.domain.memorial import Memorial
from memorial.domain.sealed_spans import Seal, Span, holds, lines_touched, overlaps, touches
from memorial.domain.staff import StaffMember
from memorial.domain.transcript import Cue, IndexSegment, Transcript

MOST_SEALS = 500
_MOST_JOBS = 10_000


# What would go


@dataclass(frozen=True)
class SegmentTouched:
    """`whole`: it lies inside and goes; otherwise its times stay and its texts go."""

    segment: IndexSegment
    whole: bool


@dataclass(frozen=True)
class LinesTouched:
    """The lines of one transcript that go; `shown`: how many of them visitors may read, were the rest open to them."""

    transcript: Transcript
    cues: tuple[Cue, ...]
    shown: int


@dataclass(frozen=True)
class CopiesTouched:
    """A recording whose copies are cut anew, and the part of the file that becomes silent, in its milliseconds."""

    recording: Recording
    cut: Span


@dataclass(frozen=True)
class Reach:
    """Everything that a span of a session touches."""

    lines: tuple[LinesTouched, ...]
    segments: tuple[SegmentTouched, ...]
    recordings: tuple[CopiesTouched, ...]

    @property
    def nothing(self) -> bool:
        return not any(one.cues for one in self.lines) and not self.segments and not self.recordings


def reach(interview: Interview, session: int, span: Span) -> Reach:
    """What goes when that span is sealed; by the same rule as the gate, lines at its edge included."""
    lines = tuple(_lines(interview, one, span) for one in interview.transcripts if one.session == session)
    return Reach(lines, tuple(_segments(interview, session, span)), tuple(_copies(interview, session, span)))


def _lines(interview: Interview, transcript: Transcript, span: Span) -> LinesTouched:
    cues = tuple(one for one in transcript.cues if touches([span], one.start, one.end))
    shown = sum(touches([span], one.start, one.end) for one in lines_shown(interview, transcript))
    return LinesTouched(transcript, cues, shown)


def _segments(interview: Interview, session: int, span: Span) -> list[SegmentTouched]:
    mine = sorted((one for one in interview.index if one.session == session), key=lambda one: one.start)
    found = []
    for place, one in enumerate(mine):
        following = mine[place + 1].start if place + 1 < len(mine) else None
        end = one.end if one.end is not None else following
        if overlaps([span], one.start, end):
            found.append(SegmentTouched(one, end is not None and span[0] <= one.start and end <= span[1]))
    return found


def _copies(interview: Interview, session: int, span: Span) -> list[CopiesTouched]:
    of_session = [one for where, one in interview.recordings if where.number == session]
    found = [(one, part_of(one, span)) for one in of_session]
    return [CopiesTouched(one, part) for one, part in found if part is not None]


def part_of(recording: Recording, span: Span) -> Span | None:
    """What of a span of its session lies in a recording, in milliseconds of the file; None where nothing does.

    Of one whose length is not known yet, everything after its beginning counts.
    """
    length = recording.duration
    start, end = max(0, span[0] - recording.starts), span[1] - recording.starts
    if end <= 0 or (length and start >= length):
        return None
    return (start, min(end, length) if length else end)


def beside_all_recordings(interview: Interview, session: int, span: Span) -> bool:
    """Whether it touches none of that session's recordings, though there are some whose length is known."""
    known = any(one.duration for where, one in interview.recordings if where.number == session)
    return known and not _copies(interview, session, span)


# What the desk sees


@dataclass(frozen=True)
class SealSeen:
    """`holds`: keeps its span back now. `opened`: its day has come, by the clock that can be trusted."""

    seal: Seal
    holds: bool
    opened: bool
    waits: tuple[str, ...] = ()
    """The recordings of it for which copies that keep it back are still to be made."""


@dataclass(frozen=True)
class Sealed:
    memorial: Memorial
    interview: Interview
    seals: tuple[SealSeen, ...]
    waiting: frozenset[str]
    """The recordings of which copies are being made, for whatever reason: nobody outside hears those now."""


def look(services: Services, member: StaffMember, memorial_id: str, interview_id: str) -> Sealed:
    """Every seal there is and was, the newest first. Raises `NotFound`."""
    require_words(member, memorial_id)
    with services.unit_of_work(read_only=True) as uow:
        memorial = uow.memorials.get(memorial_id)
        interview = uow.interviews.get(memorial_id, interview_id)
        trusted = uow.clock_readings.trusted()
        jobs = uow.media_jobs.listed(memorial_id, limit=_MOST_JOBS)
    waiting = frozenset(one.file_id for one in jobs if one.record_id == interview_id)
    seen = []
    for one in reversed(interview.seals):
        held = holds(one, memorial.time_zone, trusted)
        in_it = {touched.recording.id for touched in _copies(interview, one.session, (one.start, one.end))}
        waits = tuple(sorted(in_it & waiting)) if held else ()
        seen.append(SealSeen(one, held, one.lifted_at is None and not held, waits))
    return Sealed(memorial, for_desk(interview), tuple(seen), waiting)


# What the desk does


def span_of(given: Answers, interview: Interview) -> tuple[int, Span] | None:
    """Session and span of a form: `session`, `from` and `to`; None with its problems noted."""
    start, end = time_of(given, "from", needed=True), time_of(given, "to", needed=True)
    said = given.line("session")
    session = next((one.number for one in interview.sessions if str(one.number) == said), None)
    if session is None:
        given.problems.append(Invalid("session", "choose_the_sitting"))
    if start is not None and end is not None and end <= start:
        given.problems.append(Invalid("to", "ends_before_it_begins"))
        return None
    return None if session is None or start is None or end is None else (session, (start, end))


def _seal(act: Acting) -> Interview:
    """From `session`, `from`, `to`, `why`, perhaps `until`, and `said_` with a language code.

    `anyway`: though the span touches no recording, which is more often a mistyped time.
    """
    given, there = act.answers, act.interview.seals
    found = span_of(given, act.interview)
    _need_reason(act)
    until = _day(act)
    said = texts(given, "said", act.languages, line=True)
    if len(there) >= MOST_SEALS:
        given.problems.append(Invalid("from", "enough_of_these"))
    if found is not None and beside_all_recordings(act.interview, *found) and not given.line("anyway"):
        given.problems.append(Invalid("anyway", "touches_no_recording"))
    if found is None or given.problems:
        return act.interview
    session, (start, end) = found
    services = act.services
    lines = lines_touched(act.interview.transcripts, session, (start, end))
    made = Seal(services.new_id(), session, start, end, given.line("why"), services.now(), act.member.id, until,
                said=said or None, lines=lines)  # fmt: skip
    return replace(act.interview, seals=(*there, made))


def _lift(act: Acting) -> Interview:
    """`id`, and the reason `why`. What was lifted already stays as it is."""
    lifted = _found(act)
    _keep_what_the_narrator_sealed(lifted)
    _need_reason(act)
    if lifted.lifted_at is not None:
        return act.interview
    why = act.answers.line("why")
    return _with(act, replace(lifted, lifted_at=act.services.now(), lifted_by=act.member.id, lifted_because=why))


def _move(act: Acting) -> Interview:
    """`id`, and another day `until` on which it opens; without one it has no end."""
    moved = _found(act)
    if not holds(moved, act.memorial.time_zone, act.uow.clock_readings.trusted()):
        raise NotFound("no_such_seal")
    until = _day(act)
    if opens_earlier(moved, until):
        _keep_what_the_narrator_sealed(moved)
    now = lines_touched(act.interview.transcripts, moved.session, (moved.start, moved.end))
    return _with(act, replace(moved, until=until, lines=tuple(dict.fromkeys((*moved.lines, *now)))))


def _keep_what_the_narrator_sealed(one: Seal) -> None:
    """Raises `NotAllowed`: the desk opens nothing that a narrator sealed."""
    if one.made_by == NARRATOR:
        raise NotAllowed("sealed_by_the_narrator")


def _found(act: Acting) -> Seal:
    found = seal_of(act.interview, act.answers.line("id"))
    if found is None:
        raise NotFound("no_such_seal")
    return found


def seal_of(interview: Interview, seal_id: str) -> Seal | None:
    return next((one for one in interview.seals if one.id == seal_id), None)


def _with(act: Acting, changed: Seal) -> Interview:
    seals = tuple(changed if one.id == changed.id else one for one in act.interview.seals)
    return replace(act.interview, seals=seals)


def _need_reason(act: Acting) -> None:
    if not act.answers.line("why"):
        act.answers.problems.append(Invalid("why", "forgotten"))


def _day(act: Acting) -> date | None:
    """The day in `until`, which must not have begun there; None where none is given."""
    if not act.answers.line("until"):
        return None
    today = act.services.now().astimezone(ZoneInfo(act.memorial.time_zone)).date()
    return act.answers.day("until", after=today)


ACTS: Mapping[str, Act] = {"seal": _seal, "lift_seal": _lift, "move_seal": _move}


def act(
    services: Services, member: StaffMember, memorial_id: str, interview_id: str, action: str, given: Mapping[str, str]
) -> Interview:
    """`seal`, `lift_seal` or `move_seal`: at once, with this commit, and by one person.

    Raises `NotFound`, `Incomplete`, `NotAllowed`.
    """
    if action not in ACTS:
        raise NotFound("no_such_action")
    return act_on(services, member, memorial_id, interview_id, action, ACTS[action], given)


def opens_earlier(was: Seal, until: date | None) -> bool:
    """Whether that day would open the span earlier than it opens now."""
    return until is not None and (was.until is None or until < was.until)
