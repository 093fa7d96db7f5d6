"""`/interviews`: what people tell, to be heard and read; one page for each sitting.

The page of an interview is sent in pieces, since a transcript may have ten thousand lines.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, current_app, request
from flask_babel import gettext as _
from flask_babel import pgettext

from memorial.published.interview import (
    PublishedCue,
    PublishedInterview,
    PublishedSession,
    PublishedTranscriptHead,
)
from memorial.web.assets import Assets
from memorial.web.interview_words import length_words
from memorial.web.page import Link
from memorial.web.person_words import language_words
from memorial.web.surface import number
from memorial.web.wall.captions import MIMES, Captions, Hidden
from memorial.web.wall.interview_found import found_page
from memorial.web.wall.interview_shown import (
    ADDRESS,
    LineAt,
    Moments,
    line_shown,
    own_attributes,
    remarks,
    segments,
    silence_words,
    sounds,
    told,
    voices,
    why_closed,
)
from memorial.web.wall.interview_transcripts import TranscriptShown, transcripts
from memorial.web.wall.record import Cite
from memorial.web.wall.transcript_lines import anchor
from memorial.web.wall.visit import (
    Visit,
    asked_words,
    current_wall,
    cursor,
    fictional_note,
    in_memorial,
    page_of,
    sheet_for,
    show,
    site_address,
    streamed,
)

PER_PAGE = 30
OPEN = ("open", "unlisted")


@in_memorial
def show_list(visit: Visit) -> Response:
    """`noindex`, as every list of names is."""
    after = cursor()
    lines, following = visit.snapshot.interviews(visit.memorial.id).listed(after=after, limit=PER_PAGE)
    return show(
        visit,
        "wall/interviews.html",
        title=_("Voices"),
        rest=ADDRESS,
        asked={"after": after},
        interviews=[line_shown(visit, one) for one in lines],
        previous=visit.link(_("To the beginning of the list"), ADDRESS) if after else None,
        next=visit.link(_("More interviews"), ADDRESS, {"after": following}) if following else None,
        share=visit.share(),
    )


# One interview


@dataclass(frozen=True)
class Heading:
    """What stands above every page of one interview."""

    shown: PublishedInterview
    here: str
    fields: Mapping[str, Any]


def heading(visit: Visit, interview_id: str) -> Heading:
    """The common 404 for one that visitors may not know of."""
    shown = visit.snapshot.interviews(visit.memorial.id).get(interview_id)
    if shown is None:
        abort(404)
    title = told(visit, shown.title)
    here = f"{visit.base}{ADDRESS}/{shown.id}"
    fields = {
        "sheet": sheet_for("listening"),
        "title": title.text or _("An interview"),
        "told": title,
        "summary": told(visit, shown.summary),
        "voices": voices(visit, shown.narrators),
        "facts": _facts(visit, shown),
        "closed": why_closed(visit, shown),
        "ask": Link(_("Ask to hear it"), f"{here}/request") if shown.access == "on_request" else None,
        "pictures": shown.pictures,
        "rights": _rights(shown),
        "cite": _cite(visit, shown),
        "in_record": _in_record(visit, shown),
        "up": visit.link(_("All voices"), ADDRESS) if visit.has_voices else visit.link(visit.title, ""),
        "concern": visit.link(_("Tell us what is wrong"), "concern", {"about": f"{ADDRESS}/{shown.id}"}),
    }
    return Heading(shown, here, fields)


@in_memorial
def show_interview(visit: Visit, interview_id: str) -> Response:
    """`?q=` looks for words in it; `?session=` is another sitting than the first."""
    head = heading(visit, interview_id)
    rest, indexable = f"{ADDRESS}/{interview_id}", head.shown.indexable
    if head.shown.access not in OPEN or not head.shown.sessions:
        return show(visit, "wall/interview_closed.html", rest=rest, indexable=indexable, **head.fields)
    if "q" in request.args:
        return found_page(visit, head.shown, head.fields, asked_words())
    session = _session_asked(head.shown)
    first = session is head.shown.sessions[0]
    page = page_of(
        visit,
        rest=rest,
        asked={"session": "" if first else session.number},
        indexable=indexable,
        **_sitting(visit, head, session),
        **head.fields,
    )
    return streamed("wall/interview.html", page, keep=not visit.memorial.draft)


def _session_asked(shown: PublishedInterview) -> PublishedSession:
    asked = request.args.get("session", "")
    if not asked:
        return shown.sessions[0]
    found = shown.session(int(asked)) if re.fullmatch("[0-9]{1,4}", asked, re.ASCII) else None
    if found is None:
        abort(404)
    return found


def _sitting(visit: Visit, head: Heading, session: PublishedSession) -> dict[str, Any]:
    shown, moments = head.shown, Moments.of(session)
    cues = _cues(visit, shown, session)
    line_at = _line_at(cues, session)
    assets: Assets = current_app.extensions["assets"]
    between = remarks(visit, session, moments, line_at)
    written = transcripts(visit, shown, session, cues, moments.address, between)
    return {
        "session": session,
        "session_words": _when_and_where(visit, session),
        "sessions": _sessions(head, session),
        "sounds": sounds(visit, shown, session),
        "segments": segments(visit, session, moments, line_at),
        "silences": [silence_words(visit, one) for one in session.silences],
        "transcripts": [one for one in written if not one.aside],
        "aside": [one for one in written if one.aside],
        "own": own_attributes(visit),
        "search_action": head.here,
        "script": assets.scripts["listen"],
    }


def _cues(visit: Visit, shown: PublishedInterview, session: PublishedSession) -> dict[str, list[PublishedCue]]:
    reader = visit.snapshot.interviews(visit.memorial.id)
    return {head.id: list(reader.cues(shown.id, head.id)) for head in session.transcripts}


def _line_at(cues: Mapping[str, Sequence[PublishedCue]], session: PublishedSession) -> LineAt:
    """The line of the first transcript, which is the original where there is one."""
    original_first = sorted(enumerate(session.transcripts), key=lambda one: one[1].translation)
    place, first = next(((place, cues[one.id]) for place, one in original_first if cues[one.id]), (0, []))
    starts = [cue.start for cue in first]

    def at(moment: int) -> str:
        following = bisect_left(starts, moment)
        return f"#{anchor(place, first[following].id)}" if following < len(first) else ""

    return at


def _when_and_where(visit: Visit, session: PublishedSession) -> str:
    day = current_wall().date_in_words(session.on, visit.language, _) if session.on else ""
    return " · ".join(filter(None, (day, session.place, length_words(session.duration))))


def _sessions(head: Heading, current: PublishedSession) -> list[Link]:
    """The ways to the sittings, where there are several."""
    if len(head.shown.sessions) < 2:
        return []
    links = []
    for one in head.shown.sessions:
        words = _("Session %(number)s", number=number(one.number))
        length = length_words(one.duration)
        text = f"{words} ({length})" if length else words
        links.append(Link(text, f"{head.here}?session={one.number}", one is current))
    return links


# Its heading and its foot


@dataclass(frozen=True)
class Row:
    term: str
    value: str
    language: str = ""


def _facts(visit: Visit, shown: PublishedInterview) -> list[Row]:
    """When, where, by whom, in which languages, how long."""
    say = current_wall().date_in_words
    days = list(dict.fromkeys(say(one.on, visit.language, _) for one in shown.sessions if one.on))
    places = list(dict.fromkeys(one.place for one in shown.sessions if one.place))
    spoken = filter(None, (language_words(code, visit.language) for code in shown.languages))
    rows = [
        Row(_("When"), " · ".join(days)),
        Row(_("Where"), " · ".join(places)),
        Row(_("Asked by"), " · ".join(shown.interviewers)),
        Row(_("Language"), " · ".join(spoken)),
        Row(pgettext("of a recording", "Length"), length_words(shown.duration)),
        Row(_("Project"), shown.project),
        Row(_("Collection"), shown.collection),
        Row(_("Number in the archive"), shown.accession_number),
    ]
    return [row for row in rows if row.value]


def _rights(shown: PublishedInterview) -> list[Row]:
    rows = [Row(_("Copyright"), shown.copyright_holder), Row(_("Rights"), shown.rights_statement)]
    return [row for row in rows if row.value]


def _in_record(visit: Visit, shown: PublishedInterview) -> list[Link]:
    """The sources of the record that this interview is."""
    sources = visit.snapshot.record(visit.memorial.id).sources_at(f"/{ADDRESS}/{shown.id}")
    return [visit.link(one.title, f"record/sources/{one.id}") for one in sources]


def _cite(visit: Visit, shown: PublishedInterview) -> Cite | None:
    """None in a draft, which is not for citation."""
    if visit.memorial.draft:
        return None
    say = current_wall().date_in_words
    day = next((say(one.on, visit.language, _) for one in shown.sessions if one.on), "")
    told_by = ", ".join(one.name for one in shown.narrators if one.name)
    title = told(visit, shown.title).text
    asked_by = _("Asked by %(names)s", names=", ".join(shown.interviewers)) if shown.interviewers else ""
    parts = (told_by, title, asked_by, day, shown.accession_number, visit.title)
    said = [part.rstrip(".") for part in parts if part]
    if any(unicodedata.bidirectional(sign) in ("R", "AL") for part in said for sign in part):
        # Who tells and who asks keep their places, whatever they are written in.
        said = [f"\u2068{part}\u2069" for part in said]
    return Cite(". ".join(said), f"{site_address()}{visit.base}{ADDRESS}/{shown.id}")


# Files


@in_memorial
def send_transcript(visit: Visit, interview_id: str, transcript_id: str, form: str) -> Response:
    """The lines of one transcript as a file. `?recording=2`: as captions of that one, counted from its beginning."""
    shown = visit.snapshot.interviews(visit.memorial.id).get(interview_id)
    session, head = _of_transcript(shown, transcript_id)
    if shown is None or session is None or head is None:
        abort(404)
    window = None
    if asked := request.args.get("recording", ""):
        known = {str(place): one for place, one in enumerate(session.recordings, 1)}
        if asked not in known:
            abort(404)
        window = (known[asked].starts, known[asked].starts + known[asked].duration)
    captions = Captions(
        cues=list(visit.snapshot.interviews(visit.memorial.id).cues(shown.id, head.id)),
        language=head.language,
        about=_about_file(visit, shown, head),
        hidden=[Hidden(one.start, one.end, silence_words(visit, one)) for one in session.silences],
        window=window,
    )
    response = Response(captions.written(form), mimetype=MIMES[form])
    response.headers["Cache-Control"] = "no-store" if visit.memorial.draft else "no-cache"
    response.headers["Content-Disposition"] = f'inline; filename="transcript-{head.language}.{form}"'
    return response


def _of_transcript(
    shown: PublishedInterview | None, transcript_id: str
) -> tuple[PublishedSession | None, PublishedTranscriptHead | None]:
    for session in shown.sessions if shown else ():
        for head in session.transcripts:
            if head.id == transcript_id:
                return session, head
    return None, None


def _about_file(visit: Visit, shown: PublishedInterview, head: PublishedTranscriptHead) -> list[str]:
    cite = _cite(visit, shown)
    lines = [
        fictional_note(visit.memorial, visit.language),
        cite.words if cite else told(visit, shown.title).text,
        cite.address if cite else "",
        TranscriptShown.made_words(head),
        shown.copyright_holder,
        shown.rights_statement,
    ]
    return [line for line in lines if line]
