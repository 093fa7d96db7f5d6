"""What the three surfaces have in common: templates, languages, headers, errors."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from babel.dates import format_date
from flask import Flask, Response, current_app, has_request_context, render_template, request
from flask_babel import Babel, gettext
from jinja2 import StrictUndefined
from markupsafe import Markup, escape
from werkzeug.exceptions import HTTPException

from memorial.vocabulary import Surface
from memorial.web.assets import Assets, assets_blueprint, read_assets
from memorial.web.footing import footing
from memorial.web.language import (
    TRANSLATIONS,
    best_language,
    current_language,
    direction,
    interface_languages,
    is_unread,
    set_language,
)
from memorial.web.lengths import bytes_words, length_words
from memorial.web.lengths import number as number
from memorial.web.page import Page
from memorial.web.theme import theme_of

CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; media-src 'self';"
    " font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"

MOST_BODY = 8 * 1024 * 1024
"""Bytes that a form without files may have. Werkzeug sets none to forms in the plain encoding, and reads them whole."""
AS_IT_COMES = sys.maxsize
"""What a view sets as `request.max_content_length` that reads its body bit by bit and judges it itself. For Flask None
would be the general limit again."""


@dataclass(frozen=True)
class SurfaceSettings:
    """The little that a surface needs to know of the installation's settings."""

    templates: Path
    static: Path
    secure_cookies: bool = False
    public_url: str = ""
    loopback_only: bool = False
    proxied: bool = False
    accel_prefix: str = ""
    media_origin: str = ""


def create_surface(surface: Surface, settings: SurfaceSettings) -> Flask:
    """A Flask application with our templates, languages, headers and error pages, and no route but the stylesheets."""
    app = Flask(f"memorial.web.{surface.value}", static_folder=None, template_folder=str(settings.templates))
    app.config.update(
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_CONTENT_LENGTH=MOST_BODY,
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters |= {"date_words": date_words, "number": number, "days_together": days_together}
    app.jinja_env.filters |= {"length_words": length_words, "bytes_words": bytes_words}
    app.jinja_env.tests["unread"] = lambda language: is_unread(language)
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    Babel(app, locale_selector=current_language)
    app.extensions["assets"] = assets = read_assets(settings.static)
    app.extensions["surface"] = surface
    policy = policy_with(settings.media_origin)
    app.register_blueprint(assets_blueprint(assets))
    app.before_request(_language_of_address)
    app.after_request(lambda response: _add_headers(response, policy))
    app.register_error_handler(HTTPException, _error_page)
    app.register_error_handler(Exception, _unexpected)
    return app


def date_words(day: date) -> str:
    return _date_words(day, current_language())


@lru_cache(maxsize=4096)
def _date_words(day: date, language: str) -> str:
    """Remembered: a wall of many cards says the same few days again and again, and a locale is slow to make.

    Plain English is the world's, not that of one country: 25 February 1992.
    """
    return format_date(day, format="long", locale="en_001" if language == "en" else language.replace("-", "_"))


_NUMBERS_WITH_A_HYPHEN = re.compile(r"(?<!\d)(\d{1,4}(?:[-–]\d{1,4}){1,2})(?!\d)")


def days_together(words: str) -> Markup:
    """The words of a heading, where no line ends within "25-26"; what is read, searched and copied stays the same."""
    parts = _NUMBERS_WITH_A_HYPHEN.split(words)
    pieces = (
        Markup('<span class="together">{}</span>').format(one) if at % 2 else escape(one)
        for at, one in enumerate(parts)
    )
    return Markup("").join(pieces)


def stylesheet(app: Flask) -> str:
    surface: Surface = app.extensions["surface"]
    assets: Assets = app.extensions["assets"]
    return assets.stylesheet(surface)


def is_local(settings: SurfaceSettings) -> bool:
    """Whether this request came from this machine and through no proxy: only then are drafts and demo staff served.

    The host name counts as well: a page elsewhere may have its own name lead to this machine (DNS rebinding).
    """
    forwarded = any(name.lower() in _FORWARDED for name, _ in request.headers)
    name = (urlsplit(f"//{request.host}").hostname or "").lower()
    here = name in _THIS_MACHINE and request.remote_addr in ("127.0.0.1", "::1", None)
    return settings.loopback_only and not forwarded and here


def may_be_tried_out(settings: SurfaceSettings) -> bool:
    """Whether this request may try what nobody has signed yet: from this machine, where no proxy is named either.

    A proxy on the same machine that adds no header is told by the host name that it passes on, or by the settings.
    """
    return has_request_context() and not settings.proxied and is_local(settings)


_THIS_MACHINE = {"127.0.0.1", "::1", "localhost"}
_FORWARDED = {"forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"}


def _language_of_address() -> None:
    """The language in the address where there is one, else the browser's: error pages speak it too."""
    first = request.path.split("/", 2)[1] if request.path.startswith("/") else ""
    known = interface_languages()
    set_language(first if first in known else best_language(["en", *[code for code in known if code != "en"]]))


def policy_with(media_origin: str) -> str:
    """Where an object store gives out pictures and sound, its origin is named for these and for nothing else."""
    if not media_origin:
        return CSP
    named = ("img-src 'self'", "media-src 'self'")
    return "; ".join(f"{part} {media_origin}" if part in named else part for part in CSP.split("; "))


def _add_headers(response: Response, policy: str = CSP) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", policy)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", PERMISSIONS)
    headers.setdefault("Cache-Control", "no-store")
    return response


