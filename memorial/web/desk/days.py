"""Days of remembrance at the desk, for administrators: several communities keep their own, side by side."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice

from memorial.application import days as use
from memorial.application.offer import Incomplete
from memorial.domain.days_of_remembrance import DayOfRemembrance
from memorial.domain.memorial import Memorial
from memorial.web.desk.frame import DeskForm, member, memorial_at, refused, services, show
from memorial.web.desk.groups_frame import is_wrong, say_problems
from memorial.web.language import current_language, endonym

blueprint = Blueprint("days", __name__, url_prefix="/desk/memorials")


class DayForm(DeskForm):
    community = StringField(_l("The community, as it calls itself"))
    month_day = StringField(_l("Day of the year"))
    local_time = StringField(_l("Hour"))
    time_zone = StringField(_l("Time zone"))
    source_id = SelectField(_l("Who says it"), validate_choice=False)


@blueprint.get("/<slug>/days")
def days(slug: str) -> Any:
    memorial = _administered(slug)
    told = _("Saved.") if request.args.get("said") == "saved" else None
    return _page(memorial, _form(memorial), message=told)


@blueprint.post("/<slug>/days")
def change(slug: str) -> Any:
    """`action` = add, with the fields of the form, or remove, with `number`."""
    memorial = _administered(slug)
    action = request.form.get("action", "")
    if action not in ("add", "remove"):
        refused("no_such_action", where=memorial.id)
        abort(422)
    form = _form(memorial)
    try:
        if action == "add":
            use.add(services(), member(), slug, request.form.to_dict())
        else:
            use.remove(services(), member(), slug, request.form.get("number", ""))
    except Incomplete as incomplete:
        say_problems(form, incomplete, memorial)
        return _page(memorial, form)
    return redirect(url_for("days.days", slug=slug, said="saved"), 303)


def _administered(slug: str) -> Memorial:
    memorial = memorial_at(slug, admins=True)
    if not member().is_admin(memorial.id):
        refused("admins_only", where=memorial.id)
        abort(404)
    return memorial


def _form(memorial: Memorial) -> DayForm:
    """The form with a field for the day's name in each language of this memorial."""
    fields = {
        f"name_{code}": StringField(_("Name of the day (%(language)s)", language=endonym(code)))
        for code in memorial.languages
    }
    form: DayForm = type("DayInLanguagesForm", (DayForm,), fields)()
    sources = [SelectChoice(source.id, source.title) for source in memorial.open_sources]
    form.source_id.choices = [SelectChoice("", _("The community itself")), *sources]
    return form


def _page(memorial: Memorial, form: DayForm, *, message: str | None = None) -> Any:
    wrong = is_wrong(form)
    lines = [(number, one, _words(memorial, one)) for number, one in enumerate(memorial.days_of_remembrance)]
    return show("days", _("Days of remembrance"), memorial, status=422 if wrong else 200, message=message, form=form,
                lines=lines, codes=memorial.languages, has_errors=wrong)  # fmt: skip


def _words(memorial: Memorial, day: DayOfRemembrance) -> tuple[str, str]:
    """The day's name, and where and by whom it is said."""
    source = memorial.source(day.source_id)
    name = day.name.get(current_language()) or next(iter(day.name.values()), "")
    return name, " · ".join(filter(None, (day.local_time, day.time_zone, source.title if source else "")))
