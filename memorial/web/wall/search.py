"""Search over what is published: names, the record, what people tell, and remembrances newest first."""

from __future__ import annotations

from flask import Response
from flask_babel import gettext as _

from memorial.published.types import Page
from memorial.web.found_words import why_words
from memorial.web.wall.interview_found import found_in_interviews
from memorial.web.wall.search_record import found_in_record
from memorial.web.wall.visit import Visit, asked_words, cursor, in_memorial, sheet_for, show

PEOPLE = 20
PER_PAGE = 20


@in_memorial
def show_search(visit: Visit) -> Response:
    """The index holds disclosed words only: a withheld word and one that nobody wrote give the same bytes."""
    query, after = asked_words(), cursor()
    snapshot, memorial = visit.snapshot, visit.memorial
    people = snapshot.find_people(memorial.id, query, limit=PEOPLE) if query and not after else ()
    found = snapshot.search(memorial.id, query, after=after, limit=PER_PAGE) if query else Page(())
    asked = {"q": query}
    return show(
        visit,
        "wall/search.html",
        title=_("Search"),
        rest="search",
        asked=asked | {"after": after},
        query=query,
        search_action=f"{visit.base}search",
        people=[(one.line, why_words(one)) for one in people],
        record_found=found_in_record(visit, "" if after else query),
        sheet=sheet_for("listening"),
        interviews=found_in_interviews(visit, "" if after else query),
        remembrances=found.rows,
        previous=visit.link(_("The newest"), "search", asked) if after else None,
        next=visit.link(_("Older remembrances"), "search", asked | {"after": found.next}) if found.next else None,
        share=visit.share(),
    )
