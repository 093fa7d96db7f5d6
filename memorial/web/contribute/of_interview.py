"""An interview that somebody writes about: what it is called."""

from __future__ import annotations

import re

from memorial.web.contribute.frame import Place, parts

_AN_INTERVIEW = re.compile(r"interviews/([0-9a-f]{32})")


def interview_title(place: Place, about: str) -> str | None:
    """What visitors see as the title of 'interviews/…' (it may be ''); None where they see no such interview."""
    asked = _AN_INTERVIEW.fullmatch(about)
    if asked is None:
        return None
    with parts().reader.snapshot() as snapshot:
        shown = snapshot.interviews(place.memorial.id).get(asked[1])
    if shown is None:
        return None
    titles = (shown.title.get(code, "") for code in (place.language, *place.memorial.languages, *shown.title))
    return next(filter(None, titles), "")
