"""The first page of an installation: its memorials."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, current_app, request
from flask_babel import gettext as _

from memorial.published.types import PublishedMemorial
from memorial.web.footing import footing
from memorial.web.language import current_language, direction, interface_languages, offered
from memorial.web.page import Page
from memorial.web.page_cache import EDITION
from memorial.web.surface import stylesheet
from memorial.web.theme import theme_links, theme_of
from memorial.web.wall.link_preview import is_told
from memorial.web.wall.visit import (
    current_wall,
    fictional_note,
    home_links,
    may_be_indexed,
    open_to_visitor,
    printed,
)


@dataclass(frozen=True)
class MemorialDoor:
    """A memorial as the first page names it, in the language that it has nearest to the page's."""

    title: str
    href: str
    purpose: str
    language: str
    direction: str
    fictional_note: str
    draft: bool
    told: bool
    """Whether search engines may have its title."""


def show_home(language: str = "") -> Response:
    with current_wall().reader.snapshot() as snapshot:
        memorials = snapshot.memorials()
        if not any(memorial.draft for memorial in memorials):
            request.environ[EDITION] = ("", snapshot.edition(""))
    shown = language or current_language()
    spoken = {code for memorial in memorials for code in offered(memorial.languages)} | {shown}
    page = Page(
        title=_("Memorials"),
        language=shown,
        direction=direction(shown),
        stylesheet=stylesheet(current_app),
        languages=home_links([code for code in interface_languages() if code in spoken], shown),
        footer=footing(),
        noindex=False,
        theme=theme_of(request.environ),
        extra={
            "memorials": [_door(memorial, shown) for memorial in memorials if open_to_visitor(memorial)],
            "themes": theme_links(request.environ),
        },
    )
    response = printed("wall/home.html", page, keep=True)
    if not language:
        response.vary.add("Accept-Language")
    return response


def _door(memorial: PublishedMemorial, language: str) -> MemorialDoor:
    languages = offered(memorial.languages)
    nearest = language if language in languages else languages[0]
    return MemorialDoor(
        title=memorial.text(memorial.title, nearest),
        href=f"/{nearest}/{memorial.slug}/",
        purpose=memorial.text(memorial.purpose, nearest),
        language=nearest,
        direction=direction(nearest),
        fictional_note=fictional_note(memorial, nearest),
        draft=memorial.draft,
        told=may_be_indexed(memorial) and is_told(memorial),
    )
