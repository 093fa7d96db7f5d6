"""What the page of an interview shows: who tells, what can be heard, the index, and what is kept back, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup

from memorial.published.interview import (
    InterviewLine,
    PublishedInterview,
    PublishedLink,
    PublishedNarrator,
    PublishedRecording,
    PublishedSegment,
    PublishedSession,
    PublishedSilence,
    PublishedSound,
)
from memorial.published.types import PublishedPerson
from memorial.web.interview_words import FORMATS, bytes_words, clock, length_words
from memorial.web.language import direction
from memorial.web.person_words import language_words
from memorial.web.wall.transcript_lines import Remark
from memorial.web.wall.visit import Visit, current_wall, site_address
from memorial.web.wall.waveform import Wave, wave_of

ADDRESS = "interviews"
LineAt = Callable[[int], str]
"""The address, on the same page, of the first line at or after a moment; '' where there is none."""
_LISTENED_TO = ("mp3", "mp4", "opus")
"""Which copy a link to a moment leads to: the one that most browsers play, first."""


@dataclass(frozen=True)
class Told:
    """Words that somebody wrote, with the language they are in."""

    text: str
    language: str
    direction: str


NOTHING = Told("", "und", "ltr")


def told(visit: Visit, texts: Mapping[str, str]) -> Told:
    """In the page's language, else in one of the memorial's, else in any."""
    for code in (visit.language, *visit.memorial.languages, *texts):
        if texts.get(code):
            return Told(texts[code], code, direction(code))
    return NOTHING


@dataclass(frozen=True)
class Voice:
    """Who tells. `href` is their page on the wall, or ''; `name` is '' where none is shown."""

    name: str
    language: str
    direction: str
    href: str


@dataclass(frozen=True)
class LineShown:
    """One interview of a list. `beside`: the day, the length and the languages, in words."""

    href: str
    title: Told
    voices: tuple[Voice, ...]
    beside: str
    tags: tuple[str, ...]
    closed: str


@dataclass(frozen=True)
class Download:
    """`name`: Opus, MP3 or MP4; `size` in words; `full`: the address with the site, for the paper."""

    name: str
    href: str
    size: str
    mime: str
    full: str


@dataclass(frozen=True)
class SoundShown:
    """A recording that can be heard, or (without `downloads`) that is being made ready. Times in milliseconds.

    `tracks`: captions of a film, with address, language and the name of the language.
    """

    number: int
    video: bool
    starts: int
    ends: int
    length: str
    downloads: tuple[Download, ...]
    tracks: tuple[tuple[str, str, str], ...]
    poster: str
    wave: Wave | None


@dataclass(frozen=True)
class SegmentShown:
    """A described span. `listen`, `read`: addresses of the sound and of the line at its beginning, or ''.

    `note`: what in it may be hard to hear, with a way past it, or empty.
    """

    number: int
    at: str
    moment: int
    listen: str
    read: str
    title: Told
    synopsis: Told
    quoted: Told
    place: Told
    words: tuple[Told, ...]
    links: tuple[PublishedLink, ...]
    note: Markup


@dataclass(frozen=True)
class Moments:
    """Where in the sound of a session a moment is."""

    recordings: tuple[PublishedRecording, ...]

    @classmethod
    def of(cls, session: PublishedSession) -> Moments:
        heard = sorted((one for one in session.recordings if _best(one)), key=lambda one: one.starts)
        return cls(tuple(heard))

    def address(self, moment: int) -> str:
        """The sound at that moment, for any browser; '' where nothing can be heard of it."""
        for one in reversed(self.recordings):
            if one.starts <= moment and (not one.duration or moment < one.starts + one.duration):
                best = _best(one)
                return f"{best.href}#t={(moment - one.starts) // 1000}" if best else ""
        return ""


def _best(recording: PublishedRecording) -> PublishedSound | None:
    by_format = {one.format: one for one in recording.sources}
    named = (by_format[name] for name in _LISTENED_TO if name in by_format)
    return next(named, recording.sources[0] if recording.sources else None)


# Who, when, how long


def voices(visit: Visit, narrators: Sequence[PublishedNarrator]) -> tuple[Voice, ...]:
    """Those with a name, each with a way to their page where they have one."""
    shown = []
    for one in narrators:
        known = bool(one.person_id) and visit.snapshot.person(visit.memorial.id, one.person_id) is not None
        href = f"{visit.base}people/{one.person_id}" if known else ""
        if one.name:
            shown.append(Voice(one.name, one.language, direction(one.language), href))
    return tuple(shown)


def line_shown(visit: Visit, line: InterviewLine) -> LineShown:
    day = current_wall().date_in_words(line.on, visit.language, _) if line.on else ""
    spoken = ", ".join(filter(None, (language_words(code, visit.language) for code in line.languages)))
    tags = [_("Film") if line.video else "", _("Transcript") if line.has_transcript else ""]
    return LineShown(
        href=f"{visit.base}{ADDRESS}/{line.id}",
        title=told(visit, line.title),
        voices=tuple(Voice(one.name, one.language, direction(one.language), "") for one in line.narrators if one.name),
        beside=" · ".join(filter(None, (day, length_words(line.duration), spoken))),
        tags=tuple(filter(None, tags)),
        closed=access_words(line.access),
    )


def interviews_of(visit: Visit, person: PublishedPerson) -> list[LineShown]:
    """What a person's page says of interviews in which they tell. One that machines may read names no hidden one."""
    reader = visit.snapshot.interviews(visit.memorial.id)
    return [line_shown(visit, one) for one in reader.of_person(person.id, indexable=person.indexable)]


def access_words(access: str) -> str:
    """Said beside an interview that cannot be opened here; '' where it can."""
    return {
        "on_request": _("On request"),
        "embargoed": _("Not open yet"),
        "closed": _("Closed"),
    }.get(access, "")


