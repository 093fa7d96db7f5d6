"""`/receipt/guardian`: a code for the guardian of somebody under age; and the one page that such a code opens."""

from __future__ import annotations

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from memorial.application import guardians
from memorial.application.guardians import GuardianView
from memorial.application.receipt import ReceiptView
from memorial.domain import minors
from memorial.domain.errors import NotFound, Refusal
from memorial.domain.media_copy import MediaCopy
from memorial.domain.receipt_code import ReceiptCode
from memorial.vocabulary import ConsentState
from memorial.web.contribute import session as here
from memorial.web.contribute.forms import ActForm, GuardianForm
from memorial.web.contribute.frame import Place, parts, services, show_receipt
from memorial.web.contribute.guardian_words import guardian_lines
from memorial.web.contribute.notices import notice_for
from memorial.web.contribute.receipt_pages import MEDIA, language_here, view_of
from memorial.web.contribute.steps import see_other
from memorial.web.contribute.words import problem_words
from memorial.web.page import Link
from memorial.web.surface import date_words

guardian = Blueprint("guardian", __name__)
NEW = "guardian_code"
DID = "guardian_did"


@guardian.get("/receipt/guardian")
def code_page() -> ResponseReturnValue:
    code = here.receipt_code()
    view = view_of(code)
    if code is None or view is None or not minors.is_young(view.remembrance):
        return see_other("/receipt")
    return _code_page(code, view, ActForm(formdata=None))


@guardian.post("/receipt/guardian")
def change_code() -> ResponseReturnValue:
    """`action` = `make` a code, or `end` the one that holds."""
    code = here.receipt_code()
    view = view_of(code)
    if code is None or view is None or not minors.is_young(view.remembrance):
        return see_other("/receipt")
    form = ActForm()
    if not form.came_from_here(services().limits):
        return _code_page(code, view, form, status=422)
    try:
        if request.form.get("action") == "make":
            # The new code waits in the sealed cookie for the page that shows it, once.
            here.leave_word(NEW, guardians.make(services(), code))
        else:
            guardians.end(services(), code)
    except Refusal as refused:
        language_here(view.memorial)
        form.tell_whole(problem_words(refused.code, services().limits))
        return _code_page(code, view, form, status=422)
    return see_other("/receipt/guardian")


def _code_page(code: str, view: ReceiptView, form: ActForm, *, status: int = 200) -> Response:
    language = language_here(view.memorial)
    end, new = ActForm(formdata=None), here.take_word(NEW)
    end.number_ids(2)
    made_on = guardians.made_on(services(), code)
    return show_receipt(
        "guardian_code",
        _("A code for a parent or guardian"),
        language=language,
        memorial=view.memorial,
        form=form,
        status_code=status,
        back=Link(_("Back"), "/receipt"),
        lines=guardian_lines(view),
        new=ReceiptCode(new).grouped if new else "",
        address=f"{parts().settings.public_url}/receipt" if parts().settings.public_url else "",
        made=_("Made on %(day)s", day=date_words(made_on)) if made_on else "",
        end=end,
        stands=minors.agreement_stands(view.remembrance),
    )


# With the code


def guardian_view_of(code: str | None) -> GuardianView | None:
    """What a guardian's code tells; None for every other."""
    if code is None:
        return None
    try:
        return guardians.look(services(), code, media_base=MEDIA)
    except NotFound:
        return None


def guardian_page(view: GuardianView, wrong: GuardianForm | None = None, *, status: int = 200) -> Response:
    """What visitors would see, the notice, and two buttons, or one. Nothing else of the sender."""
    language = language_here(view.memorial)
    close = ActForm(formdata=None)
    close.number_ids(2)
    did = here.take_word(DID)
    return show_receipt(
        "guardian",
        _("Your agreement is asked for"),
        language=language,
        memorial=view.memorial,
        form=wrong or GuardianForm(formdata=None, data={"version": str(view.asked)}),
        status_code=status,
        message=_did_words(did) if did else None,
        close=close,
        state=_state_words(view),
        asked=bool(view.asked),
        agreed=view.agreed,
        stands=view.stands,
        shown=view.shown,
        opens=view.opens,
        notice=notice_for(Place(view.memorial, language)),
        leave_href=f"/leave?m={view.memorial.slug}&l={language}",
    )


def _state_words(view: GuardianView) -> str:
    if view.agreed:
        return _("You have agreed.")
    if not view.asked:
        return _("There is nothing to decide now.")
    if view.word is ConsentState.REFUSED:
        return _("You have said no. Visitors do not see it.")
    if view.word is ConsentState.REVOKED:
        return _("You have taken your agreement back. Visitors do not see it.")
    return _("You have not answered yet. Visitors do not see it.")


def _did_words(did: str) -> str:
    known = {
        "agree": _("You have agreed. Visitors see it once two readers have accepted it too."),
        "refuse": _("You have said no. It stays off the public pages."),
        "take_back": _("Your agreement is taken back. It is off the public pages now."),
    }
    return known.get(did, "")


def guardian_answer(code: str, view: GuardianView, action: str) -> ResponseReturnValue:
    language = language_here(view.memorial)
    form = GuardianForm()
    if not form.came_from_here(services().limits):
        return _again(code, view, form)
    number = form.version.data or ""
    version = int(number) if number.isascii() and number.isdecimal() and len(number) < 9 else 0
    try:
        guardians.act(services(), code, action, version=version, language=language)
    except NotFound:
        return see_other("/receipt")
    except Refusal as refused:
        form.tell_whole(problem_words(refused.code, services().limits))
        return _again(code, view, form)
    here.leave_word(DID, action)
    return see_other("/receipt")


def _again(code: str, view: GuardianView, form: GuardianForm) -> Response:
    """The page as it stands now, with what went wrong; the next press is about what it shows."""
    now = guardian_view_of(code) or view
    form.version.data = str(now.asked)
    return guardian_page(now, form, status=422)


def guardian_picture(code: str, file_id: str, size: str, fmt: str) -> bytes | None:
    try:
        return guardians.picture(services(), code, file_id, size, fmt, media_base=MEDIA)
    except NotFound:
        return None


def guardian_recording(code: str, file_id: str, form: str) -> MediaCopy | None:
    try:
        return guardians.recording(services(), code, file_id, form, media_base=MEDIA)
    except NotFound:
        return None
