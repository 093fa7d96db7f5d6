"""The frame of every page for families: which memorial and language, whether it takes anything, and the page object."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Response, abort, current_app, render_template, request
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from memorial.application import giving
from memorial.application.services import Services
from memorial.domain.errors import NotFound
from memorial.domain.memorial import Memorial
from memorial.published.reader import EditionReader
from memorial.vocabulary import Risk
from memorial.web.language import direction, interface_languages, language_links, offered, set_language
from memorial.web.page import LanguageLink, Link, MemorialHead, Page
from memorial.web.surface import SurfaceSettings, is_local, stylesheet

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
    return parts().services


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
            giving.require_open(self.memorial)
        except giving.Closed:
            return False
        return True


def place_of(language: str, slug: str) -> Place:
    """The memorial at this address. Unknown ones, and drafts asked for from outside, are the common 404."""
    try:
        memorial = giving.memorial_of(services(), slug)
    except NotFound:
        abort(404)
    if language not in offered(memorial.languages):
        abort(404)
    if (memorial.draft or not memorial.public) and not is_local(parts().settings):
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
    more: dict[str, Any] = {"quiet": quiet, "form": form, "has_errors": bool(form is not None and form.errors)}
    if memorial is not None:
        more["accent"] = None if memorial.accent == "slate" else memorial.accent
    if memorial is not None and quiet:
        leave = urlencode({"m": memorial.slug, "l": language})
        more["leave"] = Link(_("Leave this page"), f"/leave?{leave}")
    return Page(
        title=title,
        language=language,
        direction=direction(language),
        stylesheet=stylesheet(current_app),
        languages=languages if len(languages) > 1 else (),
        memorial=_head(memorial, language) if memorial else None,
        footer=_footer(memorial, language),
        message=extra.pop("message", None),
        status=extra.pop("status", None),
        extra={**more, **extra},
    )


def _head(memorial: Memorial, language: str) -> MemorialHead:
    return MemorialHead(
        memorial.slug,
        memorial.text(memorial.title, language),
        f"/{language}/{memorial.slug}/",
        memorial.text(memorial.fictional_note, language),
        memorial.draft,
    )


def _footer(memorial: Memorial | None, language: str) -> list[Link]:
    links = [Link(_("Come back with a code"), "/receipt")]
    if memorial is not None:
        links.append(Link(_("What we do with what you send"), f"/{language}/{memorial.slug}/share/notice"))
    return links


def neutral_page(title: str, language: str) -> Page:
    """A page that names no memorial and offers nothing."""
    return Page(title=title, language=language, direction=direction(language), stylesheet=stylesheet(current_app))
