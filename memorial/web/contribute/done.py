"""`/share/done` and `/share/save`: the code, shown once what it opens is durable."""

from __future__ import annotations

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from memorial.application import giving, receipt
from memorial.application.receipt import ReceiptView
from memorial.domain.errors import NotFound
from memorial.domain.receipt_code import ReceiptCode
from memorial.web.contribute import session as here
from memorial.web.contribute.forms import EmailForm, StartForm
from memorial.web.contribute.frame import Place, place_of, services, show
from memorial.web.contribute.people import published_person
from memorial.web.contribute.steps import draft_here, elsewhere
from memorial.web.page import Link

done = Blueprint("done", __name__)


@done.get("/<language>/<slug>/share/done")
def receipt_page(language: str, slug: str) -> ResponseReturnValue:
    """The receipt. It may be loaded again and again as long as this browser holds its cookie."""
    place = place_of(language, slug)
    code, view = _sent_here(place)
    if code is None or view is None:
        return elsewhere(place)
    person_id = view.remembrance.person_id or ""
    email = EmailForm(formdata=None, data={"email": view.remembrance.email})
    again = StartForm(formdata=None, data={"keep": "yes"})
    email.number_ids(1)
    again.number_ids(2)
    return show(
        place,
        "done",
        _("We have it"),
        at="done",
        code=ReceiptCode(code).grouped,
        hidden=place.quiet,
        email=None if place.quiet else email,
        again=again,
        again_action=place.step(),
        download="" if place.quiet else place.step("done/receipt.txt"),
        more=_more_about(place, person_id),
        leave_href=f"/leave?m={place.slug}&l={place.language}",
    )


def _more_about(place: Place, person_id: str) -> Link | None:
    if published_person(place, person_id) is None:
        return None
    return Link(_("Tell more about this person"), f"{place.step()}?person={person_id}")


@done.get("/<language>/<slug>/share/done/receipt.txt")
def receipt_text(language: str, slug: str) -> ResponseReturnValue:
    """The code as a small text file that names nobody and no memorial."""
    place = place_of(language, slug)
    code, _view = _sent_here(place)
    if code is None:
        abort(404)
    lines = [
        ReceiptCode(code).grouped,
        "",
        _("With this code you can come back, change what you sent, or take it back."),
    ]
    lines += [_("Keep it where only you can find it. Nobody can send you a new one.")]
    answer = Response("\r\n".join([*lines, ""]), mimetype="text/plain")
    answer.headers["Content-Disposition"] = 'attachment; filename="code.txt"'
    return answer


def _sent_here(place: Place) -> tuple[str | None, ReceiptView | None]:
    code = here.sent_code(place.slug)
    if code is None:
        return None, None
    try:
        view = receipt.open_receipt(services(), code, media_base="/receipt/file")
    except NotFound:
        return None, None
    return (code, view) if view.memorial.id == place.memorial.id else (None, None)


@done.get("/<language>/<slug>/share/save")
def save_page(language: str, slug: str) -> ResponseReturnValue:
    """Stop here and come back: the code is shown, and from now on the draft is kept for longer."""
    place = place_of(language, slug)
    begun = draft_here(place)
    if begun is None:
        return elsewhere(place)
    draft = giving.save_answers(services(), begun.code, {}, code_shown=True)
    return show(
        place,
        "save",
        _("Saved for later"),
        at="save",
        code=ReceiptCode(begun.code).grouped,
        hidden=place.quiet,
        kept_until=giving.draft_expires(services(), draft).date(),
        continue_href=place.step("say"),
        takes=place.takes,
        leave_href=f"/leave?m={place.slug}&l={place.language}",
    )
