"""An Atom feed of the newest remembrances that search engines may see. Times in it are days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice
from uuid import UUID

from flask import Response, abort
from flask_babel import gettext as _
from markupsafe import escape

from memorial.published.sound import PublishedVoice
from memorial.published.types import PublishedRemembrance
from memorial.web.lengths import length_words
from memorial.web.wall.visit import Visit, about_words, fictional_note, in_memorial, site_address
from memorial.web.wall.xml import element, empty, opened

ENTRIES = 30
_LOOKED_AT = 120
# A feed must say when it changed; one without entries says a day that tells nothing.
_NO_DAY = date(2000, 1, 1)


@in_memorial
def send_feed(visit: Visit) -> Response:
    """A draft has none, nor what is not for everybody. A fictional memorial's says so at its head and in each title."""
    if not visit.memorial.for_everybody:
        abort(404)
    newest = visit.snapshot.remembrances(visit.memorial.id, after="", limit=_LOOKED_AT)
    entries = list(islice((one for one in newest.rows if one.indexable), ENTRIES))
    body = "\n".join(['<?xml version="1.0" encoding="utf-8"?>', *_head(visit, entries), *_entries(visit, entries)])
    response = Response(f"{body}\n</feed>\n", mimetype="application/atom+xml")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _head(visit: Visit, entries: list[PublishedRemembrance]) -> Iterator[str]:
    site, memorial = site_address(), visit.memorial
    purpose = memorial.text(memorial.purpose, visit.language)
    note = fictional_note(memorial, visit.language)
    about = " ".join(filter(None, [note, purpose]))
    yield opened("feed", xmlns="http://www.w3.org/2005/Atom", xml__lang=visit.language)
    yield element("title", _fictional(visit, visit.title))
    if about:
        yield element("subtitle", about)
    yield element("id", f"urn:uuid:{UUID(memorial.id)}")
    yield empty("link", rel="self", type="application/atom+xml", href=f"{site}{visit.base}feed.atom")
    yield empty("link", rel="alternate", type="text/html", href=site + visit.base)
    yield element("updated", _time(max((one.day for one in entries), default=_NO_DAY)))
    yield f"<author>{element('name', visit.title)}</author>"


def _entries(visit: Visit, entries: list[PublishedRemembrance]) -> Iterator[str]:
    site = site_address()
    for one in entries:
        yield "<entry>"
        yield element("title", _fictional(visit, about_words(one)))
        yield element("id", f"urn:uuid:{UUID(one.id)}")
        yield empty("link", rel="alternate", type="text/html", href=f"{site}{visit.base}remembrances/{one.id}")
        yield element("published", _time(one.day))
        yield element("updated", _time(one.day))
        if one.signature:
            yield f"<author>{element('name', one.signature)}</author>"
        yield element("rights", _("These are the words of the person who sent it."))
        yield element("content", one.body.html or escape(_heard(one)), type="html", xml__lang=_language_of(visit, one))
        for voice in one.sounds:
            for file in voice.recording.sources:
                yield empty("link", rel="enclosure", type=file.mime, length=str(file.length), href=site + file.href)
        yield "</entry>"


def _heard(one: PublishedRemembrance) -> str:
    """For a voice without words beside it."""
    return " ".join(voice_words(voice) for voice in one.sounds)


def _language_of(visit: Visit, one: PublishedRemembrance) -> str:
    return one.language if one.body else visit.language


def _fictional(visit: Visit, title: str) -> str:
    return _("[Fictional] %(title)s", title=title) if visit.memorial.kind == "fictional" else title


def voice_words(voice: PublishedVoice) -> str:
    length = length_words(voice.recording.duration)
    if voice.recording.video:
        return _("A film, %(length)s", length=length) if length else _("A film")
    return _("A recording, %(length)s", length=length) if length else _("A recording")


def _time(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
