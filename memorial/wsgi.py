"""The WSGI application that the server's workers load: all surfaces mounted together, or one alone."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from memorial import bootstrap
from memorial.adapters.family_dates import in_words
from memorial.adapters.metrics import counted
from memorial.adapters.sealing import derive, open_sealed, seal
from memorial.application.ports.secrets import SealBroken
from memorial.domain.errors import Refusal
from memorial.domain.fuzzy_date import FuzzyDate
from memorial.settings import Settings, is_loopback_only, load_settings, project_folder
from memorial.vocabulary import Surface
from memorial.web.mount import mount
from memorial.web.page_cache import PageCache
from memorial.web.surface import SurfaceSettings

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication


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
    except Refusal:
        return edtf


def application(settings: Settings | None = None, surface: Surface | None = None) -> WSGIApplication:
    """The whole program, or one surface of it. The wall alone holds no key and no archive."""
    settings = settings or load_settings(os.environ)
    hops = settings.server.proxy_hops
    if surface is Surface.WALL:
        reader = bootstrap.build_reader(settings)
        return mount(wall=_wall(reader, settings), ready=lambda: reader.edition_of("") is not None, hops=hops)
    installation = bootstrap.build(settings)
    makers: dict[Surface, Callable[[], WSGIApplication]] = {
        Surface.WALL: lambda: _wall(installation.reader, settings),
        Surface.CONTRIBUTE: lambda: _contribute(installation),
        Surface.DESK: lambda: _desk(installation),
    }
    parts: dict[str, Any] = {one.value: make() for one, make in makers.items() if surface in (None, one)}
    return mount(**parts, ready=lambda: _answers(installation), hops=hops)


def preload(surface: Surface | None = None) -> None:
    """Import what the surfaces need, once, before the server divides into its workers."""
    if surface in (None, Surface.WALL):
        import memorial.web.wall
    if surface in (None, Surface.CONTRIBUTE):
        import memorial.web.contribute
    if surface in (None, Surface.DESK):
        import memorial.web.desk  # noqa: F401


def _wall(reader: Any, settings: Settings) -> WSGIApplication:
    from memorial.web.wall import create_wall

    wall = create_wall(reader, surface_settings(settings), date_in_words=date_in_words)
    return counted(Surface.WALL.value, PageCache(wall, reader, limit=settings.cache.page_cache_mb * 1024 * 1024))


def _contribute(installation: bootstrap.Installation) -> WSGIApplication:
    from memorial.web.contribute import create_contribute

    sealer = CookieSealer(derive(installation.cookie_secret, "cookie"))
    settings = surface_settings(installation.settings)
    made = create_contribute(installation.services, settings, sealer, reader=installation.reader)
    return counted(Surface.CONTRIBUTE.value, made)


def _desk(installation: bootstrap.Installation) -> WSGIApplication:
    from memorial.web.desk import create_desk

    sealer = CookieSealer(derive(installation.cookie_secret, "desk cookie"))
    made = create_desk(installation.services, surface_settings(installation.settings), sealer)
    return counted(Surface.DESK.value, made)


def _answers(installation: bootstrap.Installation) -> bool:
    """Whether the archive's database answers from its file, not only from the library."""
    with installation.engines.reading.connect() as connection:
        return bool(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())
