"""Walking through a memorial before it is open: what a family, a moderator and a visitor would meet, for its team."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _

from memorial.adapters import markup
from memorial.application import before_opening, resting
from memorial.application import setting_up as use
from memorial.application.language_reading import families_may_use
from memorial.domain.memorial import Controller, Memorial
from memorial.domain.own_texts import OwnText, texts_of
from memorial.domain.setting_up import View
from memorial.published.safe_html import SafeHtml
from memorial.vocabulary import SHOWN_TO_VISITORS, Risk
from memorial.web.contribute.forms import ChoicesForm
from memorial.web.desk import setup_words as words
from memorial.web.desk.frame import member, memorial_at, refused, services, show
from memorial.web.language import direction, endonym, offered, set_language
from memorial.web.page import LanguageLink

blueprint = Blueprint("setup_see", __name__, url_prefix="/desk/setup")

CODE = "0000 0000 0000 0000 0000"
"""No code: it opens nothing, and looks like one."""


@dataclass(frozen=True)
class Walked:
    """One way through: its words, whether somebody went it since the last change, where it begins in each language."""

    view: str
    title: str
    done: bool
    links: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class NoticeSeen:
    words: SafeHtml
    controller: Controller


@blueprint.get("/<slug>/see")
def walk(slug: str) -> Any:
    memorial = _own(slug)
    waiting = use.not_walked(memorial)
    told = _("Noted.") if request.args.get("said") == "walked" else None
    ways = [Walked(view, str(words.VIEWS[view]), view not in waiting, _links(memorial, view)) for view in View]
    return show("setup_walk", _("Walk through"), memorial, message=told, ways=ways, public=memorial.public,
                admin=member().is_admin(memorial.id))  # fmt: skip


def _links(memorial: Memorial, view: View) -> tuple[tuple[str, str, str], ...]:
    codes = offered(memorial.languages)
    return tuple((code, endonym(code), url_for("setup_see.see", slug=memorial.slug, view=view, language=code))
                 for code in codes)  # fmt: skip


@blueprint.get("/<slug>/see/<view>/<language>")
def see(slug: str, view: str, language: str) -> Any:
    memorial = _own(slug)
    if language not in offered(memorial.languages) or view not in set(View):
        abort(404)
    set_language(language)
    which = View(view)
    made = {View.FAMILY: _family, View.MODERATOR: _moderator, View.VISITOR: _visitor}[which](memorial, language)
    languages = [LanguageLink(code, endonym(code), direction(code), href, code == language)
                 for code, _name, href in _links(memorial, which)]  # fmt: skip
    return show(f"setup_see_{view}", str(words.VIEWS[which]), memorial, view=view, public=memorial.public,
                others=languages if len(languages) > 1 else (), done=which not in use.not_walked(memorial),
                accent=None if memorial.accent == "slate" else memorial.accent, **made)  # fmt: skip


@blueprint.post("/<slug>/see/<view>")
def note_walked(slug: str, view: str) -> Any:
    """Somebody has looked, and says so; it holds until something is changed."""
    memorial = _own(slug)
    if view not in set(View):
        refused("no_such_view", where=memorial.id)
        abort(404)
    use.walked(services(), member(), memorial.slug, View(view))
    return redirect(url_for("setup_see.walk", slug=slug, said="walked"), 303)


def _own(slug: str) -> Memorial:
    """For everybody who works in it, in whatever role."""
    memorial = memorial_at(slug, admins=True)
    if not member().roles_in(memorial.id):
        refused("not_your_memorial")
        abort(404)
    return memorial


def _family(memorial: Memorial, language: str) -> dict[str, Any]:
    """As much of the form and of the receipt as the memorial's own settings change."""
    notice = NoticeSeen(markup.render(memorial.text(memorial.notice, language)), memorial.controller)
    return {
        "notice": notice,
        "question": memorial.text(dict(texts_of(memorial, OwnText.QUESTION)), language),
        "form": ChoicesForm(formdata=None, meta={"csrf": False}),
        "risk": memorial.risk.value,
        "careful": memorial.risk is not Risk.NONE,
        "leads_to": memorial.text(memorial.neutral_site, language),
        "code": CODE,
        "closed": not families_may_use(services(), memorial, language),
        "takes": not memorial.draft,
    }


def _moderator(memorial: Memorial, language: str) -> dict[str, Any]:
    stop = resting.stop_for(member(), [memorial])
    return {
        "minutes": stop.minutes,
        "hard": stop.hard,
        "second": memorial.setup.reading.second_reader,
        "forbidden": memorial.setup.forbidden.get(language, ()),
        "died": memorial.words.get("died", {}).get(language, ""),
        "people": memorial.words.get("people", {}).get(language, ""),
        "reads": member().may_read(memorial.id),
    }


def _visitor(memorial: Memorial, language: str) -> dict[str, Any]:
    sight = before_opening.as_visitors_would(services(), member(), memorial)
    about = sight.about
    picture = memorial.setup.picture
    seen = picture is not None and picture.shown
    return {
        "heading": memorial.text(memorial.title, language),
        "lead": memorial.text(memorial.purpose, language),
        "alt": memorial.text(picture.alt, language) if picture else "",
        "picture": url_for("setup_picture.picture", slug=memorial.slug, size="page", fmt="jpeg") if seen else "",
        "lines": sight.people,
        "looked_at": sight.looked_at,
        "record": about,
        "record_dir": direction(about.language) if about else "auto",
        "nothing": memorial.ceiling not in SHOWN_TO_VISITORS,
        "quiet": memorial.risk is Risk.HIGH,
    }
