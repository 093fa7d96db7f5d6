"""Parts of a memorial inside the pages of sites that it has allowed: no script, no cookie, and nothing private.

What stands here is what search engines may have. A hidden name, a draft, a memorial at high risk or not for everybody,
and one that allows no site all answer the common 404.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Response, abort, render_template, request

from memorial.web.language import best_language, direction, offered, set_language
from memorial.web.page import Page
from memorial.web.surface import CSP
from memorial.web.wall.citing import permanent_address
from memorial.web.wall.link_preview import is_told
from memorial.web.wall.visit import Visit, current_wall, memorial_head, sheet_for, site_address

MOST_NAMES = 200


def show_person(slug: str, person_id: str) -> Response:
    with _visit(slug) as visit:
        person = visit.snapshot.person(visit.memorial.id, person_id)
        if person is None or not person.indexable:
            abort(404)
        return _answer(visit, "wall/embed_person.html", person.label, person=person, href=permanent_address(person.id))


def show_names(slug: str) -> Response:
    """The first names by name, and how many more there are."""
    with _visit(slug) as visit:
        people, count = visit.snapshot.wall(visit.memorial.id).for_everybody(most=MOST_NAMES)
        site = f"{site_address()}{visit.base}"
        return _answer(visit, "wall/embed_names.html", visit.title, people=people, count=count,
                       base=f"{site_address()}/p/", all_names=f"{site}names")  # fmt: skip


@contextmanager
def _visit(slug: str) -> Iterator[Visit]:
    """The memorial, in the language that `l` asks for, else in the best by what the browser likes."""
    with current_wall().reader.snapshot() as snapshot:
        memorial = snapshot.memorial(slug)
        if memorial is None or not memorial.for_everybody or not is_told(memorial) or not memorial.embed_hosts:
            abort(404)
        languages = offered(memorial.languages)
        asked = request.args.get("l", "")
        language = asked if asked in languages else best_language(languages)
        set_language(language)
        yield Visit(snapshot, memorial, language)


def _answer(visit: Visit, template: str, title: str, **extra: Any) -> Response:
    page = Page(
        title=title,
        language=visit.language,
        direction=direction(visit.language),
        stylesheet=sheet_for("embed"),
        memorial=memorial_head(visit.memorial, visit.language),
        extra={"accent": visit.memorial.accent, "front": f"{site_address()}{visit.base}", **extra},
    )
    response = Response(render_template(template, page=page), mimetype="text/html")
    allowed = " ".join(visit.memorial.embed_hosts)
    response.headers["Content-Security-Policy"] = CSP.replace("frame-ancestors 'none'", f"frame-ancestors {allowed}")
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cache-Control"] = "no-cache"
    response.vary.add("Accept-Language")
    return response
