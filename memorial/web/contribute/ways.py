"""The other ways in: with a code, with somebody who helps, on paper; and what to think of before."""

from __future__ import annotations

from flask_babel import gettext as _

from memorial.web.contribute.frame import Place
from memorial.web.page import Link


def other_ways(place: Place, person_id: str = "") -> list[Link]:
    """`person_id`: from whose page they came; who helps goes on with the same person."""
    person = f"&person={person_id}" if person_id else ""
    return [
        Link(_("Come back with a code"), "/receipt"),
        Link(_("Ask someone to help me"), f"{place.step()}?help=1{person}"),
        Link(_("Paper form"), place.step("paper")),
    ]


def safety_link(place: Place) -> Link:
    return Link(_("Staying safe"), f"/{place.language}/{place.slug}/safety")
