"""`/receipt/take-back`: one quiet page that says what each way of taking back does, before one is chosen.

It does what the buttons of the receipt do, under the same names. A reason is never asked for: who wants to give one
tells it to the readers in a message, and no word of it can stand in the way of taking back.
"""

from __future__ import annotations

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField

from memorial.application import receipt
from memorial.application.offer import Incomplete
from memorial.application.receipt import ReceiptView
from memorial.domain.errors import Invalid
from memorial.domain.writing import clean
from memorial.web.contribute import receipt_pages as pages
from memorial.web.contribute import session as here
from memorial.web.contribute.forms import MessageForm, PlainForm, offered_answers
from memorial.web.contribute.frame import services, show_receipt
from memorial.web.contribute.receipt_actions import DID
from memorial.web.contribute.steps import see_other
from memorial.web.page import Link

taking_back = Blueprint("taking_back", __name__)


class TakeBackForm(PlainForm):
    """`action` is a way of taking back, as the receipt names it; none is chosen beforehand."""

    action = RadioField(_l("What do you want to take back?"), validate_choice=False)
    reason = TextAreaField(_l("Tell us why"))


def ways(view: ReceiptView) -> list[tuple[str, str, str]]:
    """Action, its name and what follows from it: from the least to the most, as far as they are possible now."""
    known = [
        (
            "hide",
            _("Hide it from the public, and keep it in the archive"),
            _("Nobody outside our team can see it. You can show it again at any time."),
        ),
        (
            "unsign",
            _("Only take my name off"),
            _("The text stays. Nothing stands under it any more. If your name is in the text, it stays there."),
        ),
        (
            "withdraw",
            _("Delete all of it"),
            _("We remove it from our pages at once. You have 30 days to change your mind. Then we delete it."),
        ),
    ]
    return [way for way in known if way[0] in view.possible]


@taking_back.get("/receipt/take-back")
def page() -> ResponseReturnValue:
    view = _view()
    if view is None or not ways(view):
        return see_other("/receipt")
    return _page(view, TakeBackForm(formdata=None))


@taking_back.post("/receipt/take-back")
def take_back() -> ResponseReturnValue:
    """What was chosen holds from this moment on, whatever was written beside it."""
    code, view = here.receipt_code(), _view()
    if code is None or view is None:
        return pages.code_again()
    if not (possible := {action for action, _text, _consequence in ways(view)}):
        return see_other("/receipt")
    form, limits = TakeBackForm(), services().limits
    if not form.came_from_here(limits):
        return _page(view, form, status=422)
    action, reason = form.action.data or "", clean(form.reason.data or "")
    if action not in possible:
        form.tell([Invalid("action", "choose_one")], limits)
        return _page(view, form, status=422)
    try:
        receipt.act(services(), code, action, {"reason": reason})
    except Incomplete as incomplete:
        receipt.act(services(), code, action, {})
        return _taken_back_without(reason, incomplete.problems, action)
    here.leave_word(DID, action)
    return see_other("/receipt")


def _taken_back_without(reason: str, problems: list[Invalid], action: str) -> ResponseReturnValue:
    """It is taken back. What was written cannot be kept as it is: it stands in the box for messages again."""
    form, view = MessageForm(formdata=None, data={"action": "message", "message": reason}), _view()
    if view is None:
        return see_other("/receipt")
    form.tell([Invalid("message", problem.code) for problem in problems], services().limits)
    return pages.receipt_page(view, form, status=422, did=action)


def _view() -> ReceiptView | None:
    view = pages.view_of(here.receipt_code())
    if view is not None:
        pages.language_here(view.memorial)
    return view


def _page(view: ReceiptView, form: TakeBackForm, *, status: int = 200) -> Response:
    offered = ways(view)
    form.action.choices = offered_answers([(action, text) for action, text, _consequence in offered])
    return show_receipt(
        "receipt_take_back",
        _("Take it back"),
        language=pages.language_here(view.memorial),
        memorial=view.memorial,
        form=form,
        status_code=status,
        back=Link(_("Back"), "/receipt"),
        consequences={action: consequence for action, _text, consequence in offered},
        may_delete_now="erase" in view.possible,
    )
