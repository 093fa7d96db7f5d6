"""`/receipt/hide-code`: a second code for somebody trusted; and the one page that such a code opens."""

from __future__ import annotations

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from memorial.application import hide_codes
from memorial.application.hide_codes import MOST_CODES, HideView
from memorial.application.receipt import ReceiptView
from memorial.domain.errors import NotFound, Refusal
from memorial.domain.receipt_code import ReceiptCode
from memorial.web.contribute import session as here
from memorial.web.contribute.forms import ActForm
from memorial.web.contribute.frame import services, show_receipt
from memorial.web.contribute.receipt_pages import language_here, view_of
from memorial.web.contribute.steps import see_other
from memorial.web.contribute.words import problem_words
from memorial.web.page import Link
from memorial.web.surface import date_words

hiding = Blueprint("hiding", __name__)
NEW = "hide_code"
DID = "hide_did"


@hiding.get("/receipt/hide-code")
def codes_page() -> ResponseReturnValue:
    code = here.receipt_code()
    view = view_of(code)
    if code is None or view is None:
        return see_other("/receipt")
    return _codes_page(code, view, ActForm(formdata=None))


@hiding.post("/receipt/hide-code")
def change_codes() -> ResponseReturnValue:
    """`action` = `make` a code, or `revoke` the one of that `id`."""
    code = here.receipt_code()
    view = view_of(code)
    if code is None or view is None:
        return see_other("/receipt")
    form = ActForm()
    if not form.came_from_here(services().limits):
        return _codes_page(code, view, form, status=422)
    try:
        if request.form.get("action") == "make":
            # The new code waits in the sealed cookie for the page that shows it, once.
            here.leave_word(NEW, hide_codes.make(services(), code))
        else:
            hide_codes.revoke(services(), code, request.form.get("id", ""))
    except Refusal as refused:
        language_here(view.memorial)
        form.tell_whole(problem_words(refused.code, services().limits))
        return _codes_page(code, view, form, status=422)
    return see_other("/receipt/hide-code")


def _codes_page(code: str, view: ReceiptView, form: ActForm, *, status: int = 200) -> Response:
    language = language_here(view.memorial)
    made = hide_codes.made_for(services(), code)
    forms = [ActForm(formdata=None) for _one in made]
    for number, one in enumerate([form, *forms], start=1):
        one.number_ids(number)
    new = here.take_word(NEW)
    return show_receipt(
        "hide_codes",
        _("A code that can only hide"),
        language=language,
        memorial=view.memorial,
        form=form,
        status_code=status,
        back=Link(_("Back"), "/receipt"),
        made=[
            (ending, one.id, _("Made on %(day)s", day=date_words(one.made_on)))
            for ending, one in zip(forms, made, strict=True)
        ],
        may_make=len(made) < MOST_CODES,
        new=ReceiptCode(new).grouped if new else "",
    )


def hide_view_of(code: str | None) -> HideView | None:
    """What a code that can only hide tells; None for every other."""
    if code is None:
        return None
    try:
        return hide_codes.look(services(), code)
    except NotFound:
        return None


def hide_page(view: HideView) -> Response:
    """Where it stands, and one button. Not a word of what was given."""
    language = language_here(view.memorial)
    close = ActForm(formdata=None)
    close.number_ids(2)
    return show_receipt(
        "hide_only",
        _("Hide a remembrance"),
        language=language,
        memorial=view.memorial,
        form=ActForm(formdata=None),
        message=_("It is hidden now.") if here.take_word(DID) else None,
        close=close,
        state=_("Visitors can see it now, as far as its sender allows.")
        if view.shown
        else _("Visitors do not see it now."),
        leave_href=f"/leave?m={view.memorial.slug}&l={language}",
    )


def hide_now(code: str) -> ResponseReturnValue:
    if ActForm().came_from_here(services().limits):
        hide_codes.hide(services(), code)
        here.leave_word(DID, "hide")
    return see_other("/receipt")
