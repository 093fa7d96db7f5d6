"""The frame of every page for families: which memorial and language, whether it takes anything, and the page object."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import Response, abort, current_app, render_template, request
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from memorial.application import giving
from memorial.application.language_reading import language_state
from memorial.application.safety import memorial_at_risk
from memorial.application.services import Services
from memorial.domain.errors import NotFound
from memorial.domain.language_reading import LanguageState
from memorial.domain.memorial import Memorial
from memorial.published.reader import EditionReader
from memorial.vocabulary import Risk
from memorial.web.footing import footing
from memorial.web.language import direction, interface_languages, language_links, offered, set_language
from memorial.web.page import LanguageLink, Link, MemorialHead, Page
from memorial.web.surface import SurfaceSettings, is_local, may_be_tried_out, stylesheet
from memorial.web.theme import theme_links, theme_of

STEPS = 4


@dataclass(frozen=True)
class Parts:
    """What the views of this surface use."""

    services: Services
    reader: EditionReader
    settings: SurfaceSettings


def parts() -> Parts:
    found: Parts = current_app.extensions["contribute"]
    return found


def services() -> Services:
    """For whoever comes from elsewhere or through a proxy, without what is for the machine itself alone."""
    found = parts()
    if found.services.loopback_only and not may_be_tried_out(found.settings):
        return replace(found.services, loopback_only=False)
    return found.services


@dataclass(frozen=True)
class Place:
    """One memorial in one language: where a family is."""

    memorial: Memorial
    language: str

    @property
    def slug(self) -> str:
        return self.memorial.slug

    @property
    def title(self) -> str:
        return self.memorial.text(self.memorial.title, self.language)

    def step(self, name: str = "") -> str:
        return f"/{self.language}/{self.slug}/share{f'/{name}' if name else ''}"

    @property
    def quiet(self) -> bool:
        return self.memorial.risk is not Risk.NONE

    @property
    def takes(self) -> bool:
        try:
            giving.require_open(services(), self.memorial, self.language)
        except giving.Closed:
            return False
        return True

    @property
    def others(self) -> list[str]:
        """The languages in which something can be given, where it cannot be in this one only because of the language.

        Empty where this one is open, and where nothing is taken in any.
        """
        try:
            giving.require_open(services(), self.memorial, self.language)
        except giving.LanguageClosed:
            return [code for code in offered(self.memorial.languages) if Place(self.memorial, code).takes]
        except giving.Closed:
            return []
        return []

    @property
    def unread(self) -> bool:
        """Whether nobody has signed the words of this language: it is tried out then, and says so."""
        state = language_state(services(), self.memorial, self.language)
        return state not in (LanguageState.SOURCE, LanguageState.READ)


def place_of(language: str, slug: str) -> Place:
    """The memorial at this address. Unknown, unopened ones, and drafts asked for from outside, are the common 404."""
    try:
        memorial = giving.memorial_of(services(), slug)
    except NotFound:
        abort(404)
    if language not in offered(memorial.languages):
        abort(404)
    if memorial.draft and not is_local(parts().settings):
        abort(404)
    set_language(language)
    return Place(memorial, language)


def show(
    place: Place,
    template: str,
    title: str,
    *,
    at: str,
    form: FlaskForm | None = None,
    status_code: int = 200,
    query: dict[str, str] | None = None,
    under: str = "share",
    **extra: Any,
) -> Response:
    """A page of a form. `at` is its place after `/share`, or after `under`; `extra` what the template lists."""
    path = f"/{place.slug}/{under}{f'/{at}' if at else ''}"
    if under == "share":
        extra["unread"] = place.unread and place.takes
    links = language_links(offered(place.memorial.languages), place.language, path, query or {})
    page = _page(place.memorial, place.language, title, links, form, extra)
    return Response(render_template(f"contribute/{template}.html", page=page), status=status_code, mimetype="text/html")


def show_receipt(
    template: str,
    title: str,
    *,
    language: str,
    memorial: Memorial | None = None,
    form: FlaskForm | None = None,
    status_code: int = 200,
    **extra: Any,
) -> Response:
    """A page below `/receipt`, which has no language in its address: `l` in the query asks for another one."""
    spoken = offered(memorial.languages) if memorial else list(interface_languages())
    links = language_links(spoken, language, "", {})
    here = [
        LanguageLink(k.code, k.endonym, k.dir, f"{request.path}?{urlencode({'l': k.code})}", k.current) for k in links
    ]
    page = _page(memorial, language, title, here, form, extra)
    return Response(render_template(f"contribute/{template}.html", page=page), status=status_code, mimetype="text/html")


def _page(
    memorial: Memorial | None,
    language: str,
    title: str,
    languages: list[LanguageLink],
    form: FlaskForm | None,
    extra: dict[str, Any],
) -> Page:
    quiet = memorial is not None and memorial.risk is not Risk.NONE
    more: dict[str, Any] = {
        "unread": False,
        "quiet": quiet,
        "form": form,
        "has_errors": bool(form is not None and form.errors),
    }
    if memorial is not None:
        more["accent"] = None if memorial.accent == "slate" else memorial.accent
    more["script"] = current_app.extensions["assets"].scripts["families"]
    if form is None:
        # Beside a form the way to another look would lead away from words that are not kept yet.
        more["themes"] = theme_links(request.environ)
    if away := _way_out(memorial, language):
        more["leave"] = away
    return Page(
        title=title,
        language=language,
        direction=direction(language),
        stylesheet=stylesheet(current_app),
        languages=languages if len(languages) > 1 else (),
        memorial=_head(memorial, language) if memorial else None,
        footer=footing(f"/{language}/{memorial.slug}/" if memorial else ""),
        theme=theme_of(request.environ),
        message=extra.pop("message", None),
        status=extra.pop("status", None),
        extra={**more, **extra},
    )


def _way_out(memorial: Memorial | None, language: str) -> Link | None:
    """Where being seen may be a danger. Before a code is given nobody knows of which memorial: then if it is any."""
    at_risk = memorial or memorial_at_risk(services())
    if at_risk is None or at_risk.risk is Risk.NONE:
        return None
    return Link(_("Leave this page"), f"/leave?{urlencode({'m': at_risk.slug, 'l': language})}")


def _head(memorial: Memorial, language: str) -> MemorialHead:
    return MemorialHead(
        memorial.slug,
        memorial.text(memorial.title, language),
        f"/{language}/{memorial.slug}/",
        memorial.text(memorial.fictional_note, language),
        memorial.draft,
    )


def neutral_page(title: str, language: str) -> Page:
    """A page that names no memorial and offers nothing."""
    return Page(title=title, language=language, direction=direction(language), stylesheet=stylesheet(current_app))
