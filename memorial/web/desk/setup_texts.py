"""The memorial's own texts by language at the desk: what is missing or older, and writing one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms import StringField, TextAreaField

from memorial.application import memorial_settings
from memorial.application import setting_up as use
from memorial.application.offer import Incomplete
from memorial.domain.errors import NotAllowed, NotFound
from memorial.domain.memorial import Memorial
from memorial.domain.own_texts import (
    OwnText,
    forbidden_in,
    is_long,
    is_wanted,
    own_texts,
    state_of,
    texts_of,
)
from memorial.domain.reading_ease import ease_of
from memorial.domain.setting_up import TextState
from memorial.web.desk import setup_words as words
from memorial.web.desk.frame import DeskForm, member, memorial_at, refused, services, show
from memorial.web.desk.setup_forms import complain_here, text_label
from memorial.web.language import direction, endonym
from memorial.web.surface import number

blueprint = Blueprint("setup_texts", __name__, url_prefix="/desk/setup")

_KINDS = {TextState.THERE: "ok", TextState.OLDER: "warn", TextState.MISSING: "quiet"}
_SHOWN = 60


@dataclass(frozen=True)
class Cell:
    """One text in one language: its beginning, how far it is, and the way to it for who may write it."""

    name: str
    code: str
    dir: str
    words: str
    mark: str
    kind: str
    href: str


@blueprint.get("/<slug>/texts")
def table(slug: str) -> Any:
    memorial = _own(slug)
    rows = [(str(words.TEXTS[text]), [_cell(memorial, text, code) for code in memorial.languages])
            for text in own_texts(memorial)]  # fmt: skip
    rows += _for_the_desk(memorial)
    columns = [(code, endonym(code), direction(code)) for code in memorial.languages]
    return show("setup_texts", _("Our own texts, by language"), memorial, rows=rows, columns=columns,
                message=_("Saved.") if request.args.get("said") == "saved" else None,
                admin=member().is_admin(memorial.id))  # fmt: skip


def _for_the_desk(memorial: Memorial) -> list[tuple[str, list[Cell]]]:
    """What the desk itself needs in each language, written on pages of its own."""
    support, messages = [], []
    for code in memorial.languages:
        kept, count = memorial.support.get(code, ""), sum(one.language == code for one in memorial.message_templates)
        href = url_for("support.settings", slug=memorial.slug) if member().is_admin(memorial.id) else ""
        state = TextState.THERE if kept else TextState.MISSING
        waits = bool(memorial.support)
        mark = str(words.STATES[state])
        support.append(_short(code, kept, mark, _KINDS[state] if waits else "", href))
        counted = ngettext("%(count)s text", "%(count)s texts", count, count=number(count)) if count else ""
        there = url_for("message_texts.texts", slug=memorial.slug)
        messages.append(Cell(endonym(code), "", "", counted or _("nothing"), "", "", there))
    return [(_("Talk to someone"), support), (_("Texts for messages"), messages)]


def _short(code: str, kept: str, mark: str, kind: str, href: str) -> Cell:
    short = kept if len(kept) <= _SHOWN else f"{kept[:_SHOWN].rsplit(None, 1)[0]} …"
    return Cell(endonym(code), code if kept else "", direction(code) if kept else "", short or _("nothing"), mark, kind,
                href)  # fmt: skip


def _cell(memorial: Memorial, text: OwnText, code: str) -> Cell:
    state, kept = state_of(memorial, text, code), texts_of(memorial, text).get(code, "")
    may = memorial_settings.may_write(member(), memorial, text, code)
    href = url_for("setup_texts.one", slug=memorial.slug, text=text, language=code) if may else ""
    waits = state is TextState.THERE or is_wanted(memorial, text)
    return _short(code, kept, str(words.STATES[state]), _KINDS[state] if waits else "", href)


@blueprint.get("/<slug>/texts/<text>/<language>")
def one(slug: str, text: str, language: str) -> Any:
    memorial, which = _writing(slug, text, language)
    return _page(memorial, which, language, _form(memorial, which, language))


@blueprint.post("/<slug>/texts/<text>/<language>")
def write(slug: str, text: str, language: str) -> Any:
    """`action` = save, or check: the words are looked at and nothing is kept."""
    memorial, which = _writing(slug, text, language)
    form, action = _form(memorial, which, language), request.form.get("action", "save")
    typed = str(form[f"{which}_{language}"].data or "")
    if action == "check":
        use.note_check(services(), member(), memorial)
        return _page(memorial, which, language, form, typed=typed)
    if action != "save":
        refused("no_such_action", where=memorial.id)
        abort(422)
    try:
        given = {f"{which}_{language}": typed}
        memorial_settings.translate(services(), member(), slug, (which, language), given)
    except Incomplete as incomplete:
        refused("incomplete", where=memorial.id)
        for problem in incomplete.problems:
            complain_here(form, problem.field, problem.code)
        return _page(memorial, which, language, form)
    except (NotAllowed, NotFound) as refusal:
        refused(refusal.code, where=memorial.id)
        abort(404)
    return redirect(url_for("setup_texts.table", slug=slug, said="saved"), 303)


def _own(slug: str) -> Memorial:
    return memorial_at(slug, admins=True)


def _writing(slug: str, text: str, language: str) -> tuple[Memorial, OwnText]:
    """A text that there is, in a language that this person may write; else there is no such page."""
    memorial = _own(slug)
    there = text in set(own_texts(memorial)) and language in memorial.languages
    if not there or not memorial_settings.may_write(member(), memorial, OwnText(text), language):
        refused("not_your_language", where=memorial.id)
        abort(404)
    return memorial, OwnText(text)


def _form(memorial: Memorial, text: OwnText, language: str) -> DeskForm:
    name, kind = f"{text}_{language}", TextAreaField if is_long(text) else StringField
    fields = {name: kind(text_label(text, endonym(language)))}
    made: DeskForm = type("TextForm", (DeskForm,), fields)(data={name: texts_of(memorial, text).get(language, "")})
    return made


def _page(memorial: Memorial, text: OwnText, language: str, form: DeskForm, *, typed: str | None = None) -> Any:
    main = memorial.languages[0]
    wrong = bool(form.errors or form.form_errors) or any(field.errors for field in form)
    looked_at = typed if typed is not None else texts_of(memorial, text).get(language, "")
    ease = ease_of(looked_at, language) if text in (OwnText.NOTICE, OwnText.QUESTION, OwnText.PURPOSE) else None
    said = {"counted": words.ease_words(ease), "hard": words.hard_words(ease),
            "longest": ease.longest_words if ease.hard else ""} if ease and ease.words else None  # fmt: skip
    return show(
        "setup_text", str(words.TEXTS[text]), memorial, status=422 if wrong else 200, form=form, has_errors=wrong,
        name=f"{text}_{language}", long=is_long(text), code=language, dir=direction(language),
        language_name=endonym(language), state=str(words.STATES[state_of(memorial, text, language)]),
        main=texts_of(memorial, text).get(main, "") if language != main else "", main_code=main,
        main_dir=direction(main), died=memorial.words.get("died", {}).get(language, ""),
        people=memorial.words.get("people", {}).get(language, ""),
        forbidden=memorial.setup.forbidden.get(language, ()), ease=said,
        used=forbidden_in(memorial, language, looked_at),
    )  # fmt: skip
