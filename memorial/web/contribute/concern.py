"""`/concern`: something is wrong, or shall be hidden. No account; three questions, and a code to come back with."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, Response, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, TextAreaField

from memorial.application import concerns, giving
from memorial.application.offer import Incomplete
from memorial.domain.errors import AlreadySentDifferently, Invalid, NotFound
from memorial.domain.objection import DECISION_DAYS, PROOF_DAYS
from memorial.domain.receipt_code import ReceiptCode
from memorial.published.types import PublishedRemembrance
from memorial.vocabulary import Ground, ObjectionKind
from memorial.web.contribute import concern_words as words
from memorial.web.contribute import session as here
from memorial.web.contribute.forms import TrappedForm, offered_answers
from memorial.web.contribute.frame import Place, parts, place_of, services, show
from memorial.web.contribute.of_interview import interview_title
from memorial.web.contribute.of_record import part_of_record
from memorial.web.contribute.people import Remembered, published_person
from memorial.web.contribute.steps import see_other
from memorial.web.language import best_language, offered
from memorial.web.limits import Doing
from memorial.web.page import Link

concern = Blueprint("concern", __name__)

_MOST_OPEN = 4
_LONGEST_ID = 100


class About:
    """What is published under an id: a person, a remembrance or a part of the record; or nothing, for an unknown and a
    hidden one alike."""

    def __init__(self, place: Place, given: str) -> None:
        self.given = given.strip()[:_LONGEST_ID]
        self.part = part_of_record(place, self.given)
        self.person: Remembered | None = None if self.part else published_person(place, self.given)
        self.remembrance: PublishedRemembrance | None = None
        if self.part is None and self.person is None and self.given:
            with parts().reader.snapshot() as snapshot:
                self.remembrance = snapshot.remembrance(place.memorial.id, self.given)
        self.interview = interview_title(place, self.given)
        self.known = not (self.part is None and self.person is None and self.remembrance is None)
        seen = self.known and self.part is None
        self.elements = concerns.elements_of(services(), place.memorial.id, self.given) if seen else ()

    @property
    def path(self) -> str:
        """Where it stands below the memorial's address."""
        if self.part is not None:
            return self.part.path
        if self.interview is not None:
            return self.given
        return f"{'people' if self.person else 'remembrances'}/{self.given}" if self.known else ""


class ConcernForm(TrappedForm):
    paced = Doing.CONCERN
    about = HiddenField()
    idempotency_key = HiddenField()
    kind = RadioField(_l("What should we do?"), validate_choice=False)
    element = RadioField(_l("What is it about?"), validate_choice=False)
    reason = RadioField(_l("Why?"), validate_choice=False)
    message = TextAreaField(_l("What is wrong?"))

    def __init__(self, *args: Any, about: About, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = offered_answers(words.kind_choices())
        self.reason.choices = offered_answers(words.reason_choices(of_record=about.part is not None))
        named = [(one.word, words.element_words(one.kind, one.number, one.caption)) for one in about.elements]
        self.element.choices = offered_answers(named)


@concern.get("/<slug>/concern")
def without_language(slug: str) -> ResponseReturnValue:
    try:
        languages = offered(giving.memorial_of(services(), slug).languages)
    except NotFound:
        languages = ["en"]
    asked = f"?{request.query_string.decode('ascii', 'ignore')}" if request.query_string else ""
    answer = redirect(f"/{best_language(languages)}/{slug}/concern{asked}", 302)
    answer.vary.add("Accept-Language")
    return answer


@concern.get("/<language>/<slug>/concern")
def ask(language: str, slug: str) -> ResponseReturnValue:
    place = place_of(language, slug)
    about = About(place, request.args.get("about", ""))
    given = {"about": about.given, "idempotency_key": secrets.token_hex(8)}
    if about.part is not None and about.part.reply:
        given |= {"kind": ObjectionKind.CORRECT.value, "reason": Ground.OTHER.value}
    _code_for(given["idempotency_key"])
    return _page(place, about, ConcernForm(formdata=None, data=given, about=about))


@concern.post("/<language>/<slug>/concern")
def send(language: str, slug: str) -> ResponseReturnValue:
    """Keep it, and hide one element at once where the rules say so. What cannot be taken comes back as it was typed."""
    place = place_of(language, slug)
    about = About(place, request.form.get("about", ""))
    form, limits = ConcernForm(about=about), services().limits
    if not form.came_from_here(limits):
        _code_for(form.idempotency_key.data or "")
        return _page(place, about, form, status=422)
    given = {name: form[name].data or "" for name in ("kind", "reason", "element", "message")}
    given |= {"about": about.given if about.known else "", "given_about": about.given}
    given |= {"looked_automatic": "yes" if form.box_filled else ""}
    code = _code_for(form.idempotency_key.data or "")
    try:
        concerns.raise_objection(services(), place.slug, code, given, language=place.language)
    except (Incomplete, AlreadySentDifferently) as refusal:
        problems = refusal.problems if isinstance(refusal, Incomplete) else [Invalid("message", refusal.code)]
        for problem in problems:
            field = form[problem.field]
            field.errors = [*field.errors, words.concern_problem(problem.code, limits)]
        return _page(place, about, form, status=422)
    session[here.CONCERN_SENT] = code
    here.open_receipt_here(code)
    return see_other(f"/{place.language}/{place.slug}/concern/done")


def _code_for(key: str) -> str:
    """The code that this browser holds for one form, so that a form sent twice makes one objection."""
    known: dict[str, str] = dict(session.get(here.CONCERNS, {}))
    if key not in known:
        known[key] = ReceiptCode.generate().digits
        session[here.CONCERNS] = dict(list(known.items())[-_MOST_OPEN:])
    return known[key]


def _page(place: Place, about: About, form: ConcernForm, *, status: int = 200) -> Response:
    reply = about.part is not None and about.part.reply
    title = _("Send a reply") if reply else _("Something is wrong here")
    return show(
        place,
        "concern",
        title,
        at="",
        under="concern",
        form=form,
        status_code=status,
        query={"about": about.given} if about.given else None,
        back=Link(_("Back"), f"/{place.language}/{place.slug}/{about.path}"),
        person=about.person,
        remembrance=about.remembrance,
        part=about.part,
        interview=about.interview,
        several=len(about.elements) > 1,
        first=words.read_first() if about.part else "",
        kinds={} if about.part else words.kind_consequences(),
        reasons={} if about.part else words.reason_consequences(),
        days=PROOF_DAYS,
        decide_days=DECISION_DAYS,
    )


@concern.get("/<language>/<slug>/concern/done")
def done(language: str, slug: str) -> ResponseReturnValue:
    """The code, and what happens next. It may be loaded again as long as this browser holds its cookie."""
    place = place_of(language, slug)
    code = session.get(here.CONCERN_SENT)
    try:
        view = concerns.open_concern(services(), code) if isinstance(code, str) else None
    except NotFound:
        view = None
    if view is None or view.memorial.id != place.memorial.id or not isinstance(code, str):
        return see_other(f"/{place.language}/{place.slug}/concern")
    return show(
        place,
        "concern_done",
        _("We have it"),
        at="done",
        under="concern",
        code=ReceiptCode(code).grouped,
        hidden=place.quiet,
        states=words.status_lines(view.objection),
        leave_href=f"/leave?m={place.slug}&l={place.language}",
    )
