"""A memorial's front page: what it is for, the ways into it, the newest remembrances, and what it covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response
from flask_babel import gettext as _

from memorial.published.groups import FAMILY_KINDS, OTHER_KINDS
from memorial.published.types import PublishedMemorial, PublishedSource
from memorial.web.language import direction, endonym
from memorial.web.page import Link
from memorial.web.wall.on_this_day import names_of_today
from memorial.web.wall.visit import Visit, in_memorial, show

NEWEST = 4
TODAY = 12
_LOOKED_AT = 24


@dataclass(frozen=True)
class NameInUse:
    name: str
    used_by: tuple[str, ...]


@dataclass(frozen=True)
class NamesInLanguage:
    """What the event is called in one language, and by whom."""

    language: str
    direction: str
    endonym: str
    names: tuple[NameInUse, ...]


@dataclass(frozen=True)
class RecordShown:
    scope: str
    summary: str
    sources: Sequence[PublishedSource]
    names_by_language: Sequence[NamesInLanguage]


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
        lead=visit.memorial.text(visit.memorial.purpose, visit.language),
        picture=None,
        search_action=f"{visit.base}search",
        doors=_doors(visit, written=bool(newest.rows)),
        today=[one.line for one in today],
        today_link=visit.link(_("All names of this day"), "on/today") if today else None,
        remembrances=[remembrance for remembrance in newest.rows if remembrance.indexable][:NEWEST],
        remembrances_link=visit.link(_("All remembrances"), "wall") if newest.rows else None,
        record=_record(visit.memorial),
    )


def _doors(visit: Visit, *, written: bool) -> list[Link]:
    """What lies behind each door is said only where there is something."""
    named = visit.snapshot.count_people(visit.memorial.id) > 0
    doors = [
        visit.link(_("The names"), "names", about=_("Everyone who is named here.") if named else ""),
        visit.link(_("Remembrances"), "wall", about=_("What families and friends have written.") if written else ""),
    ]
    groups = visit.snapshot.groups(visit.memorial.id)
    if groups.any(FAMILY_KINDS):
        doors.append(visit.link(_("Families"), "families", about=_("Those who belong together.")))
    if groups.any(OTHER_KINDS):
        doors.append(visit.link(_("Groups"), "groups", about=_("Crews, classes, houses and others.")))
    if visit.snapshot.heritage(visit.memorial.id).any():
        about = _("Cemeteries, monuments and buildings.")
        doors.append(visit.link(_("Places of memory"), "places-of-memory", about=about))
    share = visit.share()
    if share is None:
        return doors
    words = _("Write a few lines, or send a photograph. You do not have to give your name.")
    return [*doors, Link(share.text, share.href, about=words)]


def _record(memorial: PublishedMemorial) -> RecordShown | None:
    record = memorial.record
    if record is None:
        return None
    by_id = {source.id: source for source in memorial.sources}
    titles = {source.id: source.title for source in memorial.sources}
    names: dict[str, list[NameInUse]] = {}
    for name in record.names:
        used_by = tuple(titles.get(user, user) for user in name.used_by)
        names.setdefault(name.language, []).append(NameInUse(name.name, used_by))
    return RecordShown(
        scope=record.scope,
        summary=record.summary,
        sources=[by_id[source] for source in record.summary_sources if source in by_id],
        names_by_language=[
            NamesInLanguage(code, direction(code), endonym(code), tuple(found)) for code, found in names.items()
        ],
    )
