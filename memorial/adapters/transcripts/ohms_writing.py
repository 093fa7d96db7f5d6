"""An interview as OHMS XML, version 6: its index, and its transcript and translation as WebVTT within it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

from memorial.adapters.transcripts.language_names import english_name
from memorial.adapters.transcripts.ohms import SECOND_LANGUAGE
from memorial.adapters.transcripts.times import as_clock, as_seconds
from memorial.adapters.transcripts.webvtt_files import write_webvtt
from memorial.application.ports.transcripts import Written
from memorial.domain.languages import UNDETERMINED
from memorial.domain.transcript import IndexSegment, Transcript

_UNNAMED = ("", UNDETERMINED, SECOND_LANGUAGE)
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
KEPT = (
    *(
        "cms_record_id",
        "collection_id",
        "series_id",
        "funding",
        "repository",
        "repository_url",
        "format",
        "type",
        "rel",
    ),
    *("collection_link", "series_link", "fmt"),
)
"""Fields that have no place of their own in an interview, and go out again as they came."""


def write_ohms(written: Written) -> str:
    """Well-formed, in the order that the Oral History Metadata Synchronizer writes itself."""
    hints = written.hints
    kept = dict(hints.elsewhere)
    second = written.other if written.translation or written.other else ""
    parts = [
        "<version>6.0</version>",
        f'<date value={quoteattr(hints.on if _DAY.fullmatch(hints.on) else "")} format="yyyy-mm-dd"/>',
        _part("date_nonpreferred_format", "" if _DAY.fullmatch(hints.on) else hints.on),
        _kept(kept, "cms_record_id"),
        _part("title", hints.title),
        _part("accession", hints.accession_number),
        _part("duration", as_clock(hints.duration)[:8] if hints.duration else ""),
        _kept(kept, "collection_id"),
        _part("collection_name", hints.collection),
        _kept(kept, "series_id"),
        _part("series_name", hints.project),
        *(_kept(kept, name) for name in ("repository", "funding", "repository_url")),
        *(_part("interviewee", name) for name in hints.narrators or ("",)),
        *(_part("interviewer", name) for name in hints.interviewers or ("",)),
        _kept(kept, "format"),
        _part("file_name", ""),
        _part("transcript_alt_lang", english_name(second) if second not in _UNNAMED else ""),
        _part("translate", "1" if written.translation else "0"),
        _part("language", "; ".join(map(english_name, hints.languages or _known(written.language)))),
        _part("user_notes", hints.notes),
        f"<index>{''.join(_point(segment, written.language, second) for segment in written.index)}</index>",
        _kept(kept, "type"),
        _part("description", hints.summary),
        _kept(kept, "rel"),
        _timed("vtt_transcript", written.transcript),
        _timed("vtt_transcript_alt", written.translation),
        _part("rights", hints.rights_statement),
        *(_kept(kept, name) for name in ("fmt", "collection_link", "series_link")),
    ]
    inside = "\n    ".join(part for part in parts if part)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<ROOT xmlns="https://www.weareavp.com/nunncenter/ohms">\n'
        f"  <record id={quoteattr(_clean(kept.get('@id', '')))} dt={quoteattr(_clean(kept.get('@dt', '')))}>\n"
        f"    {inside}\n  </record>\n</ROOT>\n"
    )


def _known(language: str) -> tuple[str, ...]:
    return () if language == UNDETERMINED else (language,)


def _clean(words: str) -> str:
    return _NOT_IN_XML.sub("", words)


def _part(name: str, words: str) -> str:
    return f"<{name}>{escape(_clean(words))}</{name}>" if words else f"<{name}/>"


def _kept(kept: Mapping[str, str], name: str) -> str:
    return _part(name, kept.get(name, ""))


def _timed(name: str, transcript: Transcript | None) -> str:
    if transcript is None:
        return _part(name, "")
    inside = _clean(write_webvtt(transcript)).replace("]]>", "]]]]><![CDATA[>")
    return f"<{name}><![CDATA[{inside}]]></{name}>"


def _point(segment: IndexSegment, language: str, second: str) -> str:
    def both(name: str, said: Mapping[str, str] | Mapping[str, tuple[str, ...]] | None) -> str:
        first, other = _in(said, language, not_in=second), _in(said, second, not_in=second) if second else ""
        return _part(name, first) + _part(f"{name}_alt", other)

    gps = f"{segment.latitude}, {segment.longitude}" if segment.latitude and segment.longitude else ""
    links = "".join(
        f"<hyperlinks>{_part('hyperlink', link.href)}{_part('hyperlink_text', link.description)}"
        "<hyperlink_text_alt/></hyperlinks>"
        for link in segment.links
    )
    return (
        f"\n      <point>{_part('time', as_seconds(segment.start))}"
        + both("title", segment.title)
        + both("partial_transcript", segment.partial_transcript)
        + both("synopsis", segment.synopsis)
        + both("keywords", segment.keywords)
        + both("subjects", segment.subjects)
        + f"<gpspoints>{_part('gps', gps)}{_part('gps_zoom', segment.zoom)}{both('gps_text', segment.place)}"
        + f"</gpspoints>{links}</point>"
    )


def _in(said: Mapping[str, str] | Mapping[str, tuple[str, ...]] | None, language: str, *, not_in: str = "") -> str:
    """What it says in that language; without one, where another is kept apart, in the first that is not that one."""
    found: str | tuple[str, ...] | None = (said or {}).get(language)
    if found is None and not_in != language:
        found = next((words for tag, words in (said or {}).items() if tag != not_in), None)
    return ";".join(found) if isinstance(found, tuple) else found or ""
