"""What every new installation of a test would work out again, and always the same, is worked out once for each process.

Nothing here changes what the program does: templates are the same code, statements the same SQL, a database the bytes
that the migrations made. Servers that tests start are processes of their own and know nothing of it.
"""

from __future__ import annotations

import atexit
import shutil
from collections.abc import Callable, Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from types import CodeType, ModuleType
from typing import Any, BinaryIO

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine
from werkzeug.routing import Rule

from memorial import bootstrap
from memorial.adapters.db import sqlite
from memorial.adapters.db.database import is_sqlite, make_sqlite_file, sqlite_path
from memorial.adapters.media.images import ImageLimits
from memorial.adapters.media.reading import ConfinedPictures
from memorial.application.ports.media import Derivative
from memorial.web import surface

Builder = Callable[..., tuple[str, str]]
Derivatives = Callable[[ConfinedPictures, Callable[[], BinaryIO]], Iterable[Derivative]]
SMALL = 1024 * 1024
"""Bytes of a picture whose copies are kept in memory."""


def share_what_is_always_the_same() -> None:
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": CompiledTemplates()}
    sqlite.create_engine = _sharing(sqlite.create_engine)
    bootstrap.migrate = _copying(bootstrap.migrate)
    Rule._compile_builder = _when_wanted(Rule._compile_builder)
    # What is under `static/` stays as it is while tests run; those that write such a folder read it themselves.
    surface.read_assets = cache(surface.read_assets)
    ConfinedPictures.derivatives = _of_the_same_picture(ConfinedPictures.derivatives)


class CompiledTemplates(BytecodeCache):
    """The templates of every application, by their text and by all that changes what becomes of it."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._known.get(_key(bucket))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._known[_key(bucket)] = bucket.code


def _key(bucket: Bucket) -> tuple[object, ...]:
    jinja: Any = bucket.environment
    switches = (jinja.trim_blocks, jinja.lstrip_blocks, getattr(jinja, "newstyle_gettext", False), jinja.undefined)
    names = (*sorted(jinja.extensions), "", *sorted(jinja.filters), "", *sorted(jinja.tests))
    return (bucket.key, bucket.checksum, switches, names)


def _sharing(create_engine: Callable[..., Engine]) -> Callable[..., Engine]:
    """SQLAlchemy puts each statement into SQL once for each engine; all of these have the same library below them."""

    @cache
    def first(module: ModuleType) -> Engine:
        engine = create_engine("sqlite+pysqlite://", module=module, hide_parameters=True, query_cache_size=4000)
        # The dialect learns from a first connection which library it has.
        engine.connect().close()
        engine.dispose()
        return engine

    def create(*given: Any, **options: Any) -> Engine:
        engine, pattern = create_engine(*given, **options), first(options["module"])
        engine.dialect = engine.pool._dialect = pattern.dialect
        engine._compiled_cache = pattern._compiled_cache
        return engine

    return create


def _copying(migrate: Callable[..., None]) -> Callable[..., None]:
    """All migrations, run once: a database that is not there yet becomes a copy of what they make."""

    @cache
    def migrated(folder: Path) -> Path:
        made = Path(mkdtemp(prefix="memorial-migrated-"))
        atexit.register(shutil.rmtree, made, ignore_errors=True)
        migrate(f"sqlite:///{made / 'archive.db'}", folder)
        return made / "archive.db"

    def copy(url: str, folder: Path, *given: Any, **options: Any) -> None:
        if given or options or not is_sqlite(url) or sqlite_path(url).exists():
            migrate(url, folder, *given, **options)
            return
        make_sqlite_file(url)
        shutil.copyfile(migrated(folder), sqlite_path(url))

    return copy


def _of_the_same_picture(derivatives: Derivatives) -> Derivatives:
    """A process of its own reads each picture; tests send the same few again and again. What is refused is not kept."""
    known: dict[tuple[bytes, ImageLimits], list[Derivative]] = {}

    def remembered(pictures: ConfinedPictures, open_master: Callable[[], BinaryIO]) -> Iterable[Derivative]:
        with open_master() as master:
            body = master.read(SMALL + 1)
        if len(body) > SMALL:
            return derivatives(pictures, open_master)
        key = (sha256(body).digest(), pictures.limits)
        if key not in known:
            known[key] = list(derivatives(pictures, open_master))
        return known[key]

    return remembered


def _when_wanted(compile_builder: Callable[..., Builder]) -> Callable[..., Builder]:
    """Werkzeug writes two functions for every route of every application; a test asks for the addresses of a few."""

    def later(rule: Rule, append_unknown: bool = True) -> Builder:
        written: list[Builder] = []

        def build(rule: Rule, **values: Any) -> tuple[str, str]:
            if not written:
                written.append(compile_builder(rule, append_unknown))
            return written[0](rule, **values)

        return build

    return later
