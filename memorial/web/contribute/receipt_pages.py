"""`/receipt`: come back with a code. A draft goes on from there; what was sent shows where it stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, abort, request
from flask_babel import gettext as _

from memorial.application import giving, receipt, uploads
from memorial.application.offer import answers_from
from memorial.application.receipt import ReceiptView
from memorial.domain.draft import Draft
from memorial.domain.errors import NotFound
from memorial.domain.memorial import Memorial
from memorial.domain.remembrance import FileKept, Version
from memorial.vocabulary import Risk, Standing
from memorial.web.contribute import receipt_view as words_of
from memorial.web.contribute import session as here
from memorial.web.contribute.answers import typed
from memorial.web.contribute.concern_words import objected_lines
from memorial.web.contribute.forms import (
    ActForm,
    AppealForm,
    ChangeChoicesForm,
    ChangeWordsForm,
    CodeForm,
    EmailForm,
    EraseForm,
    ExtendForm,
    MessageForm,
    PlainForm,
    change_choices_form,
    language_answers,
)
from memorial.web.contribute.frame import services, show_receipt
from memorial.web.contribute.guardian_words import age_answers, guardian_lines
from memorial.web.contribute.recording_words import own_recordings
from memorial.web.contribute.suggested import ChangesForm, changes_form, shown_suggestion
from memorial.web.contribute.unfinished import Unfinished, unfinished_lines
from memorial.web.language import best_language, interface_languages, offered, set_language
from memorial.web.page import Link

MEDIA = "/receipt/file"
FORMS: dict[str, type[PlainForm]] = {
    "message": MessageForm,
    "appeal": AppealForm,
    "extend": ExtendForm,
    "email": EmailForm,
}
"""The forms of the receipt page that hold something typed; the rest are buttons."""


def language_here(memorial: Memorial | None = None) -> str:
    """The language asked for in the address, else the one chosen before, else the browser's best."""
    known = offered(memorial.languages) if memorial else list(interface_languages())
    asked = request.args.get("l", "")
    if asked in known:
        here.choose_language(asked)
    chosen = here.chosen_language()
    language = chosen if chosen in known else best_language(known)
    set_language(language)
    return language


def view_of(code: str | None) -> ReceiptView | None:
    if code is None:
        return None
    try:
        return receipt.open_receipt(services(), code, media_base=MEDIA)
    except NotFound:
        return None


def draft_of(code: str | None) -> tuple[Draft, Memorial] | None:
    if code is None:
        return None
    try:
        draft = giving.open_draft(services(), code)
        return draft, giving.memorial_with_id(services(), draft.memorial_id)
    except NotFound:
        return None


def code_page(form: CodeForm, *, status: int = 200, message: str | None = None) -> Response:
    language = language_here()
    return show_receipt(
        "receipt_code", _("Come back with your code"), language=language, form=form, status_code=status, message=message
    )


def code_again() -> Response:
    """This browser holds no code any more: asked for it, and nothing was done."""
    language_here()
    form = CodeForm(formdata=None)
    form.tell_whole(_("Please give your code again."))
    return code_page(form, status=422)


def draft_page(code: str, draft: Draft, memorial: Memorial, *, said: str = "") -> Response:
    """The code opens a draft: go on with it, or delete it. What came in part waits there too."""
    form = ActForm(formdata=None)
    if said:
        form.tell_whole(said)
    language = language_here(memorial)
    return show_receipt(
        "receipt_draft",
        _("Your draft"),
        language=language,
        memorial=memorial,
        form=form,
        status_code=422 if said else 200,
        unfinished=_with_forms(unfinished_lines(uploads.unfinished(services(), code))),
        kept=[kept.name or _("A file") for kept in draft.files],
        kept_until=giving.draft_expires(services(), draft).date(),
        continue_href=f"/{language}/{memorial.slug}/share/say",
        about_href=f"/{language}/{memorial.slug}/share/who",
        leave_href=f"/leave?m={memorial.slug}&l={language}",
    )


def _with_forms(unfinished: list[Unfinished]) -> list[tuple[Unfinished, ActForm]]:
    found = [(one, ActForm(formdata=None)) for one in unfinished]
    for number, (_line, form) in enumerate(found, start=2):
        form.number_ids(number)
    return found


def receipt_page(view: ReceiptView, wrong: PlainForm | None = None, *, status: int = 200, did: str = "") -> Response:
    """The whole receipt. `wrong` is the form that has to be looked at again, with what was typed in it."""
    memorial, remembrance = view.memorial, view.remembrance
    language = language_here(memorial)
    forms = _forms(view, wrong)
    return show_receipt(
        "receipt",
        _("Your remembrance"),
        language=language,
        memorial=memorial,
        form=wrong,
        status_code=status,
        message=words_of.done_words(did) or None,
        states=words_of.status_lines(view),
        reasons=[*words_of.reason_lines(remembrance), *objected_lines(view)],
        due=words_of.due_lines(view),
        guardian=guardian_lines(view),
        age=age_answers(view),
        shown=view.shown_now,
        recordings=own_recordings(view, MEDIA),
        thread=words_of.thread_lines(remembrance, view.memorial),
        suggestion=shown_suggestion(view),
        answers=words_of.answers_possible(view),
        ways_back=words_of.ways_back(view),
        taking_back=words_of.ways_to_take_back(view),
        can=view.possible,
        forms=forms,
        received=remembrance.received_at.date(),
        withdrawn=remembrance.standing is Standing.WITHDRAWN,
        leave_href=f"/leave?m={memorial.slug}&l={language}",
    )


