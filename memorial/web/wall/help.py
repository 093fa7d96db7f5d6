"""`/help`: whom to turn to, the ways back to what one has sent, and how to find, correct and print."""

from __future__ import annotations

from flask import Response
from flask_babel import gettext as _

from memorial.web.wall.record import METHOD
from memorial.web.wall.visit import Visit, in_memorial, show

ADDRESS = "help"


@in_memorial
def show_help(visit: Visit) -> Response:
    record = visit.snapshot.record(visit.memorial.id)
    about = record.whole().about if record.any() else None
    runs = [about.run_by if about else "", visit.memorial.controller_name]
    return show(
        visit,
        "wall/help.html",
        title=_("Help and contact"),
        rest=ADDRESS,
        run_by=list(dict.fromkeys(name for name in runs if name)),
        # The address itself is in the notice: it is no part of what is published for the wall.
        reach=visit.link(_("How to reach them"), "share/notice") if visit.memorial.controller_name else None,
        method=visit.link(_("How this memorial decides"), METHOD) if about else None,
        concern=visit.link(_("Tell us what is wrong"), "concern"),
        share=visit.share(),
        safety=visit.link(_("Staying safe"), "safety"),
        search_action=f"{visit.base}search",
    )
