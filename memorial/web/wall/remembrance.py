"""The wall of remembrances, newest first, and the page of one of them."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, abort, request
from flask_babel import gettext as _

from memorial.published.types import Page, PublishedRemembrance
from memorial.web.page import Link
from memorial.web.wall.visit import Visit, about_words, asked_words, cursor, in_memorial, show, with_query

PER_PAGE = 48
KINDS = ("text", "photo", "voice")
_HOLDS = {"text": {"text", "voice"}, "photo": {"photo", "voice_photo"}, "voice": {"voice", "voice_photo"}}


@in_memorial
def show_wall(visit: Visit) -> Response:
    """Always `noindex`: a remembrance on it may be one that search engines are asked to leave alone."""
    query, after = asked_words(), cursor()
    kind = request.args.get("kind", "") if not query else ""
    kind = kind if kind in KINDS else ""
    asked = {"q": query, "kind": kind}
    shown = _page_of(visit, query, kind, after)
    if after and not shown.rows:
        return from_the_top(f"{visit.base}wall")
    return show(
        visit,
        "wall/wall.html",
        title=_("Remembrances"),
        rest="wall",
        asked=asked | {"after": after},
        remembrances=shown.rows,
        previous=visit.link(_("The newest"), "wall", asked) if after else None,
        next=visit.link(_("Older remembrances"), "wall", asked | {"after": shown.next}) if shown.next else None,
        kinds=[] if query else _kinds(visit, kind),
        query=query,
        search_action=f"{visit.base}wall",
        share=visit.share(),
    )


def _page_of(visit: Visit, query: str, kind: str, after: str) -> Page[PublishedRemembrance]:
    if query:
        return visit.snapshot.search(visit.memorial.id, query, after=after, limit=PER_PAGE)
    return visit.snapshot.remembrances(visit.memorial.id, after=after, limit=PER_PAGE, kind=kind)


def from_the_top(address: str) -> Response:
    """A place in a list that has nothing behind it any more leads back to the list's beginning."""
    response = Response(status=302)
    response.location = address
    response.headers["Cache-Control"] = "no-cache"
    return response


def _kinds(visit: Visit, current: str) -> Sequence[Link]:
    """A choice of kinds: each that some remembrances are of, and some are not."""
    words = {"text": _("Without pictures"), "photo": _("With pictures"), "voice": _("With a recording")}
    there = visit.snapshot.kinds(visit.memorial.id)
    choices = {kind: text for kind, text in words.items() if there & _HOLDS[kind] and there - _HOLDS[kind]}
    return [
        Link(text, with_query(f"{visit.base}wall", {"kind": kind}), current=kind == current)
        for kind, text in {"": _("All"), **choices}.items()
        if choices
    ]


@in_memorial
def show_remembrance(visit: Visit, remembrance_id: str) -> Response:
    remembrance = visit.snapshot.remembrance(visit.memorial.id, remembrance_id)
    if remembrance is None:
        abort(404)
    person = remembrance.person.id if remembrance.person else ""
    return show(
        visit,
        "wall/remembrance.html",
        title=about_words(remembrance),
        rest=f"remembrances/{remembrance.id}",
        indexable=remembrance.indexable,
        remembrance=remembrance,
        concern=visit.link(_("Something is wrong here"), "concern", {"about": remembrance.id}),
        share=visit.share(person),
    )
