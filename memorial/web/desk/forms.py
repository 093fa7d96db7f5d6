"""The review form: what a reader ticks, decides and writes, read into a verdict."""

from __future__ import annotations

from collections.abc import Mapping
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
from memorial.domain.paragraphs import WordChange, paragraphs
from memorial.domain.remembrance import FileKept, Remembrance, Span
from memorial.domain.writing import clean
from memorial.vocabulary import About, Audience, Decision, Flag, ReasonCode, Rendering, Scope, VersionState
from memorial.web.desk.frame import DeskForm
from memorial.web.desk.words import FLAGS, REASONS, TICKS

NEW_PERSON = "new"
MORE, STOP = "more", "stop"
WHY, INSTEAD = "suggest_why_", "suggest_"
"""With the number of a paragraph: why a reader suggests other words for it, and the words."""
KEPT = ("message", "take_out", "reason", "decision", "note", "then", "person_id")
KEPT_TICKS = ("flags", "released", "heard")
KEPT_YES = ("names_looked_for", "no_name_said", "compared")

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
    compared = BooleanField(_l("I compared the words with the scan of the sheet"))
    heard = Ticks(_l("Recordings that you listened to, to the end"), [Optional()])
    no_name_said = BooleanField(_l("Neither the person's name nor the sender's is said in them"))
    released = Ticks(_l("Is it really this person's name?"), [Optional()])
    take_out = TextAreaField(_l("Take out these words"))
    person_id = RadioField(_l("Is it the same person?"), [Optional()])
    decision = RadioField(_l("What should happen?"), [InputRequired(_l("Please choose what should happen."))])
    reason = SelectField(_l("Reason"), [Optional()])
    message = TextAreaField(_l("Message"))
    suggestion = TextAreaField(_l("Your suggestion"))
    note = TextAreaField(_l("A note for other readers"))
    template = SelectField(_l("A text to begin with"), [Optional()], validate_choice=False)
    then = RadioField(
        _l("And then"),
        [Optional()],
        choices=[SelectChoice(MORE, _l("one more")), SelectChoice(STOP, _l("stop for now"))],
    )


def review_form(view: ReviewView, *, fresh: bool, **given: Any) -> ReviewForm:
    """The form for what is shown. With `fresh` nothing sent is read, and the version is the one that stands now."""
    version = view.version
    starting = {
        "version": str(version.number),
        "revision": str(view.remembrance.revision),
        "released": [span_id(span) for span in version.released],
        "suggestion": version.story,
        "then": MORE,
        **given,
    }
    form = ReviewForm(formdata=None, data=starting) if fresh else ReviewForm(data=starting)
    form.flags.choices = [SelectChoice(flag.value, FLAGS[flag]) for flag in TICKS]
    form.heard.choices = [SelectChoice(one.id, "") for one in heard_here(view)]
    form.released.choices = [SelectChoice(span_id(span), str(n)) for n, span in enumerate(view.mentions, start=1)]
    form.decision.choices = [SelectChoice(decision.value, label) for decision, label in DECISIONS]
    reasons = [SelectChoice(code.value, words) for code, words in REASONS.items()]
    form.reason.choices = [SelectChoice("", _("Choose, if you decline")), *reasons]
    form.template.choices = [SelectChoice("", _("Choose a text"))]
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


def verdict_of(form: ReviewForm, view: ReviewView, typed: Mapping[str, str] | None = None) -> Verdict:
    """What the form says, with the words `typed` for paragraphs. Raises `Invalid` where it does not say enough."""
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
    changes = changes_typed(view, typed or {})
    if changes and decision is not Decision.SUGGEST:
        raise Invalid("suggestion", "only_with_suggest")
    if any(not one.reason for one in changes):
        raise Invalid("suggestion", "say_why_change")
    # Only places that were found may be released, and only as the exact places they are.
    released = tuple(span for span in view.mentions if span_id(span) in (form.released.data or ()))
    findings = Findings(
        flags=frozenset(Flag(flag) for flag in form.flags.data or ()),
        names_looked_for=bool(form.names_looked_for.data),
        redactions=places_of(view.version, phrases) if accepting else (),
        released=released,
        heard=frozenset(form.heard.data or ()),
        no_name_said=bool(form.no_name_said.data),
        compared=bool(form.compared.data),
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
        changes=changes,
    )


def changes_typed(view: ReviewView, typed: Mapping[str, str]) -> tuple[WordChange, ...]:
    """Every paragraph for which other words were typed, with the reason, given or not."""
    found = []
    read = view.remembrance.version(number_of(typed.get("version"))) or view.version
    for one in paragraphs(read.story):
        words = typed.get(f"{INSTEAD}{one.number}")
        instead = clean(words).strip() if words is not None else one.text.strip()
        if instead != one.text.strip():
            why = clean(typed.get(f"{WHY}{one.number}", "")).strip()
            found.append(WordChange(one.number, one.text, instead, why))
    return tuple(found)


def kept_of(typed: Mapping[str, Any], view: ReviewView) -> dict[str, str]:
    """What is worth keeping of what was typed: the fields that say something, and paragraphs that were changed."""
    found = {name: text for name in KEPT if (text := str(typed.get(name) or "")).strip()}
    for name in KEPT_TICKS:
        ticked = typed.getlist(name) if hasattr(typed, "getlist") else typed.get(name) or []
        found |= {name: "\n".join(ticked)} if ticked else {}
    for name in KEPT_YES:
        found |= {name: "y"} if typed.get(name) else {}
    for one in changes_typed(view, typed):
        found |= {f"{INSTEAD}{one.paragraph}": one.after, f"{WHY}{one.paragraph}": one.reason}
    return found


def form_again(view: ReviewView, fields: Mapping[str, str]) -> ReviewForm:
    """The form with what was kept in it."""
    given: dict[str, Any] = {name: fields[name] for name in KEPT if name in fields}
    given |= {name: fields[name].split("\n") for name in KEPT_TICKS if name in fields}
    given |= {name: True for name in KEPT_YES if fields.get(name)}
    return review_form(view, fresh=True, **given)


def reaches_sender(after: Remembrance, verdict: Verdict) -> bool:
    """Whether the sender reads something because of it: then it is shown to the reader first, as it will be read."""
    decided = after.version(verdict.version)
    if decided is None or decided.state is VersionState.IN_REVIEW:
        return False
    return verdict.decision is not Decision.ACCEPT or bool(verdict.message)


def suggested(form: ReviewForm, view: ReviewView) -> str:
    """The words typed as a suggestion; '' where the box still held the text that the form was made for."""
    read = view.remembrance.version(number_of(form.version.data))
    typed = clean(form.suggestion.data or "").strip()
    return "" if read is not None and typed == clean(read.story).strip() else typed


def number_of(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else -1
