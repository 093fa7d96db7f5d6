"""`/share/paper`: the same questions on paper. The code is on a strip that the family keeps, the sheet has a number."""

from __future__ import annotations

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from memorial.application import paper as use
from memorial.domain.paper_serial import grouped
from memorial.domain.receipt_code import ReceiptCode
from memorial.web.contribute.done import return_address
from memorial.web.contribute.forms import PaperForm, choices_form
from memorial.web.contribute.frame import Place, place_of, services, show
from memorial.web.contribute.notices import notice_for
from memorial.web.contribute.steps import back, closed_page

paper = Blueprint("paper", __name__)


@paper.get("/<language>/<slug>/share/paper")
def page(language: str, slug: str) -> ResponseReturnValue:
    place = place_of(language, slug)
    return _about(place, PaperForm(formdata=None)) if place.takes else closed_page(place)


@paper.post("/<language>/<slug>/share/paper")
def make(language: str, slug: str) -> ResponseReturnValue:
    """A sheet of its own each time. Its code stands on this page alone: nothing here keeps it."""
    place = place_of(language, slug)
    form = PaperForm()
    if not form.came_from_here(services().limits):
        return _about(place, form, status=422)
    if not place.takes:
        return closed_page(place)
    try:
        made = use.make_sheet(services(), place.slug, place.language)
    except use.PrintedEnough:
        form.tell_whole(_("Many paper forms were made here today. Please come back tomorrow."))
        return _about(place, form, status=429)
    return show(
        place,
        "paper_sheet",
        _("Paper form"),
        at="paper",
        questions=choices_form((), None, {}),
        code=ReceiptCode(made.code).grouped,
        serial=grouped(made.serial),
        address=return_address(),
        notice=notice_for(place),
        own_question=place.memorial.text(place.memorial.setup.question, place.language),
    )


def _about(place: Place, form: PaperForm, *, status: int = 200) -> Response:
    return show(
        place,
        "paper",
        _("Paper form"),
        at="paper",
        form=form,
        status_code=status,
        back=back(place, ""),
        controller=place.memorial.controller,
    )
