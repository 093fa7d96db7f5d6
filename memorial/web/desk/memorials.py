"""A memorial's settings, for administrators: its words, notice, controller, risk and ceiling; open and closed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from memorial.application import memorial_settings, memorials
from memorial.application.memorial_settings import ACCENTS, CEILINGS
from memorial.application.memorials import Actor
from memorial.application.offer import Incomplete
from memorial.domain.memorial import Memorial
from memorial.vocabulary import ActorKind, Audience, Risk
from memorial.web.desk.frame import (
    DeskForm,
    complain,
    is_admin,
    member,
    memorial_at,
    my_memorials,
    refused,
    services,
    show,
    title_of,
)
from memorial.web.language import endonym

blueprint = Blueprint("memorials", __name__, url_prefix="/desk/memorials")

RISKS = {
    Risk.NONE: _l("None"),
    Risk.SOME: _l("Some: families see how to leave the page quickly"),
    Risk.HIGH: _l("High: quiet page titles, the code hidden, no question about e-mail"),
}
CEILING_WORDS = {
    Audience.PUBLIC: _l("Everyone, as each family allows"),
    Audience.UNLISTED: _l("Everyone on this site, never search engines"),
    Audience.ARCHIVE: _l("Nobody outside: the archive only"),
    Audience.TEAM: _l("Nobody outside: the readers only"),
}


class SettingsForm(DeskForm):
    languages = StringField(_l("Languages"))
    time_zone = StringField(_l("Time zone"))
    commemorative_days = StringField(_l("Days on which many come"))
    controller_name = StringField(_l("Who answers for the data"))
    controller_address = StringField(_l("Their postal address"))
    controller_contact = StringField(_l("How to reach them"))
    controller_country = StringField(_l("The country where the data is kept, and whose law holds"))
    ceiling = RadioField(_l("The most that may ever be seen"), choices=[
        SelectChoice(one.word, CEILING_WORDS[one]) for one in CEILINGS
    ])  # fmt: skip
    risk = RadioField(_l("Risk for those who take part"), choices=[
        SelectChoice(one.value, words) for one, words in RISKS.items()
    ])  # fmt: skip
    accent = SelectField(_l("Colour of links"), choices=[SelectChoice(one, one) for one in ACCENTS])


def _form(memorial: Memorial) -> SettingsForm:
    """The form with a field for each text in each language of this memorial."""
    fields: dict[str, Any] = {}
    for code in memorial.languages:
        own = endonym(code)
        fields[f"title_{code}"] = StringField(_("Title (%(language)s)", language=own))
        fields[f"purpose_{code}"] = TextAreaField(_("What it is for (%(language)s)", language=own))
        fields[f"notice_{code}"] = TextAreaField(_("Notice to families (%(language)s)", language=own))
        fields[f"died_{code}"] = StringField(_("The word for dying (%(language)s)", language=own))
        fields[f"neutral_site_{code}"] = StringField(_("Where “Leave this page” leads (%(language)s)", language=own))
    made: SettingsForm = type("MemorialForm", (SettingsForm,), fields)(data=memorial_settings.form_values(memorial))
    return made


@blueprint.get("")
def memorials_list() -> Any:
    if not is_admin(member()):
        abort(404)
    mine = [(one.slug, title_of(one), _state(one)) for one in my_memorials() if member().is_admin(one.id)]
    return show("memorials", _("Memorials"), mine=mine)


def _state(memorial: Memorial) -> str:
    if not memorial.public:
        return _("not public")
    if memorial.draft:
        return _("public as a draft: it takes no remembrances until every source of its record is signed")
    return _("public, takes remembrances") if memorial.accepting else _("public, takes none now")


@blueprint.get("/<slug>")
def settings(slug: str) -> Any:
    memorial = _administered(slug)
    told = _("Saved.") if request.args.get("said") == "saved" else None
    return _page(memorial, _form(memorial), message=told)


@blueprint.post("/<slug>")
def save(slug: str) -> Any:
    memorial = _administered(slug)
    form = _form(memorial)
    given = {name: str(field.data or "") for name, field in form._fields.items()}
    try:
        memorial_settings.change(services(), member(), slug, given)
    except Incomplete as incomplete:
        refused("incomplete", where=memorial.id)
        for problem in incomplete.problems:
            complain(form, problem.field, problem.code)
        return _page(memorial, form)
    return redirect(url_for("memorials.settings", slug=slug, said="saved"), 303)


@blueprint.post("/<slug>/open")
def open_or_close(slug: str) -> Any:
    """`action` = open (public, and takes remembrances) or close (takes none; what is public stays)."""
    memorial = _administered(slug)
    act = {"open": memorials.open_memorial, "close": memorials.close_memorial}.get(request.form.get("action", ""))
    if act is None:
        refused("no_such_action", where=memorial.id)
        abort(422)
    act(services(), slug, by=Actor(ActorKind.STAFF, member().id))
    return redirect(url_for("memorials.settings", slug=slug, said="saved"), 303)


def _administered(slug: str) -> Memorial:
    memorial = memorial_at(slug, admins=True)
    if not member().is_admin(memorial.id):
        refused("admins_only")
        abort(404)
    return memorial


def _page(memorial: Memorial, form: SettingsForm, *, message: str | None = None) -> Any:
    groups = [(code, endonym(code)) for code in memorial.languages]
    wrong = bool(form.errors) or any(field.errors for field in form)
    return show("memorial_settings", _("Settings"), memorial, status=422 if wrong else 200, message=message, form=form,
                groups=groups, state=_state(memorial), accepting=memorial.accepting, has_errors=wrong)  # fmt: skip
