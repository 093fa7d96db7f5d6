"""What is posted to `/receipt`: a code, or something to do with what it opened."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from memorial.application import giving, receipt
from memorial.application.offer import WALL_PLACE, Incomplete
from memorial.application.paper import waits_for
from memorial.application.receipt import ReceiptView
from memorial.domain.errors import Invalid, Refusal
from memorial.domain.receipt_code import CodeMistyped, ReceiptCode
from memorial.domain.writing import clean
from memorial.web.contribute import receipt_pages as pages
from memorial.web.contribute import session as here
from memorial.web.contribute.access import asked_here
from memorial.web.contribute.answers import answers_in, ticks_in
from memorial.web.contribute.choices import PICTURE_TYPES
from memorial.web.contribute.concern_receipt import view_of as concern_of
from memorial.web.contribute.forms import ActForm, CodeForm, EmailForm, EraseForm, PlainForm
from memorial.web.contribute.frame import services
from memorial.web.contribute.guardian import guardian_answer, guardian_page, guardian_picture, guardian_view_of
from memorial.web.contribute.hide_codes import hide_now, hide_page, hide_view_of
from memorial.web.contribute.narrator import narrator_here
from memorial.web.contribute.steps import see_other
from memorial.web.contribute.suggested import answers_given, changes_form
from memorial.web.contribute.unfinished import end_upload
from memorial.web.contribute.words import problem_words
from memorial.web.limits import Doing, slow_down

receipts = Blueprint("receipts", __name__)
DID = "did"


@receipts.get("/receipt")
def page() -> ResponseReturnValue:
    code = here.receipt_code()
    if view := pages.view_of(code):
        return pages.receipt_page(view, did=here.take_word(DID))
    if code and (found := pages.draft_of(code)):
        return pages.draft_page(code, *found)
    if concern_of(code):
        return see_other("/receipt/concern")
    if narrator_here(code):
        return see_other("/receipt/interview")
    if asked_here(code):
        return see_other("/receipt/access")
    if hide_view := hide_view_of(code):
        return hide_page(hide_view)
    if guardian_view := guardian_view_of(code):
        return guardian_page(guardian_view)
    return pages.code_page(CodeForm(formdata=None))


@receipts.post("/receipt")
def post() -> ResponseReturnValue:
    if request.form.get("action"):
        return _act(request.form["action"])
    return _open()


def _open() -> ResponseReturnValue:
    """A mistyped digit is found before anything is looked up; a wrong code and an erased one get the same answer."""
    pages.language_here()
    form, limits = CodeForm(), services().limits
    if not form.came_from_here(limits):
        return pages.code_page(form, status=422)
    try:
        code = ReceiptCode.parse(form.code.data or "").digits
    except CodeMistyped as mistyped:
        form.tell([mistyped], limits)
        return pages.code_page(form, status=422)
    draft = None
    if not (pages.view_of(code) or hide_view_of(code) or guardian_view_of(code)):
        draft = pages.draft_of(code)
        if draft is None and concern_of(code):
            here.open_receipt_here(code)
            return see_other("/receipt/concern")
        if draft is None and (narrator_here(code) or asked_here(code)):
            here.open_receipt_here(code)
            return see_other("/receipt")
        if draft is None and waits_for(services(), code):
            said = _("This code is on the strip of a paper form. We have not entered the sheet yet. Please come later.")
            return pages.code_page(CodeForm(formdata=None), message=said)
        if draft is None:
            # Only now: the right code is in nobody's way, however many wrong ones come from the same network.
            if slow_down(Doing.WRONG_CODE):
                form.tell_whole(problem_words("too_fast", limits))
            form.tell([Invalid("code", "no_receipt")], limits)
            return pages.code_page(form, status=422)
        here.keep_draft(draft[1].slug, code)
    here.open_receipt_here(code)
    return see_other("/receipt")


def _act(action: str) -> ResponseReturnValue:
    code = here.receipt_code()
    view = pages.view_of(code)
    if code is None or view is None:
        if code is not None and action == "hide" and hide_view_of(code):
            return hide_now(code)
        if code is not None and (guardian_view := guardian_view_of(code)):
            return guardian_answer(code, guardian_view, action)
        return _act_on_draft(code, action)
    pages.language_here(view.memorial)
    if action == "erase":
        return _erase(code, view)
    if action in ("change", "return") and not {"story", "audience", "asked"} & set(request.form):
        return see_other("/receipt/words" if action == "change" else "/receipt/return")
    form = _form_for(action, view)
    again = _again(action, view, form)
    if not form.came_from_here(services().limits):
        return again(422)
    try:
        receipt.act(services(), code, action, _given(view))
    except Incomplete as incomplete:
        _tell(form, incomplete.problems, view)
        return again(422)
    except Invalid as invalid:
        _tell(form, [invalid], view)
        return again(422)
    except Refusal as refused:
        form.tell_whole(problem_words(refused.code, services().limits))
        return again(422)
    answers = answers_given()
    here.leave_word(DID, "refuse" if answers and "agree" not in answers.values() else action)
    return see_other("/receipt")


def _tell(form: PlainForm, problems: list[Invalid], view: ReceiptView) -> None:
    if not form.tell(problems, services().limits, view.remembrance.files):
        form.tell_whole(problem_words(problems[0].code, services().limits))


def _given(view: ReceiptView) -> dict[str, str]:
    given = answers_in(request.form, view.remembrance.files)
    given |= {name: clean(request.form[name]) for name in ("message", "embargo_until") if name in request.form}
    if "asked" in request.form:
        given.setdefault("audience", "")
        given[WALL_PLACE] = ticks_in(request.form)[WALL_PLACE]
    if request.form.get("meanwhile"):
        given["meanwhile"] = "hide"
    return given | answers_given()


def _form_for(action: str, view: ReceiptView) -> PlainForm:
    if action == "change" and "story" in request.form:
        return pages.words_form(view)
    if action in ("change", "return"):
        return pages.choices_form(view, action)
    if action == "agree" and request.form.get("each") and (changes := changes_form(view)) is not None:
        return changes
    return pages.FORMS.get(action, ActForm)()


def _again(action: str, view: ReceiptView, form: PlainForm) -> Callable[[int], ResponseReturnValue]:
    """The page from which this form came, with what was typed."""
    if action == "change" and "story" in request.form:
        return lambda status: pages.words_page(view, form, status=status)
    if action in ("change", "return"):
        return lambda status: pages.choices_page(view, form, action, status=status)
    return lambda status: pages.receipt_page(view, form, status=status)


def _erase(code: str, view: ReceiptView) -> ResponseReturnValue:
    """One page asks first; then it is gone, and nothing in this browser leads to it."""
    if "confirm" not in request.form:
        return pages.erase_page(view, EraseForm(formdata=None))
    form = EraseForm()
    if not form.came_from_here(services().limits):
        return pages.erase_page(view, form, status=422)
    receipt.act(services(), code, "erase", {})
    here.forget_code(code)
    return pages.erased_page()


def _act_on_draft(code: str | None, action: str) -> ResponseReturnValue:
    found = pages.draft_of(code)
    form = ActForm()
    if code is None or found is None:
        return pages.code_again()
    if action == "erase" and form.came_from_here(services().limits):
        giving.discard_draft(services(), code)
        here.forget_code(code)
        return pages.erased_page()
    said = ""
    if action in ("keep_upload", "remove_upload") and form.came_from_here(services().limits):
        wanted = request.form.get("upload", "")
        said = end_upload(code, *((wanted, "") if action == "keep_upload" else ("", wanted)))
        if not said:
            return see_other("/receipt")
    return pages.draft_page(code, *found, said=said)


@receipts.post("/receipt/close")
def close() -> ResponseReturnValue:
    """Another code, please."""
    if ActForm().came_from_here(services().limits):
        here.close_receipt_here()
    return see_other("/receipt")


@receipts.post("/receipt/email")
def email() -> ResponseReturnValue:
    """An address to be told at; an empty one removes it."""
    code = here.receipt_code()
    view = pages.view_of(code)
    if code is None or view is None:
        return see_other("/receipt")
    pages.language_here(view.memorial)
    form = EmailForm()
    if not form.came_from_here(services().limits):
        return pages.receipt_page(view, form, status=422)
    given = clean(form.email.data or "").strip()
    try:
        receipt.leave_address(services(), code, given)
    except Invalid as invalid:
        form.tell([invalid], services().limits)
        return pages.receipt_page(view, form, status=422)
    here.leave_word(DID, "email" if given else "email_gone")
    return see_other("/receipt")


@receipts.get("/receipt/words")
def change_words() -> ResponseReturnValue:
    return _page(lambda view: pages.words_page(view, pages.words_form(view)))


@receipts.get("/receipt/choices")
def change_choices() -> ResponseReturnValue:
    return _page(lambda view: pages.choices_page(view, pages.choices_form(view, "change"), "change"))


@receipts.get("/receipt/return")
def come_back() -> ResponseReturnValue:
    return _page(lambda view: pages.choices_page(view, pages.choices_form(view, "return"), "return"))


@receipts.get("/receipt/erase")
def erase() -> ResponseReturnValue:
    return _page(lambda view: pages.erase_page(view, EraseForm(formdata=None)))


def _page(made: Callable[[ReceiptView], ResponseReturnValue]) -> ResponseReturnValue:
    view = pages.view_of(here.receipt_code())
    if view is None:
        return see_other("/receipt")
    pages.language_here(view.memorial)
    return made(view)


@receipts.get("/receipt/file/<file_id>/<size>.<fmt>")
def picture(file_id: str, size: str, fmt: str) -> ResponseReturnValue:
    return pages.own_picture(file_id, size, fmt, PICTURE_TYPES, else_of=guardian_picture)
