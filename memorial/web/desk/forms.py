"""The review form: what a reader ticks, decides and writes, read into a verdict."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from memorial.application.desk import places_of
from memorial.application.reviewing import ReviewView, Verdict
from memorial.domain.errors import Invalid
from memorial.domain.moderation import Findings
from memorial.domain.remembrance import FileKept, Span
from memorial.domain.writing import clean
from memorial.vocabulary import About, Audience, Decision, Flag, ReasonCode, Rendering, Scope
from memorial.web.desk.frame import DeskForm
from memorial.web.desk.words import FLAGS, REASONS, TICKS

NEW_PERSON = "new"

DECISIONS = (
    (Decision.ACCEPT, _l("Accept")),
    (Decision.SUGGEST, _l("Suggest other words")),
    (Decision.ASK, _l("Ask the sender")),
    (Decision.KEEP, _l("Keep in the archive")),
    (Decision.SECOND, _l("Second reader")),
    (Decision.DECLINE, _l("Decline")),
)


class Ticks(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ReviewForm(DeskForm):
    """Fields beyond these are not read: nothing that a form can carry says who may see a remembrance."""

    version = HiddenField()
    revision = HiddenField()
    flags = Ticks(_l("Tick what you saw"), [Optional()])
    names_looked_for = BooleanField(_l("I looked for the private name in the text and the captions"))
    heard = Ticks(_l("Recordings that you listened to, to the end"), [Optional()])
    no_name_said = BooleanField(_l("Neither the person's name nor the sender's is said in them"))
    released = Ticks(_l("Is it really this person's name?"), [Optional()])
    take_out = TextAreaField(_l("Take out these words"))
    person_id = RadioField(_l("Is it the same person?"), [Optional()])
    decision = RadioField(_l("What should happen?"), [InputRequired(_l("Please choose what should happen."))])
    reason = SelectField(_l("Reason"), [Optional()])
    message = TextAreaField(_l("Message"))
    suggestion = TextAreaField(_l("Your suggestion"))


def review_form(view: ReviewView, *, fresh: bool, **given: Any) -> ReviewForm:
    """The form for what is shown. With `fresh` nothing sent is read, and the version is the one that stands now."""
    version = view.version
    starting = {
        "version": str(version.number),
        "revision": str(view.remembrance.revision),
        "released": [span_id(span) for span in version.released],
        "suggestion": version.story,
        **given,
    }
    form = ReviewForm(formdata=None, data=starting) if fresh else ReviewForm(data=starting)
    form.flags.choices = [SelectChoice(flag.value, FLAGS[flag]) for flag in TICKS]
    form.heard.choices = [SelectChoice(one.id, "") for one in heard_here(view)]
    form.released.choices = [SelectChoice(span_id(span), str(n)) for n, span in enumerate(view.mentions, start=1)]
    form.decision.choices = [SelectChoice(decision.value, label) for decision, label in DECISIONS]
    reasons = [SelectChoice(code.value, words) for code, words in REASONS.items()]
    form.reason.choices = [SelectChoice("", _("Choose, if you decline")), *reasons]
    form.person_id.choices = [SelectChoice(one, "") for one in (*(p.id for p in same_persons(view)), NEW_PERSON)]
    return form


def heard_here(view: ReviewView) -> list[FileKept]:
    """The recordings of this version that can be heard at the desk, in the order of its files."""
    files = (view.remembrance.kept_file(one.file_id) for one in view.version.files)
    return [kept for kept in files if kept is not None and kept.copies]


def same_persons(view: ReviewView) -> list[Any]:
    """People of that name, where accepting attaches the remembrance to a person who is shown by name."""
    version = view.version
    shown = version.grants.rendering(Scope.PERSON_NAME) is Rendering.FULL
    seen = version.grants.audience(Scope.TEXT) > Audience.RESEARCH
    wanted = view.remembrance.about is About.PERSON and view.remembrance.person_id is None and version.named
    return list(view.same_name) if wanted and shown and seen else []


def span_id(span: Span) -> str:
    return f"{span.field}:{span.start}:{span.end}"


def verdict_of(form: ReviewForm, view: ReviewView) -> Verdict:
    """What the form says. Raises `Invalid` where it does not say enough."""
    decision = Decision(form.decision.data)
    accepting = decision is Decision.ACCEPT
    chosen = form.person_id.data or ""
    if accepting and same_persons(view) and not chosen:
        raise Invalid("person_id", "choose_the_person")
    phrases = [line.strip() for line in clean(form.take_out.data or "").splitlines() if line.strip()]
    suggestion = clean(form.suggestion.data or "").strip()
    # What was typed is never dropped in silence: it belongs to another decision, and the reader says which.
    if phrases and not accepting:
        raise Invalid("take_out", "only_with_accept")
    if suggestion not in ("", clean(view.version.story).strip()) and decision is not Decision.SUGGEST:
        raise Invalid("suggestion", "only_with_suggest")
    # Only places that were found may be released, and only as the exact places they are.
    released = tuple(span for span in view.mentions if span_id(span) in (form.released.data or ()))
    findings = Findings(
        flags=frozenset(Flag(flag) for flag in form.flags.data or ()),
        names_looked_for=bool(form.names_looked_for.data),
        redactions=places_of(view.version, phrases) if accepting else (),
        released=released,
        heard=frozenset(form.heard.data or ()),
        no_name_said=bool(form.no_name_said.data),
    )
    return Verdict(
        decision=decision,
        version=number_of(form.version.data),
        revision=number_of(form.revision.data),
        findings=findings,
        message=clean(form.message.data or "").strip(),
        suggestion=suggestion if decision is Decision.SUGGEST else "",
        reason=ReasonCode(form.reason.data) if form.reason.data else None,
        person_id="" if chosen == NEW_PERSON else chosen,
    )


def suggested(form: ReviewForm, view: ReviewView) -> str:
    """The words typed as a suggestion; '' where the box still held the text that the form was made for."""
    read = view.remembrance.version(number_of(form.version.data))
    typed = clean(form.suggestion.data or "").strip()
    return "" if read is not None and typed == clean(read.story).strip() else typed


def number_of(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else -1
