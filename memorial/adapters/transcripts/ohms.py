"""OHMS XML, versions 5 and 6: what is said of an interview, its index, its transcript and both in a second language.

Every value of the file comes in: what has no place of its own is kept by the name of its field.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from memorial.adapters.family_dates import as_edtf
from memorial.adapters.transcripts.cue_text import notes_of, tidy
from memorial.adapters.transcripts.findings import Findings
from memorial.adapters.transcripts.language_names import tag_of, tags_of
from memorial.adapters.transcripts.ohms_marks import lines_of, marks_in
from memorial.adapters.transcripts.safe_xml import Element, read_xml
from memorial.adapters.transcripts.settling import settled
from memorial.adapters.transcripts.timed_text import is_timed_text, read_timed_text
from memorial.adapters.transcripts.times import milliseconds
from memorial.adapters.transcripts.webvtt_files import read_webvtt
from memorial.application.ports.transcripts import Hints, NotATranscript, ReadTranscript, TranscriptForm
from memorial.domain.languages import UNDETERMINED
from memorial.domain.transcript import IndexSegment, Link, Transcript
from memorial.domain.writing import clean_line

MOST_POINTS, MOST_NAMES = 5_000, 100
LONGEST_DATE, MOST_UNKNOWN = 100, 10
SECOND_LANGUAGE = "mis"
"""Of texts in a second language that the file does not name: BCP 47 for one that has no code of its own here."""

_FOOTNOTE_LINK = re.compile(r"\[\[/?link\]\]")
_REFERENCE = re.compile(r"\[\[footnote\]\]\s*(\d+)\s*\[\[/footnote\]\]")
T = TypeVar("T")


def read_ohms(content: bytes) -> ReadTranscript:
    """Raises `NotATranscript`."""
    root = read_xml(content)
    records = root.all("record")
    if root.name != "ROOT" or not records:
        raise NotATranscript("not_ohms")
    if len(records) > 1:
        raise NotATranscript("several_records", records=len(records))
    return _Record(root, records[0]).read()


class _Record:
    def __init__(self, root: Element, record: Element) -> None:
        self._root, self._record = root, record
        self._findings = Findings()
        self._used: set[int] = set()
        self._language = self._other = UNDETERMINED

    def read(self) -> ReadTranscript:
        languages = self._languages()
        duration = self._duration()
        index = self._index()
        transcripts = self._transcripts(duration)
        hints = Hints(
            title=self._line("title"),
            summary=self._text("description"),
            narrators=self._lines("interviewee"),
            interviewers=self._lines("interviewer"),
            on=self._date(),
            languages=languages,
            project=self._line("series_name"),
            collection=self._line("collection_name"),
            accession_number=self._line("accession"),
            rights_statement="\n\n".join(text for text in (self._text("rights"), self._text("usage")) if text),
            notes=self._text("user_notes"),
            duration=duration,
        )
        if any(one.text.strip() not in ("", "0") for one in self._record.all("userestrict")):
            self._findings.add("restricted")
        elsewhere = self._elsewhere()
        if elsewhere:
            names = dict.fromkeys(re.split(r"[/\[]", name.lstrip("@"))[0] for name, _ in elsewhere)
            self._findings.add("kept_in_notes", detail=", ".join(names))
        said = replace(hints, elsewhere=elsewhere)
        return ReadTranscript(TranscriptForm.OHMS, transcripts, index, said, self._findings.all())

    # One value

    def _element(self, name: str, within: Element | None = None) -> Element | None:
        return next(iter((within or self._record).all(name)), None)

    def _take(self, element: Element | None, read: Callable[[str], T], nothing: T) -> T:
        """What is read of it; it counts as kept only where something was."""
        if element is None or not element.text.strip():
            return nothing
        found = read(element.text)
        if found != nothing:
            self._used.add(id(element))
        return found

    def _line(self, name: str, within: Element | None = None) -> str:
        return self._take(self._element(name, within), clean_line, "")

    def _text(self, name: str, within: Element | None = None) -> str:
        return self._take(self._element(name, within), tidy, "")

    def _lines(self, name: str) -> tuple[str, ...]:
        found = [self._take(element, clean_line, "") for element in self._record.all(name)[:MOST_NAMES]]
        return tuple(one for one in found if one)

    # What is said of the whole

    def _languages(self) -> tuple[str, ...]:
        element = self._element("language")
        spoken, unknown = tags_of(element.text) if element is not None else ((), ())
        for one in unknown[:MOST_UNKNOWN]:
            self._findings.add("language_not_known", element.line if element else 0, clean_line(one)[:60])
        if element is not None and spoken and not unknown:
            self._used.add(id(element))
        self._language = spoken[0] if spoken else UNDETERMINED
        second = self._take(self._element("transcript_alt_lang"), tag_of, "")
        if not second and self._has_second():
            self._findings.add("bilingual_unnamed")
        self._other = second or SECOND_LANGUAGE
        return spoken

    def _has_second(self) -> bool:
        return any(
            element.text.strip()
            for element in self._record.walk()
            if element.name.endswith("_alt") and element.name != "sync_alt"
        )

    def _duration(self) -> int:
        """It stays among what is kept elsewhere: a recording says itself how long it is."""
        element = self._element("duration")
        if element is None or not element.text.strip():
            return 0
        found = milliseconds(element.text)
        if found is None:
            self._findings.add("duration_not_understood", element.line, clean_line(element.text)[:40])
        return found or 0

    def _date(self) -> str:
        for element in self._record.all("date"):
            for written in (element.attributes.get("value", ""), element.text):
                if found := self._edtf(written, element):
                    return found
        in_words = self._element("date_nonpreferred_format")
        return self._edtf(in_words.text, in_words) if in_words is not None else ""

    def _edtf(self, written: str, element: Element) -> str:
        """The value stays among what is kept elsewhere too: a date in words says more than a day."""
        if not written.strip():
            return ""
        found = as_edtf(clean_line(written), "en") if len(written) <= LONGEST_DATE else ""
        if not found:
            self._findings.add("date_not_understood", element.line, clean_line(written)[:60])
        return found

    # The index

    def _index(self) -> tuple[IndexSegment, ...]:
        points = [point for index in self._record.all("index") for point in index.all("point")]
        if len(points) > MOST_POINTS:
            raise NotATranscript("too_many_points", most=MOST_POINTS)
        found: list[IndexSegment] = []
        for number, point in enumerate(points, start=1):
            start = self._take(self._element("time", point), milliseconds, None)
            if start is None:
                self._findings.add("index_loses_time", point.line)
                start = found[-1].start if found else 0
            found.append(self._segment(number, start, point))
        if found != sorted(found, key=lambda segment: segment.start):
            self._findings.add("unsorted", points[0].line)
        return tuple(sorted(found, key=lambda segment: segment.start))

    def _segment(self, number: int, start: int, point: Element) -> IndexSegment:
        gps = self._element("gpspoints", point)
        latitude, longitude = self._take(self._element("gps", gps), _coordinates, ("", "")) if gps else ("", "")
        return IndexSegment(
            str(number),
            1,
            start,
            title=self._both("title", point, clean_line),
            synopsis=self._both("synopsis", point, tidy),
            partial_transcript=self._both("partial_transcript", point, tidy),
            keywords=self._both("keywords", point, _words),
            subjects=self._both("subjects", point, _words),
            place=self._both("gps_text", gps, clean_line) if gps else None,
            latitude=latitude,
            longitude=longitude,
            zoom=self._line("gps_zoom", gps) if gps else "",
            links=self._links(point),
        )

    def _both(self, name: str, within: Element, read: Callable[[str], T]) -> dict[str, T] | None:
        """By language; None where neither says anything."""
        found: dict[str, T] = {}
        for language, field in ((self._language, name), (self._other, f"{name}_alt")):
            element = self._element(field, within)
            if element is not None and element.text.strip() and (value := read(element.text)):
                self._used.add(id(element))
                found[language] = value
        return found or None

    def _links(self, point: Element) -> tuple[Link, ...]:
        found = []
        for one in point.all("hyperlinks"):
            element = self._element("hyperlink", one)
            href = element.text.strip() if element is not None else ""
            if not href:
                continue
            if not re.fullmatch(r"https?://[^\s<>\"]{1,2000}", href):
                self._findings.add("link_left_out", element.line if element else 0, clean_line(href)[:80])
                continue
            self._used.add(id(element))
            found.append(Link(href, self._line("hyperlink_text", one)))
        return tuple(found)

    # The transcripts

    def _transcripts(self, duration: int) -> tuple[Transcript, ...]:
        first = self._transcript("", self._language, duration)
        second = self._transcript("_alt", self._other, duration)
        found = [one for one in (first, second) if one is not None]
        return tuple(found)

    def _transcript(self, ending: str, language: str, duration: int) -> Transcript | None:
        timed, plain = self._element(f"vtt_transcript{ending}"), self._element(f"transcript{ending}")
        read: Transcript | None = None
        if timed is not None and timed.text.strip():
            read = read_webvtt(_as_lines(timed.text), self._findings, first_line=timed.line)
            self._used.add(id(timed))
        elif plain is not None and plain.text.strip():
            read = self._of_plain(plain, self._element(f"sync{ending}"), duration)
            self._used.add(id(plain))
        elif (sync := self._element(f"sync{ending}")) is not None and sync.text.strip():
            self._findings.add("marks_without_text", sync.line)
        if read is None:
            return None
        known = language if read.language == UNDETERMINED else read.language
        return replace(read, language=known, translation=bool(ending) or read.translation)

    def _of_plain(self, plain: Element, sync: Element | None, duration: int) -> Transcript | None:
        text, notes = _without_footnotes(_as_lines(plain.text))
        if notes:
            self._findings.add("footnotes", plain.line)
        marks = marks_in(sync.text, self._findings, sync.line) if sync is not None else ()
        if marks and sync is not None:
            self._used.add(id(sync))
        if not marks and is_timed_text(text):
            read = read_timed_text(text, self._findings, first_line=plain.line)
            return replace(read, notes=(*read.notes, *notes))
        lines = lines_of(text, marks, duration, self._findings, plain.line)
        return Transcript("", 1, UNDETERMINED, settled(lines, self._findings), notes=notes) if lines else None

    # What has no place of its own

    def _elsewhere(self) -> tuple[tuple[str, str], ...]:
        found: list[tuple[str, str]] = []

        def look(element: Element, path: str) -> None:
            for name, value in element.attributes.items():
                if value.strip() and not name.startswith(("xmlns", "xsi:")):
                    found.append((f"{path}@{name}" if not path else f"{path}/@{name}", clean_line(value)))
            if id(element) not in self._used and (words := tidy(element.text)):
                found.append((path, words))
            counts = Counter(part.name for part in element.parts)
            seen: Counter[str] = Counter()
            for part in element.parts:
                seen[part.name] += 1
                number = f"[{seen[part.name]}]" if counts[part.name] > 1 else ""
                look(part, f"{path}/{part.name}{number}".lstrip("/"))

        look(self._record, "")
        return tuple(found)


def _as_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for part in text.split(";") if (word := clean_line(part)))


def _coordinates(text: str) -> tuple[str, str]:
    found = re.fullmatch(r"\s*(-?\d{1,2}(?:\.\d+)?)\s*[,;]\s*(-?\d{1,3}(?:\.\d+)?)\s*", text)
    return (found[1], found[2]) if found else ("", "")


def _without_footnotes(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with references as [1], and the footnotes as notes of the transcript."""
    words, _, rest = text.partition("[[footnotes]]")
    block, _, after = rest.partition("[[/footnotes]]")
    notes = [tidy(_FOOTNOTE_LINK.sub(" ", note.partition("[[/note]]")[0])) for note in block.split("[[note]]")[1:]]
    # Lines keep their numbers: marks of time count them.
    bare = words + "\n" * block.count("\n") + after
    kept = [notes_of("END", f"Footnote {number}: {note}") for number, note in enumerate(notes, start=1) if note]
    return _REFERENCE.sub(r"[\1]", bare), tuple(one for parts in kept for one in parts)