def _forms(view: ReceiptView, wrong: PlainForm | None) -> dict[str, Any]:
    """Every form of the page with ids of its own; the e-mail question is not asked where being seen is a danger."""
    made: dict[str, PlainForm] = {name: kind(formdata=None) for name, kind in FORMS.items()}
    made |= {name: ActForm(formdata=None) for name in ("act", "close", "age")}
    made["email"] = EmailForm(formdata=None, data={"email": view.remembrance.email})
    for name, kind in FORMS.items():
        if isinstance(wrong, kind):
            made[name] = wrong
    if changes := wrong if isinstance(wrong, ChangesForm) else changes_form(view):
        made["changes"] = changes
    for number, form in enumerate(made.values(), start=1):
        form.number_ids(number)
    return {"changes": None, **made, "email": None if view.memorial.risk is not Risk.NONE else made["email"]}


def current_version(view: ReceiptView) -> Version:
    remembrance = view.remembrance
    return remembrance.pending or remembrance.published or remembrance.latest


def words_form(view: ReceiptView) -> ChangeWordsForm:
    version = current_version(view)
    posted = request.form if request.method == "POST" else None
    form = ChangeWordsForm(
        formdata=posted, data={"story": version.story, "story_language": version.language, "action": "change"}
    )
    form.story_language.choices = language_answers(view.memorial.languages)
    return form


def words_page(view: ReceiptView, form: ChangeWordsForm, *, status: int = 200) -> Response:
    return show_receipt(
        "receipt_words",
        _("Change what you wrote"),
        language=language_here(view.memorial),
        memorial=view.memorial,
        form=form,
        status_code=status,
        back=Link(_("Back"), "/receipt"),
        public=view.shown_now is not None,
    )


def files_asked(view: ReceiptView) -> list[tuple[int, FileKept]]:
    """What visitors may get, if the sender lets them: photographs and recordings, by their numbers. Never a scan."""
    scans = view.remembrance.scans
    return [(n, kept) for n, kept in enumerate(view.remembrance.files, 1) if kept.can_be_shown and kept.id not in scans]


def choices_form(view: ReceiptView, action: str) -> ChangeChoicesForm:
    """The three questions: as they are answered now, or after taking back with nothing chosen beforehand."""
    given = typed(answers_from(current_version(view)), view.remembrance.files)
    if action == "return":
        given = {name: text for name, text in given.items() if name in ("contributor_name", "relation")}
    posted = request.form if request.method == "POST" and {"audience", "asked"} & set(request.form) else None
    form = change_choices_form(files_asked(view), posted, {**given, "action": action})
    version = view.remembrance.latest
    if not version.contributor_name:
        form.signature.choices = [one for one in form.signature.choices if one.value not in ("name", "initials")]
    if version.relation is None:
        form.signature.choices = [one for one in form.signature.choices if one.value != "relation"]
    return form


def choices_page(view: ReceiptView, form: ChangeChoicesForm, action: str, *, status: int = 200) -> Response:
    title = _("Come back") if action == "return" else _("Change who can see it")
    asked = [(kept, form[f"file_{n}_publish"]) for n, kept in files_asked(view)]
    return show_receipt(
        "receipt_choices",
        title,
        language=language_here(view.memorial),
        memorial=view.memorial,
        form=form,
        status_code=status,
        back=Link(_("Back"), "/receipt"),
        files=asked,
        returning=action == "return",
        about=view.remembrance.about.value,
        may_ask_place=current_version(view).named is not None,
        media=MEDIA,
    )


def erase_page(view: ReceiptView, form: EraseForm, *, status: int = 200) -> Response:
    return show_receipt(
        "receipt_erase",
        _("Delete all of it"),
        language=language_here(view.memorial),
        memorial=view.memorial,
        form=form,
        status_code=status,
        back=Link(_("Back"), "/receipt"),
    )


def erased_page() -> Response:
    return show_receipt("receipt_erased", _("It is deleted"), language=language_here())


def own_picture(
    file_id: str, size: str, fmt: str, types: dict[str, str], *, else_of: Callable[[str, str, str, str], bytes | None]
) -> Response:
    """Under a receipt; `else_of` gives what another kind of code lets its holder see, or None."""
    code, found = here.receipt_code(), None
    if code and fmt in types:
        try:
            found = receipt.own_picture(services(), code, file_id, size, fmt)
        except NotFound:
            found = else_of(code, file_id, size, fmt)
    if found is None:
        abort(404)
    return Response(found, mimetype=types[fmt])
