"""A transcript as paragraphs of HTML, written as text: a template would take as long for one hour as this for a day.

Each line is a `<span>` with its id and its moment; each paragraph begins with a link to that moment of the sound.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from memorial.published.interview import PublishedCue
from memorial.web.interview_words import clock
from memorial.web.language import direction

LONG = 450
A_MINUTE = 60_000
"""From so many characters or milliseconds on, a paragraph ends with the sentence."""
LONGEST = 1200
PAUSE = 6000
"""So many milliseconds of silence begin a paragraph."""
SHORTEST_BLOCK = 45_000
MOST_BLOCKS = 390
"""Not more than the rows that the style sheet keeps for two languages side by side."""
_MOVED = 1000
"""A translation's line may begin so much before the one that it translates."""
_SENTENCE_ENDS = (".", "!", "?", "…", "؟", "۔", "։", "।", ":", '."', ".”", ".»", "?”", "!”", "?»", "!»")
_PIECE = 60


def anchor(place: int, cue_id: str) -> str:
    """The id of a line on its page. `place`: which of its session's transcripts it is in, from 0."""
    return f"p{cue_id}-{place}" if place else f"p{cue_id}"


@dataclass(frozen=True)
class Remark:
    """What stands between the lines at a moment, ready as HTML, in the page's language."""

    at: int
    html: Markup


Paragraph = tuple[int, int]
"""The lines of one speaker that follow one another: the number of the first, and that after the last."""


def paragraphs(cues: Sequence[PublishedCue], breaks: Sequence[int] = ()) -> Iterator[Paragraph]:
    """The lines in order. `breaks`: moments, in order, at which a paragraph begins whatever is said."""
    following = iter([*breaks, 1 << 62])
    turn, before, length, first = next(following), 0, 0, 0
    for number, cue in enumerate(cues):
        long = length >= LONG or cue.start - cues[first].start >= A_MINUTE
        begins = cue.start - before > PAUSE or (long and _full(length, cues[number - 1]))
        while cue.start >= turn:
            turn, begins = next(following), True
        if number > first and (begins or cue.speaker != cues[first].speaker):
            yield first, number
            first, length = number, 0
        length += len(cue.text)
        before = max(cue.end, cue.start)
    if cues:
        yield first, len(cues)


def _full(length: int, last: PublishedCue) -> bool:
    return length >= LONGEST or last.text.rstrip().endswith(_SENTENCE_ENDS)


def block_starts(cues: Sequence[PublishedCue]) -> list[int]:
    """Moments at which blocks begin that stand beside those of another language; 45 seconds apart, or more."""
    if not cues:
        return []
    step = max(SHORTEST_BLOCK, (cues[-1].start - cues[0].start) // MOST_BLOCKS)
    found, last = list[int](), cues[0].start
    for first, _ in paragraphs(cues):
        if cues[first].start - last >= step:
            last = cues[first].start
            found.append(max(0, last - _MOVED))
    return found


@dataclass(frozen=True)
class Writing:
    """How one transcript is written. `address_of` gives the address of the sound at a moment, '' where there is none.

    `language` is the transcript's, `own` the attributes of what is in the page's; `edited` is said where the narrator
    chose other words. `blocks`: moments that divide it into `<div>`s, () for none. `place`: which transcript it is.
    """

    address_of: Callable[[int], str]
    language: str
    own: Markup
    edited: str
    remarks: Sequence[Remark] = ()
    blocks: Sequence[int] = ()
    place: int = 0

    def pieces(self, cues: Sequence[PublishedCue]) -> Iterator[Markup]:
        """The whole, some paragraphs at a time."""
        breaks = sorted({*self.blocks, *(remark.at for remark in self.remarks)})
        waiting = sorted(self.remarks, key=lambda one: one.at)
        lines = self._lines(cues)
        block, blocks, speaker = 0, self.blocks, ""
        written = list[str](['<div class="told-block">'] if blocks else [])
        for first, after in paragraphs(cues, breaks):
            start = cues[first].start
            while block < len(blocks) and start >= blocks[block]:
                block += 1
                written.append('</div><div class="told-block">')
            while waiting and start >= waiting[0].at:
                written.append(waiting.pop(0).html)
                speaker = ""
            written.append(self._paragraph(cues[first], lines[first:after], speaker))
            speaker = cues[first].speaker
            if len(written) >= _PIECE:
                yield Markup("\n".join(written))  # noqa: S704 - escaped piece by piece
                written = [""]
        written += [remark.html for remark in waiting]
        if blocks:
            # As many as the other language has, so that what follows stands below both.
            written.append("</div>" + '<div class="told-block"></div>' * (len(blocks) - block))
        yield Markup("\n".join(written))  # noqa: S704 - escaped piece by piece

    def _paragraph(self, cue: PublishedCue, lines: Sequence[str], speaker_before: str) -> str:
        address = escape(self.address_of(cue.start) or f"#{anchor(self.place, cue.id)}")
        by = ""
        if cue.speaker and cue.speaker != speaker_before:
            by = f'<b class="told-by"><bdi>{escape(cue.speaker)}</bdi></b> '
        at = f'<a class="told-at" href="{address}" data-t="{cue.start}">{clock(cue.start)}</a>'
        return f'<p class="told-line">{at} {by}<span class="told-words">{" ".join(lines)}</span></p>'

    def _lines(self, cues: Sequence[PublishedCue]) -> list[str]:
        """Each as its `<span>`. All are escaped at once: one by one it would take twice as long."""
        ids, texts = _escaped([anchor(self.place, cue.id) for cue in cues]), _escaped([cue.text for cue in cues])
        lines = [
            f'<span id="{name}" data-t="{cue.start}">{text}</span>'
            for cue, name, text in zip(cues, ids, texts, strict=True)
        ]
        for number, cue in enumerate(cues):
            if cue.language and cue.language != self.language:
                own = f' lang="{escape(cue.language)}" dir="{direction(cue.language)}"'
                lines[number] = lines[number].replace(" data-t=", f"{own} data-t=", 1)
            if cue.edited and not (number + 1 < len(cues) and cues[number + 1].edited):
                lines[number] += f' <small class="told-edited"{self.own}>({escape(self.edited)})</small>'
        return lines


def _escaped(texts: Sequence[str]) -> list[str]:
    if not texts:
        return []
    parted = [text.replace("\0", " ") if "\0" in text else text for text in texts]
    return str(escape("\0".join(parted).replace("\n", " "))).split("\0")
