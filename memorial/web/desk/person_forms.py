"""The forms for a person's record: which fields each change asks for, and what they hold to begin with."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice

from memorial.application.person_forms import DATES, NEW_SOURCE, PLACES, PRECISIONS, SEXES
from memorial.application.person_record import Found, RecordView, name_of
from memorial.domain.languages import LANGUAGES
from memorial.domain.memorial import Memorial
from memorial.domain.person import FactClaim, KinClaim, NameClaim
from memorial.domain.person_changes import AnyClaim
from memorial.vocabulary import Certainty, FactKind, NameKind
from memorial.web import person_words as said
from memorial.web.desk.frame import DeskForm
from memorial.web.desk.person_words import PRECISIONS as PRECISION_WORDS
from memorial.web.language import current_language

_SOURCE = ("source", "source_title", "audience")


class PersonForm(DeskForm):
    """Every field that some change asks for; a page shows those of its own."""

    text = StringField(_l("Name"))
    kind = SelectField(_l("What kind of name is it?"), validate_choice=False)
    language = SelectField(_l("Language"), validate_choice=False)
    sort_key = StringField(_l("Where it stands in the order of names"))
    words = StringField(_l("What the source says"))
    as_words = BooleanField(_l("Keep it as words only, without a date"))
    sex = RadioField(_l("Sex, as recorded"), validate_choice=False)
    fate = SelectField(_l("What befell them?"), validate_choice=False)
    on = StringField(_l("When?"))
    precision = SelectField(_l("How exact is the place?"), validate_choice=False)
    other = RadioField(_l("Who is it?"), validate_choice=False)
    kinship = SelectField(_l("What is this other person to them?"), validate_choice=False)
    certainty = RadioField(_l("How sure is it?"), validate_choice=False)
    portrait = RadioField(_l("Which picture?"), validate_choice=False)
    asked_by = StringField(_l("Who of the family asks, and how do you know?"))
    source = SelectField(_l("Who says it?"), validate_choice=False)
    source_title = StringField(_l("The source, if it is not in the list"))
    audience = RadioField(_l("Who may see it?"), validate_choice=False)
    reason = StringField(_l("Why?"))


def shown_fields(action: str, of: str, kind: str) -> tuple[str, ...]:
    """The fields of one change, in their order; none for what is no change."""
    if action in ("add", "correct"):
        own = {"name": ("text", "kind", "language", "sort_key"), "kin": ("other", "kinship", "certainty", "words")}
        fields = own.get(of, ()) if of != "fact" else _of_fact(kind)
        last = (*_SOURCE, "reason")
        return (*fields, *last) if fields else ()
    return {
        "take_out": ("reason",),
        "bring_back": ("reason",),
        "sort_by": ("sort_key", "reason"),
        "portrait": ("portrait", "reason"),
        "open": ("asked_by", "reason"),
        "join": ("other", "reason"),
        "part": ("reason",),
    }.get(action, ())


def _of_fact(kind: str) -> tuple[str, ...]:
    if kind not in set(FactKind):
        return ()
    if kind in DATES:
        return ("words", "as_words", "language")
    if kind in PLACES:
        return ("words", "precision", "language")
    return {FactKind.FATE: ("fate", "on", "words", "language"), FactKind.SEX: ("sex", "words")}.get(
        FactKind(kind), ("words", "language")
    )


def person_form(
    memorial: Memorial, *, fresh: bool, data: dict[str, Any] | None = None, found: tuple[Found, ...] = ()
) -> PersonForm:
    form = PersonForm(formdata=None, data=data or {}) if fresh else PersonForm()
    nothing = SelectChoice("", _("Please choose"))
    form.kind.choices = [SelectChoice(kind.value, str(words)) for kind, words in said.NAME_KINDS.items()]
    form.language.choices = [SelectChoice("und", _("nobody said")), *_languages(memorial)]
    form.sex.choices = [SelectChoice(code, str(said.SEXES[code])) for code in SEXES]
    form.fate.choices = [nothing, *(SelectChoice(fate.value, str(words)) for fate, words in said.FATES.items())]
    form.precision.choices = [SelectChoice(code, str(PRECISION_WORDS[code])) for code in PRECISIONS]
    form.kinship.choices = [nothing, *(SelectChoice(k.value, str(words)) for k, words in said.KINSHIP.items())]
    form.certainty.choices = [SelectChoice(c.value, str(words)) for c, words in said.CERTAINTY.items()]
    form.other.choices = [SelectChoice(one.person.id, _in_a_line(one)) for one in found]
    form.portrait.choices = []
    sources = [SelectChoice(source.id, source.title) for source in memorial.sources]
    form.source.choices = [nothing, *sources, SelectChoice(NEW_SOURCE, _("another source, named below"))]
    form.audience.choices = [SelectChoice("team", _("Only the team")), SelectChoice("public", _("Everybody"))]
    return form


def _in_a_line(one: Found) -> str:
    years = [fact.value[:4] for kind in DATES for fact in one.person.facts if fact.kind == kind and fact.value]
    names = " · ".join(one.person.all_names()[:4])
    return f"{names} ({', '.join(sorted(years))})" if years else names


def _languages(memorial: Memorial) -> list[SelectChoice]:
    """Those of the memorial first, then all by their names on this page."""
    page = current_language()
    rest = [code for code in LANGUAGES if code not in memorial.languages]
    named = sorted(((said.language_words(code, page), code) for code in rest), key=lambda one: one[0].casefold())
    first = [(said.language_words(code, page), code) for code in memorial.languages]
    return [SelectChoice(code, words) for words, code in (*first, *named)]


def data_of(view: RecordView, claim: AnyClaim) -> dict[str, Any]:
    """What a form for correcting it holds to begin with."""
    data: dict[str, Any] = {
        "source": claim.source_id,
        "audience": "public" if claim.audience.word == "public" else "team",
    }
    match claim:
        case NameClaim():
            data |= {"text": claim.text, "kind": claim.kind, "language": claim.language, "sort_key": claim.sort_key}
        case FactClaim():
            written = claim.words or claim.value if claim.kind not in (FactKind.FATE, FactKind.SEX) else claim.words
            data |= {"words": written, "language": claim.language, "on": claim.on, "precision": claim.precision}
            data |= {"fate": claim.value, "sex": claim.value, "as_words": not claim.value}
        case KinClaim():
            data |= {"other": claim.other_id, "kinship": claim.kinship.value, "certainty": claim.certainty.value}
            data |= {"words": claim.words}
    return data


def begun(action: str, of: str) -> dict[str, Any]:
    """What the form for something new holds to begin with: nothing is open before somebody chooses that."""
    if action != "add":
        return {}
    first = {"audience": "team", "language": "und"}
    return first | ({"kind": NameKind.OWN.value} if of == "name" else {"certainty": Certainty.NOT_SAID.value})


def title(action: str, of: str, kind: str, view: RecordView) -> str:
    """What the page of a change is called."""
    if action in ("add", "correct") and of == "fact":
        what = str(said.FACT_KINDS[FactKind(kind)])
        return _("Add: %(what)s", what=what) if action == "add" else _("Correct: %(what)s", what=what)
    titles = {
        ("add", "name"): _("Add a name"),
        ("add", "kin"): _("Add somebody who belongs to them"),
        ("correct", "name"): _("Correct a name"),
        ("correct", "kin"): _("Correct who belongs to them"),
        ("take_out", ""): _("Take it out"),
        ("bring_back", ""): _("Bring it back"),
        ("sort_by", ""): _("Where the name stands in the order"),
        ("portrait", ""): _("Choose a portrait"),
        ("open", ""): _("Open a closed matter"),
        ("join", ""): _("Join with another record of the same person"),
        ("part", ""): _("Part two records"),
    }
    return titles.get((action, of)) or titles.get((action, "")) or name_of(view.person)
