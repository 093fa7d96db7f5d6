"""The WSGI application that the server's workers load: all surfaces mounted together, or one alone."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from memorial import bootstrap
from memorial.adapters.family_dates import in_words
from memorial.adapters.sealing import open_sealed, seal
from memorial.application.ports.secrets import SealBroken
from memorial.domain.fuzzy_date import FuzzyDate
from memorial.settings import Settings, is_loopback_only, load_settings, project_folder
from memorial.web.mount import mount
from memorial.web.page_cache import PageCache
from memorial.web.surface import SurfaceSettings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

SURFACE_VARIABLE = "SURFACE_OF_THIS_PROCESS"
"""How `serve` tells its workers which surface they are; not a setting."""


@dataclass(frozen=True)
class CookieSealer:
    """Seals cookies under a secret of the installation. What does not open is None, never an error."""

    key: bytes

    def seal(self, plain: bytes) -> bytes:
        return seal(self.key, plain, context="cookie")

    def open(self, sealed: bytes) -> bytes | None:
        try:
            return open_sealed(self.key, sealed, context="cookie")
        except SealBroken:
            return None


def surface_settings(settings: Settings) -> SurfaceSettings:
    public = settings.public_url or ""
    return SurfaceSettings(
        templates=project_folder("templates"),
        static=project_folder("static"),
        secure_cookies=public.startswith("https://"),
        public_url=public,
        loopback_only=is_loopback_only(settings),
    )


def date_in_words(edtf: str, language: str, gettext: Callable[[str], str]) -> str:
    """A date of the edition in words; as it stands where it is none."""
    try:
        return in_words(FuzzyDate.parse(edtf), language, gettext)
    except ValueError:
        return edtf


def application(settings: Settings | None = None, surface: str | None = None) -> WSGIApplication:
    """The whole program, or one of `wall`, `contribute`, `desk`. The wall alone holds no key and no archive."""
    settings = settings or load_settings(os.environ)
    surface = surface or os.environ.get(SURFACE_VARIABLE) or None
    of_surface = surface_settings(settings)
    if surface == "wall":
        reader = bootstrap.build_reader(settings)
        return mount(wall=_wall(reader, of_surface, settings), ready=lambda: reader.edition_of("") is not None)
    installation = bootstrap.build(settings)
    reader = installation.reader
    parts: dict[str, Any] = {}
    if surface in (None, "wall"):
        parts["wall"] = _wall(reader, of_surface, settings)
    if surface in (None, "contribute"):
        parts["contribute"] = _contribute(installation, of_surface)
    if surface in (None, "desk"):
        parts["desk"] = _desk(installation, of_surface)
    return mount(**parts, ready=lambda: _answers(installation), hops=settings.server.proxy_hops)


def _wall(reader: Any, of_surface: SurfaceSettings, settings: Settings) -> Any:
    from memorial.web.wall import create_wall

    wall = create_wall(reader, of_surface, date_in_words=date_in_words)
    return PageCache(wall, reader, limit=settings.cache.page_cache_mb * 1024 * 1024)


def _contribute(installation: bootstrap.Installation, of_surface: SurfaceSettings) -> Any:
    from memorial.web.contribute import create_contribute

    sealer = CookieSealer(installation.keys.pepper("cookie"))
    return create_contribute(installation.services, of_surface, sealer, reader=installation.reader)


def _desk(installation: bootstrap.Installation, of_surface: SurfaceSettings) -> Any:
    from memorial.web.desk import create_desk

    return create_desk(installation.services, of_surface, CookieSealer(installation.keys.pepper("desk cookie")))


def _answers(installation: bootstrap.Installation) -> bool:
    with installation.engines.reading.connect() as connection:
        return bool(connection.execute(text("SELECT 1")).scalar_one())
