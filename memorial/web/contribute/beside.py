"""`/receipt/beside`: beside whom on the wall the person shall stand. Asked for by name, never in the address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField

from memorial.application import receipt
from memorial.application.receipt import ReceiptView
from memorial.domain.errors import Invalid, Refusal
from memorial.domain.standing_beside import asked_now, may_ask
from memorial.domain.writing import clean_line
from memorial.published.types import PersonLine
from memorial.vocabulary import Certainty, Kinship
from memorial.web.contribute import session as here
from memorial.web.contribute.forms import ActForm, PlainForm, offered_answers
from memorial.web.contribute.frame import parts, services, show_receipt
from memorial.web.contribute.receipt_pages import language_here, view_of
from memorial.web.contribute.steps import see_other
from memorial.web.contribute.words import problem_words
from memorial.web.limits import Doing, slow_down
from memorial.web.page import Link
from memorial.web.person_words import CERTAINTY, KINSHIP

beside = Blueprint("beside", __name__)

MOST_FOUND = 10
MOST_LETTERS = 200
_SURE = (Certainty.CERTAIN, Certainty.PROBABLE, Certainty.POSSIBLE)


class FindBesideForm(PlainForm):
    words = StringField(_l("A name on the wall"))


class BesideForm(PlainForm):
    """Whom, and if they like what that person was to theirs and how sure that is. Nothing is chosen beforehand."""

    other_id = RadioField(_l("Who is it?"), validate_choice=False)
    kinship = SelectField(_l("What they were to the person you remember"), validate_choice=False)
    certainty = RadioField(_l("How sure are you?"), validate_choice=False)

    def offer(self, found: Sequence[PersonLine]) -> None:
        labels = [(one.id, f"{one.label} ({one.years})" if one.years else one.label) for one in found]
        self.other_id.choices = offered_answers(labels)
        said = [(kinship.value, str(words)) for kinship, words in KINSHIP.items() if kinship is not Kinship.NEAR]
        self.kinship.choices = offered_answers([("", str(KINSHIP[Kinship.NEAR])), *said])
        self.certainty.choices = offered_answers([(one.value, str(CERTAINTY[one])) for one in _SURE])


@beside.get("/receipt/beside")
def beside_page() -> ResponseReturnValue:
    view = _view()
    return _page(view, FindBesideForm(formdata=None)) if view is not None else see_other("/receipt")


@beside.post("/receipt/beside")
def ask_beside() -> ResponseReturnValue:
    """`action` = `find` a name, `beside` the one that was chosen, or `not_beside` for the wish of that id."""
    code, view = here.receipt_code(), _view()
    if code is None or view is None:
        return see_other("/receipt")
    action = request.form.get("action", "find")
    if action == "find":
        return _find(view)
    form = BesideForm() if action == "beside" else ActForm()
    if not form.came_from_here(services().limits):
        return _page(view, form, status=422)
    try:
        if action == "beside" and not _is_shown(view, request.form.get("other_id", "")):
            raise Invalid("other_id", "choose_somebody")
        given = {name: request.form.get(name, "") for name in ("other_id", "kinship", "certainty", "wish")}
        receipt.act(services(), code, "beside" if action == "beside" else "not_beside", given)
    except Invalid as invalid:
        # Where nobody was found there is no question at which it could stand.
        if not _found(view, _words()) or not form.tell([invalid], services().limits):
            form.tell_whole(problem_words(invalid.code, services().limits))
        return _page(view, form, status=422)
    except Refusal as refused:
        form.tell_whole(problem_words(refused.code, services().limits))
        return _page(view, form, status=422)
    return see_other("/receipt/beside")


def _view() -> ReceiptView | None:
    """The receipt in this browser, if it is one by which somebody can be asked for, or a wish be taken back."""
    view = view_of(here.receipt_code())
    if view is None:
        return None
    language_here(view.memorial)
    return view if {"beside", "not_beside"} & view.possible else None


def _find(view: ReceiptView) -> Response:
    form = FindBesideForm()
    if not form.came_from_here(services().limits):
        return _page(view, form, status=422)
    if slow_down(Doing.SEARCH):
        form.tell_whole(problem_words("too_fast", services().limits))
        return _page(view, form, status=422)
    return _page(view, form)


def _words() -> str:
    return clean_line(request.form.get("words", "")).strip()[:MOST_LETTERS]


def _found(view: ReceiptView, words: str) -> list[PersonLine]:
    """People on the wall by that name, others than the one who is remembered."""
    if not words:
        return []
    own = view.remembrance.person_id
    with parts().reader.snapshot() as snapshot:
        found = snapshot.find_people(view.memorial.id, words, limit=MOST_FOUND)
    return [one.line for one in found if one.line.id != own and not one.line.kept]


def _is_shown(view: ReceiptView, person_id: str) -> bool:
    with parts().reader.snapshot() as snapshot:
        return snapshot.person(view.memorial.id, person_id) is not None


def _page(view: ReceiptView, form: PlainForm, *, status: int = 200) -> Response:
    words = _words()
    finding = form if isinstance(form, FindBesideForm) else FindBesideForm(formdata=None, data={"words": words})
    choosing = form if isinstance(form, BesideForm) else BesideForm(formdata=None)
    found = _found(view, words)
    choosing.offer(found)
    wishes = _wishes(view)
    for number, one in enumerate((finding, choosing, *(wish["form"] for wish in wishes)), start=1):
        one.number_ids(number)
    return show_receipt(
        "beside",
        _("Beside whom on the wall"),
        language=language_here(view.memorial),
        memorial=view.memorial,
        form=form,
        status_code=status,
        back=Link(_("Back"), "/receipt"),
        may_ask=may_ask(view.remembrance),
        finding=finding,
        choosing=choosing,
        words=words,
        found=found,
        wishes=wishes,
    )


def _wishes(view: ReceiptView) -> list[dict[str, Any]]:
    """What is asked for now. Of somebody who is not on the wall any more no name is said."""
    found = []
    with parts().reader.snapshot() as snapshot:
        for wish in asked_now(view.remembrance):
            other = snapshot.person(view.memorial.id, wish.other_id)
            said = [str(KINSHIP[wish.kinship])]
            said += [str(CERTAINTY[wish.certainty])] if wish.certainty is not Certainty.NOT_SAID else []
            found.append(
                {
                    "form": ActForm(formdata=None),
                    "id": wish.id,
                    "label": other.label if other else "",
                    "said": " · ".join(said),
                }
            )
    return found
