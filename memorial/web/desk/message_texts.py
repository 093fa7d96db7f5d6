"""Texts with which a message begins: those that the program brings along, and a memorial's own beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from memorial.application import message_templates as use
from memorial.application.offer import Incomplete
from memorial.domain.memorial import Memorial
from memorial.domain.message_template import FOR_DECISIONS
from memorial.vocabulary import Decision
from memorial.web.desk.forms import DECISIONS
from memorial.web.desk.frame import DeskForm, complain, member, memorial_at, refused, services, show
from memorial.web.language import direction, endonym, interface_languages

blueprint = Blueprint("message_texts", __name__, url_prefix="/desk/memorials")

SOURCE_LANGUAGE = "en"

SHIPPED = (
    ("thanks", Decision.ACCEPT, _l("Thank you"), _l("Thank you for what you sent. It is on the memorial now.")),
    (
        "paragraph",
        Decision.SUGGEST,
        _l("Why we suggest it"),
        _l("We suggest small changes. Please look at each one. You decide. If you say no, your words stay."),
    ),
    (
        "who",
        Decision.ASK,
        _l("Who is it about?"),
        _l(
            "Thank you for what you sent. Can you tell us a little more about who it is about? A year or a place helps."
        ),
    ),
    (
        "living",
        Decision.ASK,
        _l("Somebody who is alive"),
        _l(
            "You write about somebody who may be alive. Do they know, and do they agree? We can also take the name out."
        ),
    ),
    (
        "picture",
        Decision.ASK,
        _l("Who is in the picture?"),
        _l("Is anyone in the picture alive today? If so, have they agreed to be seen? You can also keep it private."),
    ),
    (
        "kept",
        Decision.KEEP,
        _l("Kept, not shown"),
        _l("We keep what you sent in the archive, and do not show it. It is safe here. You can ask us to look again."),
    ),
    (
        "elsewhere",
        Decision.DECLINE,
        _l("It belongs elsewhere"),
        _l("Thank you for writing. This is not about the people of this memorial, so we do not show it here."),
    ),
    (
        "twice",
        Decision.DECLINE,
        _l("We have it already"),
        _l("Thank you. The same text came to us before, and that one stays. Nothing of yours is lost by this."),
    ),
    (
        "others",
        Decision.DECLINE,
        _l("About another person"),
        _l("It tells private things about another person, so we cannot show it. You can send it again without them."),
    ),
)
"""(key, decision, title, text). In the language of the sender; where no translation exists, in English."""


@dataclass(frozen=True)
class Text:
    """A text to begin with. `own`: written by this memorial; `unread`: no native speaker has read the translation."""

    key: str
    decision: Decision
    title: str
    text: str
    language: str
    own: bool
    unread: bool = False

    @property
    def direction(self) -> str:
        return direction(self.language)


def texts_for(memorial: Memorial, language: str) -> list[Text]:
    """The memorial's own in that language first, then those that the program brings along, by decision."""
    own = [
        Text(one.id, one.decision, one.title, one.text, one.language, own=True)
        for one in memorial.message_templates
        if one.language == language
    ]
    found = own + _shipped(language)
    return sorted(found, key=lambda one: FOR_DECISIONS.index(one.decision))


def _shipped(language: str) -> list[Text]:
    known = language in interface_languages()
    with force_locale(language if known else SOURCE_LANGUAGE):
        there = [(key, decision, str(title), str(text)) for key, decision, title, text in SHIPPED]
    with force_locale(SOURCE_LANGUAGE):
        source = {key: str(text) for key, _decision, _title, text in SHIPPED}
    made = []
    for key, decision, title, text in there:
        translated = known and language != SOURCE_LANGUAGE and text != source[key]
        made.append(
            Text(key, decision, title, text, language if translated else SOURCE_LANGUAGE, own=False, unread=translated)
        )
    return made


def options_for(memorial: Memorial, language: str) -> list[tuple[str, str, Text]]:
    """(key, words, text) for the list on the review page."""
    names = {decision: str(words) for decision, words in DECISIONS}
    return [(one.key, f"{names[one.decision]}: {one.title}", one) for one in texts_for(memorial, language)]


def text_of(memorial: Memorial, language: str, key: str) -> str:
    """'' for a key that none has."""
    return next((one.text for one in texts_for(memorial, language) if one.key == key), "")


# The page on which a memorial keeps its own


class TextForm(DeskForm):
    id = HiddenField()
    language = SelectField(_l("Language"), validate_choice=False)
    decision = SelectField(_l("For which decision"), validate_choice=False)
    title = StringField(_l("What it is called in the list"))
    text = TextAreaField(_l("The text"))


@blueprint.get("/<slug>/messages")
def texts(slug: str) -> Any:
    memorial = _kept_here(slug)
    told = _("Saved.") if request.args.get("said") == "saved" else None
    chosen = next((one for one in memorial.message_templates if one.id == request.args.get("change", "")), None)
    begun = {} if chosen is None else {name: getattr(chosen, name) for name in ("id", "language", "title", "text")}
    if chosen is not None:
        begun["decision"] = chosen.decision.value
    return _page(memorial, _form(memorial, begun), message=told)


@blueprint.post("/<slug>/messages")
def change(slug: str) -> Any:
    """`action` = save, with `language`, `decision`, `title`, `text`, and `id` to change one; or remove, with `id`."""
    memorial = _kept_here(slug)
    action, given = request.form.get("action", ""), request.form.to_dict()
    if action not in ("save", "remove"):
        refused("no_such_action", where=memorial.id)
        abort(422)
    try:
        if action == "save":
            use.save(services(), member(), slug, given)
        else:
            use.remove(services(), member(), slug, given.get("id", ""))
    except Incomplete as incomplete:
        refused("incomplete", where=memorial.id)
        form = _form(memorial, given)
        for problem in incomplete.problems:
            complain(form, problem.field, problem.code)
        return _page(memorial, form)
    return redirect(url_for("message_texts.texts", slug=slug, said="saved"), 303)


def _kept_here(slug: str) -> Memorial:
    memorial = memorial_at(slug, admins=True)
    if not use.may_keep(member(), memorial.id):
        refused("editors_only", where=memorial.id)
        abort(404)
    return memorial


def _form(memorial: Memorial, given: dict[str, Any]) -> TextForm:
    form = TextForm(formdata=None, data={"language": memorial.languages[0], **given})
    form.language.choices = [SelectChoice(code, endonym(code)) for code in memorial.languages]
    names = dict(DECISIONS)
    form.decision.choices = [SelectChoice(one.value, names[one]) for one in FOR_DECISIONS]
    return form


def _page(memorial: Memorial, form: TextForm, *, message: str | None = None) -> Any:
    wrong = any(field.errors for field in form)
    names = {decision: str(words) for decision, words in DECISIONS}
    groups = [(code, endonym(code), texts_for(memorial, code)) for code in memorial.languages]
    return show("message_texts", _("Texts for messages"), memorial, status=422 if wrong else 200, message=message,
                form=form, groups=groups, names=names, has_errors=wrong)  # fmt: skip
