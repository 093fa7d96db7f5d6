"""For a plaque or a stone: a square that leads to a person's page, its address in letters, and how to try it first."""

from __future__ import annotations

from flask import Response, abort, render_template, request
from flask_babel import gettext as _

from memorial.published.types import PublishedPerson
from memorial.web.qr import square
from memorial.web.wall.citing import permanent_address
from memorial.web.wall.visit import Visit, in_memorial, show

SIDES = (30, 40, 60)
"""Millimetres at which the square is shown for trying: 3 cm is the least that most phones read from a stone."""


@in_memorial
def show_plaque(visit: Visit, person_id: str) -> Response:
    person = _person(visit, person_id)
    address = permanent_address(person.id)
    return show(
        visit,
        "wall/plaque.html",
        title=_("For a plaque"),
        rest=f"people/{person.id}/plaque",
        person=person,
        address_cut=address,
        square=square(address, level="h"),
        sides=SIDES,
        drawing=visit.link(_("The square as a drawing (SVG)"), f"people/{person.id}/plaque.svg"),
        up=visit.link(person.label, f"people/{person.id}"),
        here_only=request.host.partition(":")[0] in ("127.0.0.1", "localhost"),
    )


@in_memorial
def send_square(visit: Visit, person_id: str) -> Response:
    """The square alone, for whoever cuts the stone. Its name tells nobody's name."""
    person = _person(visit, person_id)
    body = render_template("wall/plaque.svg", page=square(permanent_address(person.id), level="h"))
    answer = Response(body, mimetype="image/svg+xml")
    answer.headers["Content-Disposition"] = 'attachment; filename="plaque.svg"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _person(visit: Visit, person_id: str) -> PublishedPerson:
    person = visit.snapshot.person(visit.memorial.id, person_id)
    if person is None:
        abort(404)
    return person
