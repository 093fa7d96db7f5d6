"""Addresses that lead elsewhere: without a language, for a plaque, and the choice of light or dark."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from flask import Response, abort, request

from memorial.published.types import PublishedMemorial
from memorial.web.language import best_language, offered
from memorial.web.theme import COOKIE
from memorial.web.wall.visit import Visit, current_wall, in_memorial, open_to_visitor

_A_YEAR = 365 * 24 * 3600


def to_best_language(slug: str, rest: str = "") -> Response:
    """The same address in the language that the browser likes best of those the memorial offers."""
    with current_wall().reader.snapshot() as snapshot:
        memorial = snapshot.memorial(slug)
    if memorial is None or not open_to_visitor(memorial):
        abort(404)
    query = request.query_string.decode("latin-1")
    return redirect_to(f"/{_best(memorial)}/{memorial.slug}/{quote(rest)}{'?' + query if query else ''}")


@in_memorial
def with_final_slash(visit: Visit) -> Response:
    return redirect_to(visit.base)


def to_person(person_id: str) -> Response:
    """The page of someone whose short address stands on a plaque. A name that is hidden now is an unknown one."""
    with current_wall().reader.snapshot() as snapshot:
        found = snapshot.find_person_anywhere(person_id)
    if found is None or not open_to_visitor(found[0]):
        abort(404)
    memorial, person = found
    return redirect_to(f"/{_best(memorial)}/{memorial.slug}/people/{person.id}")


def choose_theme(choice: str) -> Response:
    """Remember light or dark in a cookie, or forget it, and go back to the page one came from."""
    response = redirect_to(_where_from())
    response.headers["Cache-Control"] = "no-store"
    if choice == "system":
        response.delete_cookie(COOKIE, path="/")
    else:
        secure = current_wall().settings.secure_cookies
        response.set_cookie(COOKIE, choice, max_age=_A_YEAR, path="/", secure=secure, httponly=True, samesite="Lax")
    return response


def _where_from() -> str:
    """The path of this site that the browser says it comes from; never another site's."""
    came = urlsplit(request.referrer or "")
    if came.netloc != request.host or not came.path.startswith("/") or came.path.startswith(("//", "/\\", "/theme/")):
        return "/"
    return came.path + (f"?{came.query}" if came.query else "")


def _best(memorial: PublishedMemorial) -> str:
    return best_language(offered(memorial.languages))


def redirect_to(address: str) -> Response:
    response = Response(status=302)
    response.location = address
    response.headers["Cache-Control"] = "no-cache"
    response.vary.add("Accept-Language")
    return response
