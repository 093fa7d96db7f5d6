"""The forms of setting up a memorial: a short one for each step, with a field for each text in each language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from memorial.application import memorial_settings
from memorial.application.memorial_settings import ACCENTS, CEILINGS, FORBIDDEN, NEUTRAL_SITE
from memorial.domain.memorial import Memorial
from memorial.domain.own_texts import STEP_OF, OwnText, is_long, own_texts
from memorial.domain.setting_up import Step, WallOrder
from memorial.vocabulary import Risk
from memorial.web.desk import setup_words as words
from memorial.web.desk.frame import DeskForm, complain
from memorial.web.language import direction, endonym

WORDS_OF: Mapping[OwnText, Callable[[str], str]] = {
    OwnText.TITLE: lambda own: _("Title (%(language)s)", language=own),
    OwnText.PURPOSE: lambda own: _("What it is for (%(language)s)", language=own),
    OwnText.NOTICE: lambda own: _("Notice to families (%(language)s)", language=own),
    OwnText.QUESTION: lambda own: _("Your own question (%(language)s)", language=own),
    OwnText.DIED: lambda own: _("The word for dying (%(language)s)", language=own),
    OwnText.PEOPLE: lambda own: _("The word for the people (%(language)s)", language=own),
    OwnText.NOTE: lambda own: _("The note that it is made up (%(language)s)", language=own),
    OwnText.PICTURE: lambda own: _("What the picture shows (%(language)s)", language=own),
}


@dataclass(frozen=True)
class InLanguage:
    """The fields of one language on a page: (name of the field, whether it is long, whether it may stay empty)."""

    code: str
    name: str
    dir: str
    fields: tuple[tuple[str, bool, bool], ...]


class NameForm(DeskForm):
    time_zone = StringField(_l("Time zone"))
    commemorative_days = StringField(_l("Days on which many come"))


class LanguagesForm(DeskForm):
    languages = StringField(_l("Languages"))


class WordsForm(DeskForm):
    pass


class RiskForm(DeskForm):
    risk = RadioField(_l("Risk for those who take part"), choices=[
        SelectChoice(one.value, said) for one, said in words.RISKS.items()
    ])  # fmt: skip
    ceiling = RadioField(_l("The most that may ever be seen"), choices=[
        SelectChoice(one.word, words.CEILINGS[one]) for one in CEILINGS
    ])  # fmt: skip


class NoticesForm(DeskForm):
    controller_name = StringField(_l("Who answers for the data"))
    controller_address = StringField(_l("Their postal address"))
    controller_contact = StringField(_l("How to reach them"))
    controller_country = StringField(_l("The country where the data is kept, and whose law holds"))


class PeopleForm(DeskForm):
    second_reader = RadioField(_l("How many people accept before something is public?"), choices=[
        SelectChoice("no", _l("One, and two where it matters")), SelectChoice("yes", _l("Always two editors")),
    ])  # fmt: skip
    minutes = StringField(_l("Offer a rest after so many minutes"))
    hard = StringField(_l("Offer a rest after so many hard remembrances"))


class LookForm(DeskForm):
    accent = RadioField(_l("Colour of links"), choices=[
        SelectChoice(one, words.ACCENTS[one]) for one in ACCENTS
    ])  # fmt: skip
    wall_order = RadioField(_l("The order of the wall of names"), choices=[
        SelectChoice(one.value, words.ORDERS[one]) for one in WallOrder
    ])  # fmt: skip
    embed_hosts = StringField(_l("Other sites that may show names of this memorial inside their pages"))


_FORMS: Mapping[Step, type[DeskForm]] = {
    Step.NAME: NameForm,
    Step.LANGUAGES: LanguagesForm,
    Step.WORDS: WordsForm,
    Step.RISK: RiskForm,
    Step.NOTICES: NoticesForm,
    Step.PEOPLE: PeopleForm,
    Step.LOOK: LookForm,
}
_ALSO: Mapping[Step, Mapping[str, Callable[[str], tuple[str, bool]]]] = {
    Step.RISK: {NEUTRAL_SITE: lambda own: (_("Where “Leave this page” leads (%(language)s)", language=own), False)},
    Step.WORDS: {FORBIDDEN: lambda own: (_("Words that you do not want to use (%(language)s)", language=own), True)},
}
SWITCHES = {one.value: words.SWITCHES[one] for one in Risk}


def form_of(memorial: Memorial, step: Step) -> DeskForm:
    """The form of that step, filled with what is sent, or else with what is kept."""
    fields: dict[str, Any] = {}
    for group in groups_of(memorial, step):
        for name, long, _optional in group.fields:
            kind = TextAreaField if long else StringField
            fields[name] = kind(_label(step, name.removesuffix(f"_{group.code}"), group.name))
    made: DeskForm = type("StepForm", (_FORMS[step],), fields)(data=memorial_settings.form_values(memorial))
    return made


def _label(step: Step, name: str, own: str) -> str:
    if name in _ALSO.get(step, {}):
        return _ALSO[step][name](own)[0]
    return text_label(OwnText(name), own)


def text_label(text: OwnText, own: str) -> str:
    return WORDS_OF[text](own)


def groups_of(memorial: Memorial, step: Step) -> list[InLanguage]:
    """What stands on that page for each language, the main one first."""
    here = [text for text in own_texts(memorial) if STEP_OF[text] is step and text is not OwnText.PICTURE]
    groups = []
    for at, code in enumerate(memorial.languages):
        fields = [(f"{one.value}_{code}", is_long(one), _optional(one, at)) for one in here]
        fields += [(f"{name}_{code}", made("")[1], True) for name, made in _ALSO.get(step, {}).items()]
        if fields:
            groups.append(InLanguage(code, endonym(code), direction(code), tuple(fields)))
    return groups


def _optional(text: OwnText, at: int) -> bool:
    return not (at == 0 and text in (OwnText.TITLE, OwnText.NOTICE))


def complain_here(form: DeskForm, field: str, code: str) -> None:
    """As `complain`, with the words of setting up where there are some of its own."""
    said = words.PROBLEMS.get(code)
    if said is None:
        complain(form, field, code)
    elif field in form._fields:
        form[field].errors = [*form[field].errors, str(said)]
    else:
        form.form_errors = [*form.form_errors, str(said)]