def why_closed(visit: Visit, shown: PublishedInterview) -> str:
    """A sentence on the page of an interview of which only the heading stands here; '' where it is open."""
    if shown.access == "embargoed" and shown.opens_on:
        day = current_wall().date_in_words(shown.opens_on, visit.language, _)
        return _(
            "This interview is closed until %(day)s. The person who tells agreed that you may know of it.", day=day
        )
    return {
        "on_request": _("This interview can be heard and read on request."),
        "embargoed": _("This interview is not open yet. The person who tells agreed that you may know of it."),
        "closed": _("This interview is kept and is closed. The person who tells agreed that you may know of it."),
    }.get(shown.access, "")


# What can be heard


def sounds(visit: Visit, shown: PublishedInterview, session: PublishedSession) -> list[SoundShown]:
    return [_sound(visit, shown, session, number, one) for number, one in enumerate(session.recordings, 1)]


def _sound(
    visit: Visit, shown: PublishedInterview, session: PublishedSession, number: int, one: PublishedRecording
) -> SoundShown:
    here = f"{visit.base}{ADDRESS}/{shown.id}"
    tracks = (
        (f"{here}/transcript-{head.id}.vtt?recording={number}", head.language, _track_words(visit, head.language))
        for head in session.transcripts
    )
    hidden = [(a.start - one.starts, a.end - one.starts) for a in session.silences]
    return SoundShown(
        number=number,
        video=one.video,
        starts=one.starts,
        ends=one.starts + one.duration,
        length=length_words(one.duration),
        downloads=tuple(_downloads(one)),
        tracks=tuple(tracks) if one.video else (),
        poster=one.poster.href if one.poster else "",
        wave=wave_of(one.peaks, one.duration, hidden) if one.sources else None,
    )


def _track_words(visit: Visit, language: str) -> str:
    return language_words(language, visit.language) or _("Captions")


def _downloads(recording: PublishedRecording) -> Iterator[Download]:
    for one in recording.sources:
        name = FORMATS.get(one.format, one.format)
        yield Download(name, one.href, bytes_words(one.length), one.mime, f"{site_address()}{one.href}")


# The index


def segments(visit: Visit, session: PublishedSession, moments: Moments, line_at: LineAt) -> list[SegmentShown]:
    return [_segment(visit, one, moments, line_at) for one in session.segments]


def _segment(visit: Visit, one: PublishedSegment, moments: Moments, line_at: LineAt) -> SegmentShown:
    words = (*_words(visit, one.keywords), *_words(visit, one.subjects))
    return SegmentShown(
        number=one.number,
        at=clock(one.start),
        moment=one.start,
        listen=moments.address(one.start),
        read=line_at(one.start),
        title=told(visit, one.title),
        synopsis=told(visit, one.synopsis),
        quoted=told(visit, one.partial_transcript),
        place=told(visit, one.place),
        words=tuple(dict.fromkeys(words)),
        links=tuple(link for link in one.links if link.href.startswith(("https://", "http://"))),
        note=note_html(visit, one, moments, line_at),
    )


def _words(visit: Visit, lists: Mapping[str, tuple[str, ...]]) -> Iterator[Told]:
    for code in (visit.language, *visit.memorial.languages, *lists):
        if lists.get(code):
            yield from (Told(word, code, direction(code)) for word in lists[code])
            return


# What stands between the lines


def own_attributes(visit: Visit) -> Markup:
    """For words of the page inside a transcript in another language."""
    return Markup(' lang="{}" dir="{}"').format(visit.language, direction(visit.language))


def remarks(visit: Visit, session: PublishedSession, moments: Moments, line_at: LineAt) -> list[Remark]:
    """At their moments: what is not shown here, and what may be hard to hear or read."""
    own = own_attributes(visit)
    hidden = [
        Remark(one.start, Markup('<p class="told-hidden"{}>{}</p>').format(own, silence_words(visit, one)))
        for one in session.silences
    ]
    notes = [
        Remark(one.start, Markup('<p class="told-note"{}>{}</p>').format(own, note))
        for one in session.segments
        if (note := note_html(visit, one, moments, line_at))
    ]
    return sorted((*hidden, *notes), key=lambda one: one.at)


def silence_words(visit: Visit, one: PublishedSilence) -> str:
    """'12:10–14:05 is not shown here.', what was chosen to be said of it, and the day on which it opens."""
    span = f"\u2066{clock(one.start)}–{clock(one.end)}\u2069"
    sentences = [_("%(span)s is not shown here.", span=span), told(visit, one.said).text]
    if one.opens_on:
        day = current_wall().date_in_words(one.opens_on, visit.language, _)
        sentences.append(_("It opens on %(day)s.", day=day))
    return " ".join(filter(None, sentences))


def note_html(visit: Visit, one: PublishedSegment, moments: Moments, line_at: LineAt) -> Markup:
    """'12:30–14:10: …. Go to 14:10', the last a link to the line there, or to the sound; empty without such a note."""
    note = told(visit, one.content_note)
    if not note.text:
        return Markup("")
    span = f"\u2066{clock(one.start)}–{clock(one.end)}\u2069" if one.end else clock(one.start)
    words = Markup('<bdi lang="{}" dir="{}">{}</bdi>').format(note.language, note.direction, note.text)
    said = Markup("{}: {}").format(span, words)
    address = (line_at(one.end) or moments.address(one.end)) if one.end else ""
    if not address:
        return said
    go = Markup(' <a class="no-print" href="{}" data-t="{}">{}</a>')
    return said + go.format(address, one.end, _("Go to %(time)s", time=clock(one.end or 0)))
