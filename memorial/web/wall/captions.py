"""A transcript as a file to take along or to show under a film: WebVTT, SubRip or plain text with times.

It is made of the lines that visitors read, so nothing is in it that is not on the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from memorial.published.interview import PublishedCue
from memorial.web.interview_words import clock

_A_MOMENT = 4000
"""How long a line is shown whose end is not known, if none follows sooner."""

MIMES: Mapping[str, str] = {"vtt": "text/vtt", "srt": "application/x-subrip", "txt": "text/plain"}


@dataclass(frozen=True)
class Hidden:
    """What is said, in the page's language, where something is not shown."""

    start: int
    end: int
    words: str


@dataclass(frozen=True)
class Captions:
    """`about`: what stands at the head, line by line. `window`: from and to, in milliseconds, of the recording that the
    file is for; its times then count from there.
    """

    cues: Sequence[PublishedCue]
    language: str
    about: Sequence[str] = ()
    hidden: Sequence[Hidden] = ()
    window: tuple[int, int] | None = None

    def written(self, form: str) -> str:
        return _WRITERS[form](self)

    def lines(self) -> Iterator[tuple[int, int, PublishedCue | Hidden]]:
        """From, to and what is said, in the order of time, within the window."""
        begins, ends = self.window or (0, 1 << 62)
        every: list[PublishedCue | Hidden] = sorted([*self.cues, *self.hidden], key=lambda one: one.start)
        for number, one in enumerate(every):
            following = every[number + 1].start if number + 1 < len(every) else one.start + _A_MOMENT
            end = one.end if one.end > one.start else max(one.start + 1, min(following, one.start + _A_MOMENT))
            if one.start < ends and end > begins:
                yield max(0, one.start - begins), min(end, ends) - begins, one


def _vtt(captions: Captions) -> str:
    blocks = ["WEBVTT", "NOTE\n" + "\n".join(_one_line(line).replace("-->", "→") for line in captions.about)]
    for start, end, one in captions.lines():
        blocks.append(f"{_stamp(start, '.')} --> {_stamp(end, '.')}\n{_vtt_words(one, captions.language)}")
    return "\n\n".join(blocks) + "\n"


def _vtt_words(one: PublishedCue | Hidden, language: str) -> str:
    if isinstance(one, Hidden):
        return f"[{_vtt_escaped(one.words)}]"
    words = _vtt_escaped("\n".join(_lines(one.text)))
    if one.language and one.language != language:
        words = f"<lang {_vtt_escaped(one.language)}>{words}</lang>"
    speaker = _vtt_escaped(_one_line(one.speaker))
    return f"<v {speaker}>{words}" if speaker else words


def _srt(captions: Captions) -> str:
    blocks = []
    for number, (start, end, one) in enumerate(captions.lines(), 1):
        words = f"[{one.words}]" if isinstance(one, Hidden) else _spoken(one, "\n")
        blocks.append(f"{number}\n{_stamp(start, ',')} --> {_stamp(end, ',')}\n{words.replace('-->', '→')}")
    return "\n\n".join(blocks) + "\n"


def _txt(captions: Captions) -> str:
    head = "\n".join(_one_line(line) for line in captions.about)
    blocks = [head] if head else []
    for start, _, one in captions.lines():
        words = f"[{one.words}]" if isinstance(one, Hidden) else _spoken(one, " ")
        blocks.append(f"[{clock(start)}] {words}")
    return "\n\n".join(blocks) + "\n"


_WRITERS: Mapping[str, Callable[[Captions], str]] = {"vtt": _vtt, "srt": _srt, "txt": _txt}


def _spoken(cue: PublishedCue, between: str) -> str:
    words = between.join(_lines(cue.text))
    return f"{_one_line(cue.speaker)}: {words}" if cue.speaker else words


def _lines(text: str) -> list[str]:
    """An empty line would end a caption in its middle."""
    return [line for line in text.replace("\0", "").splitlines() if line.strip()] or [""]


def _one_line(text: str) -> str:
    return " ".join(text.replace("\0", "").split())


def _vtt_escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _stamp(moment: int, point: str) -> str:
    seconds, thousandths = divmod(moment, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{point}{thousandths:03}"
