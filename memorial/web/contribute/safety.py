"""`/safety`: what whoever may be watched can do: about the device, the words, photographs, the code."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from memorial.web.contribute.frame import place_of, show

safety = Blueprint("safety", __name__)


@safety.get("/<language>/<slug>/safety")
def page(language: str, slug: str) -> ResponseReturnValue:
    place = place_of(language, slug)
    return show(
        place,
        "safety",
        _("Staying safe"),
        at="",
        under="safety",
        share_href=place.step() if place.takes else "",
    )
