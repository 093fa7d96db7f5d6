"""The lines of a transcript as the editor's page shows them: one page of them, with what was typed and not taken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from flask import abort, url_for
from flask_babel import gettext as _

from memorial.application.interview_rights import may_act
from memorial.application.interview_transcripts import TranscriptSeen, mark
from memorial.domain.errors import NotFound
from memorial.domain.interview import Interview, Recording
from memorial.domain.memorial import Memorial
from memorial.domain.sealed_spans import touches
from memorial.domain.transcript import Cue
from memorial.vocabulary import FileKind
from memorial.web.desk.frame import member, memorial_at, refused
from memorial.web.interview_words import clock
from memorial.web.language import current_language

IN_PAGE = 100


def words_keeper_of(slug: str) -> Memorial:
    """The memorial, for who may hear and read what is told in its interviews; else there is no such page."""
    memorial = memorial_at(slug, admins=True)
    if not may_act(member(), memorial.id):
        refused("readers_only", where=memorial.id)
        abort(404)
    return memorial


def number_in(said: str) -> int:
    """A number of a page as an address or a form says it; 1 where it says none."""
    return max(1, int(said)) if said.isascii() and said.isdecimal() and len(said) < 6 else 1


@contextmanager
def noting_what_is_missing(memorial: Memorial, interview_id: str) -> Iterator[None]:
    """The audit entry of an act on something that is not there."""
    try:
        yield
    except NotFound as missing:
        refused(missing.code, where=memorial.id, subject=interview_id[:64])
        raise


@dataclass(frozen=True)
class LineTyped:
    """What was typed into one line and not taken, as it was typed, with the reason.

    `now`: what somebody else made of the line meanwhile; None where that is not why.
    """

    cue_id: str
    text: str
    speaker: str
    start: str
    end: str
    edited: bool
    problem: str
    now: Cue | None = None


@dataclass(frozen=True)
class LineShown:
    """One line with its form. Times as they are written, and in milliseconds as the file has them."""

    cue: Cue
    number: int
    clock: str
    text: str
    speaker: str
    start: str
    end: str
    edited: bool
    mark: str
    following: str
    sealed: bool
    sound: str
    """The address that plays this line, or ''."""
    recording: str
    problem: str = ""
    now: Cue | None = None


@dataclass(frozen=True)
class Player:
    """One recording of the sitting that can be heard: (address, kind) of each copy. `starts`: where it begins in the
    time of the sitting, in milliseconds.
    """

    id: str
    sources: tuple[tuple[str, str], ...]
    video: bool
    starts: int
    name: str


def exact(moment: int) -> str:
    """A moment as it may be typed again without losing a thousandth of a second."""
    rest = moment % 1000
    return f"{clock(moment)}.{rest:03}" if rest else clock(moment)


def pages_of(seen: TranscriptSeen) -> int:
    return max(1, -(-len(seen.transcript.cues) // IN_PAGE))


def page_of(seen: TranscriptSeen, cue_id: str) -> int:
    """The page, from 1, on which that line stands; the first where it is on none."""
    place = next((n for n, one in enumerate(seen.transcript.cues) if one.id == cue_id), 0)
    return place // IN_PAGE + 1


def page_at(seen: TranscriptSeen, moment: int) -> tuple[int, str]:
    """The page with the line that is spoken at that moment, or the last one before it, and the line's id."""
    cues = seen.transcript.cues
    place = max((n for n, one in enumerate(cues) if one.start <= moment), default=0)
    return place // IN_PAGE + 1, cues[place].id if cues else ""


def lines_of(slug: str, seen: TranscriptSeen, page: int, typed: LineTyped | None = None) -> list[LineShown]:
    cues = seen.transcript.cues
    first = (page - 1) * IN_PAGE
    recordings = _recordings(seen.interview, seen.transcript.session)
    found = []
    for place in range(first, min(first + IN_PAGE, len(cues))):
        cue = cues[place]
        following = cues[place + 1].id if place + 1 < len(cues) else ""
        shown = LineShown(
            cue=cue,
            number=place + 1,
            clock=clock(cue.start),
            text=cue.text,
            speaker=cue.speaker,
            start=exact(cue.start),
            end=exact(cue.end),
            edited=cue.edited,
            mark=mark(cue),
            following=following,
            sealed=cue.id in seen.lines_sealed or (bool(seen.sealed) and touches(seen.sealed, cue.start, cue.end)),
            **_sound(slug, seen.interview, recordings, cue),
        )
        found.append(_with(shown, typed) if typed is not None and typed.cue_id == cue.id else shown)
    return found


def _with(shown: LineShown, typed: LineTyped) -> LineShown:
    return replace(shown, text=typed.text, speaker=typed.speaker, start=typed.start, end=typed.end,
                   edited=typed.edited, problem=typed.problem, now=typed.now)  # fmt: skip


def _recordings(interview: Interview, session: int) -> list[Recording]:
    found = interview.session(session)
    return sorted(found.recordings, key=lambda one: one.starts) if found else []


def _sound(slug: str, interview: Interview, recordings: Sequence[Recording], cue: Cue) -> dict[str, Any]:
    """Where this line is heard: in the last recording that has begun by then, if there is a copy of it."""
    begun = [one for one in recordings if one.starts <= cue.start]
    sounds = sounds_of(slug, interview.id, begun[-1]) if begun else []
    if not sounds:
        return {"sound": "", "recording": ""}
    start, end = ((moment - begun[-1].starts) / 1000 for moment in (cue.start, cue.end))
    part = f"#t={start:g},{end:g}" if end > start else f"#t={start:g}"
    return {"sound": sounds[0][0] + part, "recording": begun[-1].id}


def players_of(slug: str, seen: TranscriptSeen) -> list[Player]:
    return [
        Player(one.id, tuple(sounds), one.kind is FileKind.VIDEO, one.starts, one.master.name)
        for one in _recordings(seen.interview, seen.transcript.session)
        if (sounds := sounds_of(slug, seen.interview.id, one))
    ]


_HEARD = ("mp3", "opus", "mp4")


def sounds_of(slug: str, interview_id: str, recording: Recording) -> list[tuple[str, str]]:
    """Address and kind of each copy that can be heard at the desk, the one that every browser plays first."""
    copies = sorted((one for one in recording.copies if one.format in _HEARD), key=lambda one: _HEARD.index(one.format))
    base = url_for("interviews.interview", slug=slug, interview_id=interview_id)
    return [(f"{base}/media/{recording.id}.{one.format}", one.mime) for one in copies]


def name_of(seen: TranscriptSeen) -> tuple[str, str]:
    """(language, title) of its interview, in the language of the page where there is one."""
    title = seen.interview.about.title
    codes = (current_language(), *seen.memorial.languages, *title)
    return next(((code, title[code]) for code in codes if title.get(code)), ("und", ""))


def state_words(seen: TranscriptSeen) -> str:
    """What visitors have of these lines, in one sentence, if everything else allows it."""
    transcript = seen.transcript
    if transcript.approved is None:
        return _("The narrator has not agreed to this transcript yet.")
    agreed = {one.id: one for one in transcript.approved}
    waiting = sum(agreed.get(one.id) != one for one in transcript.cues)
    gone = len(agreed.keys() - {one.id for one in transcript.cues})
    if waiting + gone == 0:
        return _("The narrator has agreed to all of these lines.")
    return _("Some lines were changed since the narrator agreed. Until the narrator has read them, visitors read the"
             " lines as they were agreed to.")  # fmt: skip
