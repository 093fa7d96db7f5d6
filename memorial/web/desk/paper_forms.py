"""The form in which somebody at the desk enters what a paper form says."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, FileField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from memorial.application.offer import NICKNAME
from memorial.domain.memorial import Memorial
from memorial.web.contribute.words import about_choices, fate_choices, file_words, problem_words, relation_choices
from memorial.web.desk.frame import DeskForm, services
from memorial.web.desk.refusals import SAID, said
from memorial.web.language import endonym

TEXTS = (
    "serial", "about", "person_name", "person_name_other", NICKNAME, "fate", "born", "died", "place", "story",
    "story_language", "audience", "embargo_until", "person_name_shown", "signature", "contributor_name", "relation",
    "own_answer",
)  # fmt: skip


class PaperForm(DeskForm):
    serial = StringField(_l("Number of the sheet"))
    scan = FileField(_l("Scan or photograph of the whole sheet"))
    about = RadioField(_l("Who or what it is about"), validate_choice=False)
    person_name = StringField(_l("Name"))
    person_name_other = StringField(_l("The name in another alphabet"))
    person_nickname = StringField(_l("What people called them"))
    fate = RadioField(_l("What became of them?"), validate_choice=False)
    born = StringField(_l("Born"))
    died = StringField(_l("Died"))
    place = StringField(_l("Place"))
    story = TextAreaField(_l("The words, exactly as they stand there"))
    story_language = SelectField(_l("The language of the text"), validate_choice=False)
    audience = RadioField(_l("Who may see it?"), validate_choice=False)
    embargo_until = StringField(_l("Public from this day"))
    person_name_shown = RadioField(_l("How may we show the name?"), validate_choice=False)
    signature = RadioField(_l("How should we sign it?"), validate_choice=False)
    contributor_name = StringField(_l("The name to sign with"))
    relation = SelectField(_l("What were you to them?"), validate_choice=False)
    own_answer = StringField()
    names_living = BooleanField(_l("It names somebody who is alive today"), false_values=("", "no"))
    under_age = BooleanField(_l("The sender is under 16"), false_values=("", "no"))
    hard_to_read = BooleanField(_l("It tells of violence or great pain"), false_values=("", "no"))
    signed = BooleanField(_l("The sheet is signed, or bears a mark"), false_values=("", "no"))


def paper_form(memorial: Memorial, fields: MultiDict[str, str] | None = None) -> PaperForm:
    """The form of that memorial, with what was typed; the file has to be chosen once more."""
    form = PaperForm(formdata=fields)
    languages = [SelectChoice(code, endonym(code)) for code in memorial.languages]
    form.story_language.choices = [*languages, SelectChoice("und", _("Another language"))]
    form.about.choices = [SelectChoice(*pair) for pair in about_choices()]
    form.fate.choices = [SelectChoice(*pair) for pair in fate_choices()]
    form.relation.choices = [SelectChoice(*pair) for pair in relation_choices()]
    form.audience.choices = _choices(
        public=_("Everyone, and search engines"), unlisted=_("Everyone on this site"),
        archive=_("Only our staff keep it"), until=_("Not public until a day I choose"),
    )  # fmt: skip
    form.person_name_shown.choices = _choices(
        full=_("In full, with years and town"), initials=_("Initials only"), none=_("Not at all")
    )
    form.signature.choices = _choices(
        name=_("With my name"), initials=_("With my initials"),
        relation=_("As family, friend, neighbour, colleague or witness"), none=_("No signature"),
    )  # fmt: skip
    return form


def _choices(**answers: Any) -> list[SelectChoice]:
    return [SelectChoice(value, words) for value, words in answers.items()]


def said_of(code: str) -> str:
    """The desk's own words, else those that the family's form has for the same."""
    return said(code) if code in SAID else problem_words(code, services().limits)


def said_of_file(code: str) -> str:
    if code == "no_file":
        return _("Please choose a scan or a photograph of the sheet.")
    if code == "not_a_picture":
        return _("Please choose a picture. The second reader cannot see a PDF here.")
    return _("The file was not kept: %(why)s.", why=file_words(code, services().limits))
