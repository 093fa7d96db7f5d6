"""How one person works: what they see of files, what they take, when stopping is offered, and keys."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField
from wtforms.fields.choices import SelectChoice

from memorial.application import desk_ways, resting
from memorial.domain.desk_settings import TOPICS, DeskSettings, Key
from memorial.domain.errors import Invalid, Refusal
from memorial.web.desk.forms import Ticks
from memorial.web.desk.frame import DeskForm, complain, entered, member, readable, services, show
from memorial.web.desk.own import KEY_WORDS, keys_of
from memorial.web.desk.words import FLAGS
from memorial.web.language import endonym

blueprint = Blueprint("ways", __name__, url_prefix="/desk/account")


class WaysForm(DeskForm):
    small_first = BooleanField(_l("Show pictures small first"))
    grey = BooleanField(_l("Show pictures in grey"))
    mute = BooleanField(_l("Begin recordings without sound"))
    only_text = BooleanField(_l("Only text today: offer me no files"))
    languages = Ticks(_l("Languages that I read"))
    topics = Ticks(_l("What I leave to others"))
    signature = StringField(_l("The name under what you write to senders"))
    minutes = StringField(_l("Minutes until stopping is offered"))
    hard = StringField(_l("Hard ones until stopping is offered"))
    items = StringField(_l("At most so many in a day"))
    keys_on = BooleanField(_l("Use letters of the keyboard while I read"))


def _form(ways: DeskSettings, *, only_text: bool, fresh: bool) -> WaysForm:
    fields = {f"key_{key.value}": StringField(words) for key, words in KEY_WORDS.items()}
    starting: dict[str, Any] = {f"key_{key.value}": ways.key_of(key) for key in Key}
    for name in ("small_first", "grey", "mute", "keys_on", "signature"):
        starting[name] = getattr(ways, name)
    for name in ("minutes", "hard", "items"):
        starting[name] = str(getattr(ways, name) or "")
    starting |= {"only_text": only_text, "languages": list(ways.languages)}
    starting["topics"] = [flag.value for flag in ways.not_topics]
    kind = type("OwnWaysForm", (WaysForm,), fields)
    form: WaysForm = kind(formdata=None, data=starting) if fresh else kind()
    codes = dict.fromkeys([*(code for one in readable() for code in one.languages), *ways.languages])
    form.languages.choices = [SelectChoice(code, endonym(code)) for code in codes]
    form.topics.choices = [SelectChoice(flag.value, FLAGS[flag]) for flag in TOPICS]
    return form


@blueprint.get("/desk")
def ways() -> Any:
    only_text = desk_ways.only_text_today(services(), entered())
    told = _("Saved.") if request.args.get("said") == "saved" else None
    return _page(_form(member().desk, only_text=only_text, fresh=True), message=told)


@blueprint.post("/desk")
def save() -> Any:
    form, given = _form(member().desk, only_text=False, fresh=False), request.form
    try:
        changed = desk_ways.ways_from(given, given.getlist("languages"), given.getlist("topics"))
    except Invalid as invalid:
        desk_ways.refuse(services(), entered(), invalid.code)
        complain(form, invalid.field, invalid.code)
        return _page(form, status=422)
    try:
        desk_ways.change_ways(services(), entered(), changed, only_text=bool(given.get("only_text")))
    except Refusal as refusal:
        desk_ways.refuse(services(), entered(), refusal.code)
        complain(form, "", "account_changed")
        return _page(form, status=409)
    return redirect(url_for("ways.ways", said="saved"), 303)


def _page(form: WaysForm, *, message: str | None = None, status: int = 200) -> Any:
    stop = resting.stop_for(member(), readable())
    own_keys = [form[f"key_{key.value}"] for key in Key]
    return show("ways", _("How you work"), status=status, message=message, form=form, own_keys=own_keys, stop=stop,
                fixed=keys_of(member().desk).lines[len(Key):], has_errors=bool(form.errors))  # fmt: skip
