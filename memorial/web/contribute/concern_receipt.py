"""`/receipt/concern`: where an objection stands, for who holds its code; what shows it, a message, taking it back."""

from __future__ import annotations

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField

from memorial.application import concerns
from memorial.application.concerns import ConcernView
from memorial.domain.errors import Invalid, NotFound, Refusal
from memorial.domain.objection import WAITING
from memorial.domain.remembrance import Message
from memorial.vocabulary import ObjectionState
from memorial.web.contribute import concern_words as words
from memorial.web.contribute import receipt_pages as pages
from memorial.web.contribute import session as here
from memorial.web.contribute.forms import ActForm, PlainForm
from memorial.web.contribute.frame import services, show_receipt
from memorial.web.contribute.receipt_view import Line
from memorial.web.contribute.steps import see_other
from memorial.web.limits import Doing

concern_receipt = Blueprint("concern_receipt", __name__)
DID = "concern_did"


class SayForm(PlainForm):
    paced = Doing.CONCERN
    action = HiddenField(default="message")
    message = TextAreaField(_l("Your message to us"))


class ProofForm(PlainForm):
    paced = Doing.CONCERN
    action = HiddenField(default="proof")
    message = TextAreaField(_l("How can we know that it is so?"))


def view_of(code: str | None) -> ConcernView | None:
    if code is None:
        return None
    try:
        return concerns.open_concern(services(), code)
    except NotFound:
        return None


@concern_receipt.get("/receipt/concern")
def page() -> ResponseReturnValue:
    view = view_of(here.receipt_code())
    if view is None:
        return see_other("/receipt")
    return _page(view, did=here.take_word(DID))


@concern_receipt.post("/receipt/concern")
def act() -> ResponseReturnValue:
    """`message`, `proof`, or `erase`, which asks once more."""
    code = here.receipt_code()
    view = view_of(code)
    if code is None or view is None:
        return see_other("/receipt")
    pages.language_here(view.memorial)
    action = request.form.get("action", "")
    form = {"message": SayForm, "proof": ProofForm}.get(action, ActForm)()
    if not form.came_from_here(services().limits):
        return _page(view, form, status=422)
    if action == "erase" and "confirm" not in request.form:
        return _erase_page(view)
    try:
        concerns.act(services(), code, action, {"message": request.form.get("message", "")})
    except Refusal as refusal:
        said = words.concern_problem(refusal.code, services().limits)
        if isinstance(refusal, Invalid) and refusal.field in form:
            form[refusal.field].errors = [said]
        else:
            form.tell_whole(said)
        return _page(view_of(code) or view, form, status=422)
    if action == "erase":
        here.forget_code(code)
        return pages.erased_page()
    here.leave_word(DID, action)
    return see_other("/receipt/concern")


def _page(view: ConcernView, wrong: PlainForm | None = None, *, status: int = 200, did: str = "") -> Response:
    memorial, one = view.memorial, view.objection
    language = pages.language_here(memorial)
    forms: dict[str, PlainForm] = {
        "proof": wrong if isinstance(wrong, ProofForm) else ProofForm(formdata=None),
        "message": wrong if isinstance(wrong, SayForm) else SayForm(formdata=None),
        "erase": ActForm(formdata=None),
        "close": ActForm(formdata=None),
    }
    for number, form in enumerate(forms.values(), start=1):
        form.number_ids(number)
    first = Message(one.made_at, True, one.message)
    return show_receipt(
        "concern_receipt",
        _("What you told us"),
        language=language,
        memorial=memorial,
        form=wrong,
        status_code=status,
        message=words.done_words(did) or None,
        states=[line for line in words.status_lines(one) if line],
        kept=words.kept_words(one),
        asked=[words.kind_words(one.kind), words.reason_words(one.ground)],
        thread=[_line(message) for message in (first, *one.messages)],
        open=one.state in WAITING,
        wants_proof=one.hides_something and one.state in WAITING and one.proof_at is None,
        hiding=one.state is ObjectionState.HIDING,
        forms=forms,
        leave_href=f"/leave?m={memorial.slug}&l={language}",
    )


def _line(message: Message) -> Line:
    author = _("You") if message.from_contributor else _("The readers")
    return Line(author, message.from_contributor, message.text, message.at.date())


def _erase_page(view: ConcernView) -> Response:
    return show_receipt(
        "concern_erase",
        _("Take it back"),
        language=pages.language_here(view.memorial),
        memorial=view.memorial,
        form=ActForm(formdata=None),
        hiding=view.objection.state is ObjectionState.HIDING,
    )
