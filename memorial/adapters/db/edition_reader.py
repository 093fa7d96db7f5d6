"""Reads the edition for the public surface, on a connection that can read nothing else. Core rows, no entities."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from threading import local
from typing import Any, BinaryIO, TypeVar

from sqlalchemy import Connection, Engine, and_, bindparam, exists, func, select

from memorial.adapters.db.edition_rows import read_pictures
from memorial.adapters.db.edition_tables import (
    published_edition,
    published_media,
    published_memorial,
    published_person,
    published_remembrance,
)
from memorial.adapters.db.edition_writer import INSTALLATION
from memorial.adapters.db.search_index import PEOPLE, REMEMBRANCES
from memorial.adapters.documents import from_bytes
from memorial.application.ports.secrets import AccessCopies, CopyMissing
from memorial.published.safe_html import SafeHtml
from memorial.published.types import (
    MediaFile,
    Page,
    PersonLine,
    PersonRef,
    PublishedFact,
    PublishedMemorial,
    PublishedName,
    PublishedPerson,
    PublishedRemembrance,
)

_remembrance = published_remembrance.c
_person = published_person.c
_LINE = (
    _person.id,
    _person.label,
    _person.language,
    _person.direction,
    _person.years,
    _person.letter,
    _person.script,
    _person.sort_key,
)
_CARD = tuple(column for column in published_remembrance.c if column.name not in ("memorial_id", "kind"))
"""What a `PublishedRemembrance` is made of, in the order of the table: `_remembrance_from` takes it apart."""
_NEWEST = (
    select(*_CARD)
    .where(_remembrance.memorial_id == bindparam("memorial"), _remembrance.position < bindparam("before"))
    .order_by(_remembrance.position.desc())
    .limit(bindparam("most"))
)
_NEWEST_OF_PERSON = _NEWEST.where(_remembrance.person_id == bindparam("person"))
_NEWEST_OF_KIND = _NEWEST.where(_remembrance.kind == bindparam("kind"))
_ANY_OF_KIND = (
    select(_remembrance.kind)
    .where(_remembrance.memorial_id == bindparam("memorial"), _remembrance.kind == bindparam("kind"))
    .limit(1)
)
_MEMORIAL_AT = select(published_memorial.c.document).where(published_memorial.c.slug == bindparam("slug"))
_EDITION_AT = select(published_edition.c.memorial_id, published_edition.c.number).where(
    published_edition.c.slug == bindparam("slug")
)
_EDITIONS = select(published_edition.c.memorial_id, published_edition.c.number)
_TOP = 1 << 62
KINDS = ("text", "photo")


class SqlEditionSnapshot:
    """One read transaction on the public connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._editions: dict[str, int] = {row[0]: row[1] for row in connection.execute(_EDITIONS)}

    def edition(self, memorial_id: str) -> int:
        return int(self._editions.get(memorial_id or INSTALLATION, 0))

    def memorials(self) -> Sequence[PublishedMemorial]:
        rows = self._connection.execute(select(published_memorial.c.document).order_by(published_memorial.c.slug))
        return [_memorial(row.document) for row in rows]

    def memorial(self, slug: str) -> PublishedMemorial | None:
        document = self._connection.execute(_MEMORIAL_AT, {"slug": slug}).scalar_one_or_none()
        return None if document is None else _memorial(document)

    # People

    def person(self, memorial_id: str, person_id: str) -> PublishedPerson | None:
        at = and_(_person.memorial_id == memorial_id, _person.id == person_id)
        row = self._connection.execute(select(published_person).where(at)).one_or_none()
        return None if row is None else _published_person(row)

    def find_person_anywhere(self, person_id: str) -> tuple[PublishedMemorial, PublishedPerson] | None:
        row = self._connection.execute(select(published_person).where(_person.id == person_id)).first()
        if row is None:
            return None
        of = select(published_memorial.c.document).where(published_memorial.c.memorial_id == row.memorial_id)
        document = self._connection.execute(of).scalar_one_or_none()
        return None if document is None else (_memorial(document), _published_person(row))

    def names(self, memorial_id: str, *, page: int, per_page: int) -> tuple[Page[PersonLine], int]:
        starts = self._page_starts(memorial_id, per_page)
        if not 1 <= page <= len(starts):
            return Page(()), len(starts)
        sort_key, first_id = starts[page - 1]
        from_here = (_person.sort_key > sort_key) | ((_person.sort_key == sort_key) & (_person.id >= first_id))
        wanted = select(*_LINE).where(_person.memorial_id == memorial_id, from_here)
        rows = self._connection.execute(wanted.order_by(_person.sort_key, _person.id).limit(per_page))
        following = str(page + 1) if page < len(starts) else ""
        return Page(tuple(PersonLine(*row) for row in rows), following), len(starts)

    def _page_starts(self, memorial_id: str, per_page: int) -> tuple[tuple[str, str], ...]:
        """Where each page of the wall begins: a walk over the index, done once for an edition."""
        return _remembered(
            ("starts", memorial_id, per_page, self.edition(memorial_id)),
            lambda: self._walk_page_starts(memorial_id, per_page),
        )

    def _walk_page_starts(self, memorial_id: str, per_page: int) -> tuple[tuple[str, str], ...]:
        order = (_person.sort_key, _person.id)
        number = func.row_number().over(order_by=order).label("n")
        published_numbered = (
            select(_person.sort_key, _person.id, number)
            .where(_person.memorial_id == memorial_id)
            .subquery("published_n")
        )
        numbered = published_numbered.c
        wanted = select(numbered.sort_key, numbered.id).where((numbered.n - 1) % per_page == 0).order_by(numbered.n)
        return tuple((row.sort_key, row.id) for row in self._connection.execute(wanted))

    def count_people(self, memorial_id: str) -> int:
        wanted = select(func.count()).select_from(published_person).where(_person.memorial_id == memorial_id)
        return int(self._connection.execute(wanted).scalar_one())

    def letters(self, memorial_id: str, *, per_page: int) -> Sequence[tuple[str, str, int, str]]:
        return _remembered(
            ("letters", memorial_id, per_page, self.edition(memorial_id)),
            lambda: self._walk_letters(memorial_id, per_page),
        )

    def _walk_letters(self, memorial_id: str, per_page: int) -> tuple[tuple[str, str, int, str], ...]:
        first = func.min(_person.sort_key).label("first")
        grouped = select(_person.script, _person.letter, first, func.count().label("many"))
        rows = self._connection.execute(
            grouped.where(_person.memorial_id == memorial_id).group_by(_person.script, _person.letter).order_by("first")
        )
        found, before = [], 0
        for row in rows.all():
            found.append((row.script, row.letter, before // per_page + 1, self._first_at(memorial_id, row.first)))
            before += row.many
        return tuple(found)

    def _first_at(self, memorial_id: str, sort_key: str) -> str:
        at = and_(_person.memorial_id == memorial_id, _person.sort_key == sort_key)
        return str(self._connection.execute(select(func.min(_person.id)).where(at)).scalar_one())

    def find_people(self, memorial_id: str, query: str, *, limit: int) -> Sequence[PersonLine]:
        positions = PEOPLE.find(self._connection, memorial_id, query, before=_TOP, limit=limit * 4)
        if not positions:
            return []
        at = and_(_person.memorial_id == memorial_id, _person.position.in_(positions))
        rows = self._connection.execute(select(*_LINE).where(at).order_by(_person.sort_key, _person.id).limit(limit))
        return [PersonLine(*row) for row in rows]

    # Remembrances

    def remembrances(self, memorial_id: str, *, after: str, limit: int, kind: str = "") -> Page[PublishedRemembrance]:
        wanted = {"memorial": memorial_id, "before": _from_cursor(after), "most": limit + 1}
        if kind:
            return _page(self._connection.execute(_NEWEST_OF_KIND, {**wanted, "kind": kind}), limit)
        return _page(self._connection.execute(_NEWEST, wanted), limit)

    def kinds(self, memorial_id: str) -> frozenset[str]:
        return _remembered(("kinds", memorial_id, self.edition(memorial_id)), lambda: self._look_for_kinds(memorial_id))

    def _look_for_kinds(self, memorial_id: str) -> frozenset[str]:
        """One step into the index for each kind, however many remembrances there are."""
        found = (self._connection.execute(_ANY_OF_KIND, {"memorial": memorial_id, "kind": kind}) for kind in KINDS)
        return frozenset(row.kind for result in found for row in result)

    def remembrances_of(
        self, memorial_id: str, person_id: str, *, after: str, limit: int
    ) -> Page[PublishedRemembrance]:
        wanted = {"memorial": memorial_id, "person": person_id, "before": _from_cursor(after), "most": limit + 1}
        return _page(self._connection.execute(_NEWEST_OF_PERSON, wanted), limit)

    def remembrance(self, memorial_id: str, remembrance_id: str) -> PublishedRemembrance | None:
        at = and_(_remembrance.memorial_id == memorial_id, _remembrance.id == remembrance_id)
        row = self._connection.execute(select(*_CARD).where(at)).one_or_none()
        return None if row is None else _remembrance_from(row)

    def search(self, memorial_id: str, query: str, *, after: str, limit: int) -> Page[PublishedRemembrance]:
        before = _from_cursor(after)
        found = REMEMBRANCES.find(self._connection, memorial_id, query, before=before, limit=limit + 1)
        if not found:
            return Page(())
        at = and_(_remembrance.memorial_id == memorial_id, _remembrance.position.in_(found))
        rows = self._connection.execute(select(*_CARD).where(at).order_by(_remembrance.position.desc()))
        return _page(rows, limit)

    def sitemap(self, memorial_id: str, *, after: str, limit: int) -> Page[tuple[str, str]]:
        kind, _, last = after.partition(":")
        found: list[tuple[str, str]] = []
        if kind in ("", "people"):
            found += [("people", one) for one in self._indexable_people(memorial_id, last, limit + 1)]
        last = last if kind == "remembrances" else ""
        if len(found) <= limit:
            found += [("remembrances", one) for one in self._indexable(memorial_id, last, limit + 1 - len(found))]
        rows = tuple(found[:limit])
        return Page(rows, ":".join(rows[-1]) if len(found) > limit else "")

    def _indexable_people(self, memorial_id: str, last: str, limit: int) -> Sequence[str]:
        carries_unlisted = exists().where(
            _remembrance.memorial_id == memorial_id,
            _remembrance.person_id == _person.id,
            _remembrance.audience != "public",
        )
        where = (_person.memorial_id == memorial_id, _person.audience == "public", _person.id > last)
        wanted = select(_person.id).where(*where, ~carries_unlisted).order_by(_person.id).limit(limit)
        return self._connection.execute(wanted).scalars().all()

    def _indexable(self, memorial_id: str, last: str, limit: int) -> Sequence[str]:
        where = (_remembrance.memorial_id == memorial_id, _remembrance.audience == "public", _remembrance.id > last)
        wanted = select(_remembrance.id).where(*where).order_by(_remembrance.id).limit(limit)
        return self._connection.execute(wanted).scalars().all()


class SqlEditionReader:
    """Opens snapshots on the public engine and access copies that a published row names."""

    def __init__(self, engine: Engine, copies: AccessCopies) -> None:
        self._engine, self._copies = engine, copies
        self._threads = local()

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def snapshot(self) -> Iterator[SqlEditionSnapshot]:
        with self._engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            yield SqlEditionSnapshot(connection)

    def edition_of(self, slug: str) -> tuple[str, int] | None:
        if self._engine.dialect.name == "sqlite":
            return self._edition_on_sqlite(slug or INSTALLATION)
        with self._engine.connect() as connection:
            row = connection.execute(_EDITION_AT, {"slug": slug or INSTALLATION}).one_or_none()
            return (row.memorial_id, row.number) if row else None

    def _edition_on_sqlite(self, slug: str) -> tuple[str, int] | None:
        """Asked before every cached page: one prepared statement on a connection that this thread keeps."""
        connection: Any = getattr(self._threads, "connection", None)
        if connection is None:
            self._threads.borrowed = self._engine.raw_connection()
            connection = self._threads.connection = self._threads.borrowed.driver_connection
        cursor = connection.execute("SELECT memorial_id, number FROM published_edition WHERE slug = ?", (slug,))
        row: tuple[str, int] | None = cursor.fetchone()
        cursor.close()
        return row

    def media(self, name: str) -> tuple[MediaFile, BinaryIO] | None:
        with self._engine.connect() as connection:
            shown = exists().where(published_memorial.c.memorial_id == published_media.c.memorial_id)
            wanted = select(published_media).where(published_media.c.name == name, shown)
            row = connection.execute(wanted).first()
        if row is None:
            return None
        try:
            opened, length = self._copies.open(name)
        except CopyMissing:
            return None
        return MediaFile(row.name, row.mime, length, row.etag), opened


@lru_cache(maxsize=64)
def _memorial(document: str) -> PublishedMemorial:
    return from_bytes(document, PublishedMemorial)


_walks: dict[tuple[object, ...], Any] = {}
W = TypeVar("W")


def _remembered(key: tuple[object, ...], walk: Callable[[], W]) -> W:
    """The answer of a walk over an index, kept for its edition; older editions' answers are dropped."""
    if key not in _walks:
        answer = walk()
        for old in [old for old in list(_walks) if old[:-1] == key[:-1]]:
            _walks.pop(old, None)
        if len(_walks) > 256:
            _walks.clear()
        _walks[key] = answer
        return answer
    kept: W = _walks[key]
    return kept


def _published_person(row: Any) -> PublishedPerson:
    return PublishedPerson(
        id=row.id,
        names=from_bytes(row.names, tuple[PublishedName, ...]),
        label=row.label,
        letter=row.letter,
        script=row.script,
        sort_key=row.sort_key,
        years=row.years,
        place=row.place,
        facts=from_bytes(row.facts, tuple[PublishedFact, ...]),
        audience=row.audience,
    )


def _remembrance_from(row: Any) -> PublishedRemembrance:
    """Taken apart at once: asking a row for its columns one by one by name costs as much as reading them."""
    (
        identity, position, day, about, audience, language, direction, body, excerpt, signature, relation,
        person_id, person_label, person_language, person_direction, person_initials, pictures,
    ) = row  # fmt: skip
    person = PersonRef(person_id or "", person_label, person_language, person_direction) if person_label else None
    return PublishedRemembrance(
        identity,
        position,
        about,
        audience,
        language,
        direction,
        SafeHtml.from_sanitiser(body),
        excerpt,
        signature,
        relation,
        person,
        person_initials,
        day,
        read_pictures(pictures) if pictures != "[]" else (),
    )


def _page(rows: Any, limit: int) -> Page[PublishedRemembrance]:
    found = rows.all()
    shown = tuple(_remembrance_from(row) for row in found[:limit])
    return Page(shown, _to_cursor(shown[-1].position) if len(found) > limit else "")


def _to_cursor(position: int) -> str:
    return f"{position:x}"


def _from_cursor(cursor: str) -> int:
    """The position before which a page goes on; from the top for what is no cursor."""
    try:
        return min(int(cursor, 16), _TOP) if cursor and len(cursor) <= 16 else _TOP
    except ValueError:
        return _TOP