_PAGES = {403, 404, 413, 422, 429, 500, 503}


def _error_page(error: HTTPException) -> Response | HTTPException:
    """One neutral page for each kind of error. It repeats nothing of the address, the query or the form."""
    if error.code is None or error.code < 400:
        return error
    if error.code == 413:
        _read_on()
    shown = error.code if error.code in _PAGES else 404 if error.code == 405 else 422 if error.code < 500 else 500
    status = 404 if error.code == 405 else error.code
    return Response(error_body(shown), status=status, mimetype="text/html")


def _read_on() -> None:
    """A browser listens to the answer when it has sent what it has, or most of it."""
    body, left = request.environ["wsgi.input"], 2 * MOST_BODY
    try:
        while left > 0 and (piece := body.read(min(64 * 1024, left))):
            left -= len(piece)
    except OSError:
        return


def error_body(code: int, *, kept: bool | None = None) -> str:
    """The page in words. `kept`: whether what was typed is safe; None where that is not known."""
    language = current_language()
    page = Page(
        title=_titles(code),
        language=language,
        direction=direction(language),
        stylesheet=stylesheet(current_app),
        footer=() if current_app.extensions["surface"] is Surface.DESK else footing(),
        theme=theme_of(request.environ),
        extra={"search_action": _search(language)} if code == 404 else {} if kept is None else {"kept": kept},
    )
    body: str = render_template(f"errors/{code}.html", page=page)
    return body


def _search(language: str) -> str | None:
    """A search that knows no memorial: the page for what is not there is the same everywhere. The desk has its own."""
    return None if current_app.extensions["surface"] is Surface.DESK else f"/{language}/search"


def ready_pages(app: Flask, code: int, *, kept: bool | None = None) -> dict[str, bytes]:
    """That error page in every language of the program, made beforehand. `kept`: what happened to what was typed."""
    pages = {}
    for language in interface_languages():
        with app.test_request_context():
            set_language(language)
            pages[language] = error_body(code, kept=kept).encode()
    return pages


def safe_headers() -> tuple[tuple[str, str], ...]:
    """The headers of every answer, for one that passes no view and says itself what it is."""
    own = {"content-type", "content-length", "cache-control"}
    return tuple((name, value) for name, value in _add_headers(Response()).headers if name.lower() not in own)


def _titles(code: int) -> str:
    return {
        403: gettext("This is not open to you"),
        404: gettext("There is no such page"),
        413: gettext("That was too large"),
        422: gettext("That could not be used"),
        429: gettext("A little slower, please"),
        503: gettext("Not available for a moment"),
    }.get(code, gettext("Something went wrong"))


def _unexpected(error: Exception) -> Response:
    current_app.logger.exception("an unexpected error on %s", request.endpoint)
    return Response(error_body(500), status=500, mimetype="text/html")
