"""WebVTT, read so that no word is lost, and written so that it reads back the same.

webvtt-py writes it, and refuses what could not be read back. It is not used for reading: what is no valid block (words
after an empty line, a time with a comma) it leaves out without a word, and it knows no line numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from webvtt import Caption, WebVTT
from webvtt.models import Region, Style

from memorial.adapters.transcripts import cue_text
from memorial.adapters.transcripts.findings import Findings
from memorial.adapters.transcripts.language_names import tag_of
from memorial.adapters.transcripts.settling import Line, require_room, settled
from memorial.adapters.transcripts.times import as_clock, clock
from memorial.application.ports.transcripts import NotATranscript
from memorial.domain.languages import UNDETERMINED
from memorial.domain.transcript import Cue, Transcript
from memorial.domain.writing import clean_line

_STRICT = re.compile(r"(?:\d{2,}:)?\d{2}:\d{2}\.\d{3}")
_TIMES = re.compile(r"\s*(\S+)\s*-->\s*(\S+)(.*)")
_ARROWS = re.compile(r"-+>")
_ORDER = ("WEBVTT", "NOTE", "REGION", "STYLE", "END")


def is_webvtt(text: str) -> bool:
    return re.match(r"WEBVTT(?:[ \t\n]|\Z)", text) is not None


def read_webvtt(text: str, findings: Findings, *, first_line: int = 1) -> Transcript:
    """One transcript of session 1, without an id. Raises `NotATranscript`.

    `first_line`: where the text begins in its file. Words that have no time are kept with the line above them.
    """
    reading = _Reading(findings)
    for number, block in _blocks(text.split("\n"), first_line):
        reading.take(number, block)
    if not reading.seen_header:
        findings.add("no_header", first_line)
    if not reading.lines:
        raise NotATranscript("no_lines")
    for note in reading.waiting:
        reading.notes.append(f"END\n{note}")
    kept = sorted(reading.notes, key=lambda note: _ORDER.index(note.partition("\n")[0]))
    return Transcript(
        "",
        1,
        tag_of(reading.header.get("language", "")) or UNDETERMINED,
        settled(reading.lines, findings),
        translation=reading.header.get("translation", "") == "yes",
        by=reading.header.get("by", ""),
        machine=reading.header.get("machine", ""),
        notes=tuple(kept),
    )


def _blocks(lines: Sequence[str], number: int) -> Iterator[tuple[int, list[str]]]:
    """Blocks with the number of their first line. A line of times that cannot belong to the block begins a new one."""
    block: list[str] = []
    header = True
    for position, line in enumerate([*lines, ""], start=number):
        begins = "-->" in line and (
            len(block) > 1 or (block and ("-->" in block[0] or (header and is_webvtt(block[0]))))
        )
        if (not line or begins) and block:
            yield position - len(block), block
            block, header = [], False
        if line:
            block.append(line)


@dataclass
class _Reading:
    findings: Findings

    def __post_init__(self) -> None:
        self.lines: list[Line] = []
        self.notes: list[str] = []
        self.waiting: list[str] = []
        self.header: dict[str, str] = {}
        self.seen_header = self.after_empty_note = False

    def take(self, number: int, block: list[str]) -> None:
        if not (self.seen_header or self.lines) and is_webvtt(block[0]):
            self._take_header(block)
        elif "-->" in block[0]:
            self._take_cue(number, "", block)
        elif len(block) > 1 and "-->" in block[1]:
            self._take_cue(number + 1, block[0], block[1:])
        elif re.match(r"NOTE(?:[ \t]|\Z)", block[0]):
            self._take_note(block)
        elif not self.lines and re.fullmatch(r"(STYLE|REGION)\s*", block[0]):
            lines = block[1:] if block[0].startswith("STYLE") else " ".join(block[1:]).split()
            self.notes.append("\n".join((block[0].strip(), *lines)))
        else:
            self._keep(number, block)

    def _take_header(self, block: list[str]) -> None:
        self.seen_header = True
        rest = [block[0].removeprefix("WEBVTT").strip()]
        for line in block[1:]:
            name, colon, value = line.partition(":")
            if colon and name.strip().lower() in ("language", "translation", "by", "machine"):
                self.header[name.strip().lower()] = clean_line(_without_guard(value))
            else:
                rest.append(line)
        if any(rest):
            self.notes.append("\n".join(("WEBVTT", *rest)))

    def _take_note(self, block: list[str]) -> None:
        note = _without_guard(cue_text.tidy("\n".join((block[0].removeprefix("NOTE"), *block[1:]))))
        if note:
            self.waiting.append(note)
        elif not self.lines:
            # What stands before an empty note belongs to the whole, and what follows it to the first line.
            self._waiting_to_notes()
            self.after_empty_note = True

    def _waiting_to_notes(self) -> None:
        self.notes.extend(f"NOTE\n{note}" for note in self.waiting)
        self.waiting = []

    def _take_cue(self, number: int, name: str, block: list[str]) -> None:
        found = _TIMES.fullmatch(block[0])
        start = clock(found[1]) if found else None
        if not found or start is None:
            self.findings.add("time_not_understood", number)
            self._keep(number, [name, *block] if name else block, told=True)
            return
        if not (_STRICT.fullmatch(found[1]) and _STRICT.fullmatch(found[2])):
            self.findings.add("time_loosely_written", number)
        if not self.lines and not self.after_empty_note:
            self._waiting_to_notes()
        said, formatting = cue_text.voices("\n".join(block[1:]))
        if formatting:
            self.findings.add("formatting", number)
        if not said:
            self.findings.add("empty_line", number)
            said = []
        if len(said) > 1:
            self.findings.add("several_voices", number)
        if any(voice.marks for voice in said):
            self.findings.add("words_marked", number)
        self._add(number, start, clock(found[2]), said, settings=found[3].strip(), name=clean_line(name))

    def _add(
        self, number: int, start: int, end: int | None, said: list[cue_text.Voice], *, settings: str, name: str
    ) -> None:
        for position, voice in enumerate(said):
            note = "\n\n".join(self.waiting) if not position else ""
            note = "\n".join((*((note,) if note else ()), *voice.marks))
            line = Line(number, start, end, voice.text, voice.speaker, voice.language, note, settings)
            self.lines.append(replace(line, name="" if position else name, together=bool(position)))
            self.waiting = []
        require_room(len(self.lines))

    def _keep(self, number: int, block: list[str], *, told: bool = False) -> None:
        if not told:
            self.findings.add("text_without_time", number)
        said, _ = cue_text.voices("\n".join(block))
        text = "\n".join(f"{voice.speaker}: {voice.text}" if voice.speaker else voice.text for voice in said)
        if self.lines and not self.waiting:
            self.lines[-1] = replace(self.lines[-1], text=f"{self.lines[-1].text}\n\n{text}".strip())
        elif text:
            self.waiting.append(text)


# Going out


def write_webvtt(transcript: Transcript) -> str:
    """Everything that a transcript holds of its lines, its voices, notes and languages."""
    kept: dict[str, list[str]] = {keyword: [] for keyword in _ORDER}
    for note in transcript.notes:
        keyword, _, text = note.partition("\n")
        kept.setdefault(keyword, []).append(text)
    header_text, metadata = _header(transcript, kept["WEBVTT"])
    made = WebVTT(header_comments=[_guarded(note) for note in kept["NOTE"]])
    made.header_text, made.metadata = header_text, metadata
    made.regions.extend(Region.from_string(" ".join(text.split("\n"))) for text in kept["REGION"])
    made.styles.extend(Style(text) for text in kept["STYLE"])
    for position, cue in enumerate(transcript.cues):
        made.captions.append(_caption(cue, first=not position))
    made.footer_comments.extend(_guarded(note) for note in kept["END"])
    return made.content.rstrip("\n") + "\n"


def _header(transcript: Transcript, kept: list[str]) -> tuple[str, list[str]]:
    text, *lines = "\n".join(kept).split("\n")
    said = {
        "Language": "" if transcript.language == UNDETERMINED else transcript.language,
        "Translation": "yes" if transcript.translation else "",
        "By": transcript.by,
        "Machine": transcript.machine,
    }
    told = [f"{name}: {_guarded(clean_line(value))}" for name, value in said.items() if value]
    return text, [line for line in lines if line] + told


def _caption(cue: Cue, *, first: bool) -> Caption:
    note, marks = cue_text.divided_note(cue.note, cue.text, cue.speaker)
    words = cue_text.payload(cue.text, cue.speaker, cue.language, marks)
    name = _ARROWS.sub("->", clean_line(cue.name))
    caption = Caption(
        as_clock(cue.start),
        as_clock(cue.end),
        words.split("\n"),
        name or None,
        _ARROWS.sub("", clean_line(cue.settings)),
    )
    parts = [_guarded(part) for part in re.split(r"\n{2,}", note) if part.strip()]
    caption.comments = ["", *parts] if first and parts else parts
    return caption


def _guarded(note: str) -> str:
    """An arrow would begin a line of times: it is written as an entity, and such an entity as one more. An empty line
    would end the note."""
    note = re.sub(r"\n{2,}", "\n", cue_text.tidy(note))
    note = re.sub(r"--&((?:amp;)*)gt;", r"--&amp;\1gt;", note)
    return note.replace("-->", "--&gt;")


def _without_guard(note: str) -> str:
    note = re.sub(r"--&gt;", "-->", note)
    return re.sub(r"--&amp;((?:amp;)*)gt;", r"--&\1gt;", note)
