"""`/share/done` and `/share/save`: the code, shown once what it opens is durable."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from memorial.application import giving, receipt
from memorial.application.receipt import ReceiptView
from memorial.domain.errors import NotFound
from memorial.domain.receipt_code import ReceiptCode
from memorial.web.contribute import session as here
from memorial.web.contribute.forms import EmailForm, StartForm
from memorial.web.contribute.frame import Place, parts, place_of, services, show
from memorial.web.contribute.people import published_person
from memorial.web.contribute.receipt_view import read_by_words
from memorial.web.contribute.steps import draft_here, elsewhere
from memorial.web.page import Link
from memorial.web.qr import square

done = Blueprint("done", __name__)


@done.get("/<language>/<slug>/share/done")
def receipt_page(language: str, slug: str) -> ResponseReturnValue:
    """The receipt. It may be loaded again and again as long as this browser holds its cookie."""
    place = place_of(language, slug)
    code, view = _sent_here(place)
    if code is None or view is None:
        return elsewhere(place)
    whom = _whom(place, view)
    email = EmailForm(formdata=None, data={"email": view.remembrance.email})
    again = StartForm(formdata=None, data={"keep": "yes"})
    more = StartForm(formdata=None, data={"keep": "yes", "more": "yes"})
    for number, form in enumerate((email, again, more), start=1):
        form.number_ids(number)
    return show(
        place,
        "done",
        _("We have it"),
        at="done",
        code=ReceiptCode(code).grouped,
        hidden=place.quiet,
        read_by=read_by_words(view),
        address=return_address(),
        email=None if place.quiet else email,
        again=again,
        again_action=place.step(),
        download="" if place.quiet else place.step("done/receipt.txt"),
        more=more if whom else None,
        more_name=whom,
        print_href=place.step("done/print"),
        leave_href=f"/leave?m={place.slug}&l={place.language}",
    )


def _whom(place: Place, view: ReceiptView) -> str:
    """Of whom more can be told: as the memorial shows the name now, or as its sender wrote it; '' for nobody."""
    found = published_person(place, view.remembrance.person_id or "")
    named = view.remembrance.latest.named
    return found.label if found else named.name if named else ""


def return_address() -> str:
    """Where a code is given, as it stands on paper."""
    return f"{parts().settings.public_url or request.host_url.rstrip('/')}/receipt"


@done.get("/<language>/<slug>/share/done/print")
def print_page(language: str, slug: str) -> ResponseReturnValue:
    """The receipt as a sheet of paper that names nobody."""
    place = place_of(language, slug)
    code, _view = _sent_here(place)
    return elsewhere(place) if code is None else _sheet(place, code, "done")


@done.get("/<language>/<slug>/share/save/print")
def print_draft(language: str, slug: str) -> ResponseReturnValue:
    """The same for a draft. Its code is shown by that, and it is kept for longer."""
    place = place_of(language, slug)
    begun = draft_here(place)
    if begun is None:
        return elsewhere(place)
    draft = giving.save_answers(services(), begun.code, {}, code_shown=True)
    return _sheet(place, begun.code, "save", kept_until=giving.draft_expires(services(), draft).date())


def _sheet(place: Place, code: str, of: str, *, kept_until: date | None = None) -> Response:
    """The square leads to the address. One with the code in it is there for who asks, and stands in no address."""
    asked = request.args.get("square") == "code"
    return show(
        place,
        "receipt_print",
        _("Your code"),
        at=f"{of}/print",
        code=ReceiptCode(code).grouped,
        address=return_address(),
        square=square(return_address()),
        code_square=square(code) if asked else None,
        with_code_href=f"{place.step(of)}/print?square=code",
        kept_until=kept_until,
        back=Link(_("Back"), place.step(of)),
    )


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
        print_href=place.step("save/print"),
        leave_href=f"/leave?m={place.slug}&l={place.language}",
    )
