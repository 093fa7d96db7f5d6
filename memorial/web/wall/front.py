"""A memorial's front page: what it is for, the ways into it, the newest remembrances, and what it covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response
from flask_babel import gettext as _

from memorial.published.groups import FAMILY_KINDS, OTHER_KINDS
from memorial.web.language import direction
from memorial.web.page import Link
from memorial.web.record_shown import SourceShown
from memorial.web.wall.interview_shown import ADDRESS as VOICES
from memorial.web.wall.on_this_day import names_of_today
from memorial.web.wall.own_picture import own_picture
from memorial.web.wall.record import ADDRESS as RECORD
from memorial.web.wall.record import shown_of
from memorial.web.wall.visit import Visit, in_memorial, show

NEWEST = 4
TODAY = 12
_LOOKED_AT = 24


@dataclass(frozen=True)
class RecordShown:
    """What the record is about, in short; `sources` are those of the summary, at the foot of it."""

    scope: str
    summary: str
    language: str
    direction: str
    sources: Sequence[SourceShown]
    here: str


@in_memorial
def show_front(visit: Visit) -> Response:
    """Only remembrances and names that search engines may see stand here, so that the page itself may be found."""
    newest = visit.snapshot.remembrances(visit.memorial.id, after="", limit=_LOOKED_AT)
    today = names_of_today(visit, most=TODAY)
    return show(
        visit,
        "wall/memorial.html",
        title=visit.title,
        indexable=True,
        about=visit.memorial.text(visit.memorial.purpose, visit.language),
        lead=visit.memorial.text(visit.memorial.purpose, visit.language),
        picture=own_picture(visit),
        search_action=f"{visit.base}search",
        doors=_doors(visit, written=bool(newest.rows)),
        today=[one.line for one in today],
        today_link=visit.link(_("All names of this day"), "on/today") if today else None,
        remembrances=[remembrance for remembrance in newest.rows if remembrance.indexable][:NEWEST],
        remembrances_link=visit.link(_("All remembrances"), "wall") if newest.rows else None,
        record=_record(visit),
    )


def _doors(visit: Visit, *, written: bool) -> list[Link]:
    """What lies behind each door is said only where there is something."""
    named = visit.snapshot.count_people(visit.memorial.id) > 0
    doors = [
        visit.link(_("The names"), "names", about=_("Everyone who is named here.") if named else ""),
        visit.link(_("Remembrances"), "wall", about=_("What families and friends have written.") if written else ""),
    ]
    if visit.has_voices:
        doors.append(visit.link(_("Voices"), VOICES, about=_("Interviews, to be heard and read.")))
    groups = visit.snapshot.groups(visit.memorial.id)
    if groups.any(FAMILY_KINDS):
        doors.append(visit.link(_("Families"), "families", about=_("Those who belong together.")))
    if groups.any(OTHER_KINDS):
        doors.append(visit.link(_("Groups"), "groups", about=_("Crews, classes, houses and others.")))
    if visit.snapshot.heritage(visit.memorial.id).any():
        about = _("Cemeteries, monuments and buildings.")
        doors.append(visit.link(_("Places of memory"), "places-of-memory", about=about))
    if visit.has_record:
        about = _("What sources say of what happened, each beside the others.")
        doors.append(visit.link(_("What happened"), RECORD, about=about))
    share = visit.share()
    if share is None:
        return doors
    words = _("Write a few lines, or send a photograph. You do not have to give your name.")
    return [*doors, Link(share.text, share.href, about=words)]


def _record(visit: Visit) -> RecordShown | None:
    record = visit.snapshot.record(visit.memorial.id)
    if not record.any():
        return None
    shown = shown_of(visit, record.whole())
    about = shown.record.about
    if about is None or not (about.summary or about.scope):
        return None
    return RecordShown(
        scope=about.scope,
        summary=about.summary,
        language=about.language,
        direction=direction(about.language),
        sources=shown.sources(about.summary_source_ids, uses=False),
        here=visit.base + RECORD,
    )
