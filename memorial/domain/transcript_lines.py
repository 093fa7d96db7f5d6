"""One line of a transcript as it is typed at the desk: corrected, parted in two, joined with the next."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from memorial.domain.errors import Invalid
from memorial.domain.languages import script_of
from memorial.domain.transcript import LONGEST_CUE, Cue
from memorial.domain.transcript_editing import LATEST
from memorial.domain.writing import clean, clean_line

LONGEST_SPEAKER = 200
_UNSPACED = frozenset({"Hani", "Jpan", "Hira", "Kana", "Thai", "Laoo", "Khmr", "Mymr", "Tibt"})


@dataclass(frozen=True)
class Line:
    """A line as a form holds it. Times in milliseconds of the session."""

    start: int
    end: int
    text: str
    speaker: str = ""
    edited: bool = False


def written(cue: Cue, line: Line) -> Cue:
    """The line with what was typed; no empty line stays within it. Raises `Invalid`."""
    text, speaker = _words(line.text), clean_line(line.speaker)
    if not text:
        raise Invalid("text", "line_is_empty")
    if len(text) > LONGEST_CUE:
        raise Invalid("text", "too_long_for_a_line")
    if len(speaker) > LONGEST_SPEAKER:
        raise Invalid("speaker", "too_long_for_a_line")
    # A file may have brought times that make no sense; those may stay, and no new ones come in.
    if (line.start, line.end) != (cue.start, cue.end) and not 0 <= line.start < line.end <= LATEST:
        raise Invalid("end", "ends_before_it_begins" if line.end <= line.start else "write_a_moment")
    return replace(cue, text=text, speaker=speaker, start=line.start, end=line.end, edited=line.edited)


def _words(text: str) -> str:
    """An empty line would end the line in every form of file."""
    lines = (one.strip() for one in clean(text).split("\n"))
    return "\n".join(one for one in lines if one)


_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n\s*")


def split(cue: Cue, typed: str, moment: int | None, new_id: str) -> tuple[Cue, Cue]:
    """Two lines, parted at the first empty line of what was typed. The second has the new id.

    It begins at `moment` if that lies within, else where the words before it end if they all take as long. Note and
    name stay with the first. Raises `Invalid`.
    """
    first, *rest = _EMPTY_LINE.split(clean(typed).strip(), maxsplit=1)
    before, after = _words(first), _words(rest[0]) if rest else ""
    if not before or not after:
        raise Invalid("text", "say_where_to_split")
    parted = moment
    if parted is None or not cue.start < parted < cue.end:
        length = max(0, cue.end - cue.start)
        parted = cue.start + length * len(before) // (len(before) + len(after))
    return (
        replace(cue, text=before, end=parted),
        replace(cue, id=new_id, text=after, start=parted, note="", name=""),
    )


def joined_with(cue: Cue, following: Cue) -> Cue:
    """Both as one. Raises `Invalid` where they are not of one speaker, or in two languages."""
    if following.speaker != cue.speaker:
        raise Invalid("speaker", "another_speaker_follows")
    if following.language != cue.language:
        raise Invalid("text", "another_language_follows")
    unspaced = script_of(cue.text[-1:]) in _UNSPACED and script_of(following.text[:1]) in _UNSPACED
    text = cue.text + ("" if unspaced else " ") + following.text
    if len(text) > LONGEST_CUE:
        raise Invalid("text", "too_long_for_a_line")
    return replace(
        cue,
        end=max(cue.end, following.end),
        text=text,
        note="\n".join(filter(None, (cue.note, following.note))),
        name=cue.name or following.name,
        settings=cue.settings or following.settings,
        edited=cue.edited or following.edited,
    )
