"""How to cite a person's page: who keeps it, its address that stays, and the day on which it was read."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, abort
from flask_babel import gettext as _

from memorial.web.surface import date_words
from memorial.web.wall.on_this_day import today
from memorial.web.wall.visit import Visit, in_memorial, show, site_address


@dataclass(frozen=True)
class Citation:
    """The parts of a citation as they stand on the page, each with its own direction. `keeper`: '' where not said."""

    label: str
    language: str
    direction: str
    memorial: str
    keeper: str
    address: str
    read_on: str


@in_memorial
def show_citation(visit: Visit, person_id: str) -> Response:
    """Not kept in memory: it says the day. A hidden name is the common 404; one that was joined leads to its page."""
    person = visit.snapshot.person(visit.memorial.id, person_id)
    if person is None:
        abort(404)
    label = person.names[0] if person.names else None
    citation = Citation(
        person.label,
        label.language if label else "und",
        label.direction if label else "auto",
        visit.title,
        visit.memorial.controller_name,
        permanent_address(person.id),
        date_words(today(visit)),
    )
    return show(
        visit,
        "wall/cite.html",
        title=_("How to cite this page"),
        rest=f"people/{person.id}/cite",
        citation=citation,
        person=person,
        up=visit.link(person.label, f"people/{person.id}"),
    )


def permanent_address(person_id: str) -> str:
    """The short address of a person, which stays: for plaques, citations and print."""
    return f"{site_address()}/p/{person_id}"
