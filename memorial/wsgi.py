"""The WSGI application that the server's workers load: all surfaces mounted together, or one alone."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from memorial import bootstrap
from memorial.adapters.documents import OF_THE_ARCHIVE, OF_THE_EDITION, warm
from memorial.adapters.family_dates import in_words
from memorial.adapters.metrics import counted
from memorial.adapters.sealing import derive, open_sealed, seal
from memorial.adapters.shared_counts import RedisCounts
from memorial.application.ports.secrets import SealBroken
from memorial.domain.errors import Refusal
from memorial.domain.fuzzy_date import FuzzyDate
from memorial.settings import Settings, is_loopback_only, load_settings, project_folder
from memorial.vocabulary import Surface
from memorial.web.limits import Doing, HourlyKey, InMemory, Paces, attach, slow_searches
from memorial.web.mount import mount
from memorial.web.overload import Answer, BusyPages, Overload
from memorial.web.page_cache import PageCache
from memorial.web.rooms import Gate
from memorial.web.surface import SurfaceSettings, ready_pages, safe_headers

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

    from flask import Flask


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
        proxied=settings.server.proxy_hops > 0,
        accel_prefix=settings.server.accel_prefix or "",
        media_origin=bootstrap.media_origin(settings),
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
    pace = paces(settings)
    if surface is Surface.WALL:
        reader = bootstrap.build_reader(settings)
        wall = {Surface.WALL: _wall(reader, settings, pace)}
        return _mounted(settings, wall, ready=lambda: reader.edition_of("") is not None)
    installation = bootstrap.build(settings)
    makers: dict[Surface, Callable[[], Made]] = {
        Surface.WALL: lambda: _wall(installation.reader, settings, pace),
        Surface.CONTRIBUTE: lambda: _contribute(installation, pace),
        Surface.DESK: lambda: _desk(installation, pace),
    }
    made = {one: make() for one, make in makers.items() if surface in (None, one)}
    return _mounted(settings, made, ready=lambda: _answers(installation))


@dataclass(frozen=True)
class Made:
    """One surface: as it is mounted, the Flask application inside, and how it answers from memory."""

    app: WSGIApplication
    flask: Flask
    kept: Answer | None = None


def _mounted(settings: Settings, made: Mapping[Surface, Made], *, ready: Callable[[], bool]) -> WSGIApplication:
    """The surfaces behind one address, and before them what decides who is let in when many come."""
    flask = next(iter(made.values())).flask
    busy = BusyPages(ready_pages(flask, 503), ready_pages(flask, 503, kept=False), safe_headers())
    kept = made[Surface.WALL].kept if Surface.WALL in made else None
    gate = Gate(settings.server.threads)
    parts: dict[str, Any] = {surface.value: one.app for surface, one in made.items()}
    return mount(
        **parts,
        ready=ready,
        hops=settings.server.proxy_hops,
        guarded=lambda surfaces: Overload(surfaces, gate, busy, kept=kept),
    )


def paces(settings: Settings) -> Paces:
    """How often one network may do what costs much; counted in this worker, or by all of them together in Redis.

    Raises `SettingsError` where Redis is named and its library is not installed.
    """
    numbers = {doing: getattr(settings.limits, doing.value) for doing in Doing}
    alone, name = InMemory(), HourlyKey().name
    if settings.redis.url is None:
        return Paces(numbers, alone, name)
    shared = RedisCounts(settings.redis.url, alone, name)
    return Paces(numbers, shared, shared.name)


def preload(surface: Surface | None = None) -> None:
    """Import what the surfaces need, once, before the server divides into its workers."""
    warm(OF_THE_EDITION if surface is Surface.WALL else OF_THE_EDITION + OF_THE_ARCHIVE)
    if surface in (None, Surface.WALL):
        import memorial.web.wall
    if surface in (None, Surface.CONTRIBUTE):
        import memorial.web.contribute
    if surface in (None, Surface.DESK):
        import memorial.web.desk  # noqa: F401


def _wall(reader: Any, settings: Settings, pace: Paces) -> Made:
    from memorial.web.wall import create_wall

    wall = create_wall(reader, surface_settings(settings), date_in_words=date_in_words)
    attach(wall, pace, surface_settings(settings))
    slow_searches(wall)
    cache = PageCache(wall, reader, limit=settings.cache.page_cache_mb * 1024 * 1024)
    return Made(counted(Surface.WALL.value, cache), wall, cache.if_kept)


def _contribute(installation: bootstrap.Installation, pace: Paces) -> Made:
    from memorial.web.contribute import create_contribute

    sealer = CookieSealer(derive(installation.cookie_secret, "cookie"))
    settings = surface_settings(installation.settings)
    made = create_contribute(installation.services, settings, sealer, reader=installation.reader)
    attach(made, pace, settings)
    return Made(counted(Surface.CONTRIBUTE.value, made), made)


def _desk(installation: bootstrap.Installation, pace: Paces) -> Made:
    from memorial.web.desk import create_desk

    sealer = CookieSealer(derive(installation.cookie_secret, "desk cookie"))
    settings = surface_settings(installation.settings)
    made = create_desk(installation.services, settings, sealer)
    attach(made, pace, settings)
    return Made(counted(Surface.DESK.value, made), made)


def _answers(installation: bootstrap.Installation) -> bool:
    """Whether the archive's database answers from its file, not only from the library."""
    with installation.engines.reading.connect() as connection:
        return bool(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())
