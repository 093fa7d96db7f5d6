"""Reads the edition for the public surface, on a connection that can read nothing else. Core rows, no entities."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import chain
from threading import local
from typing import Any, BinaryIO, TypeVar

from sqlalchemy import Connection, Engine, and_, bindparam, exists, func, select

from memorial.adapters.db import people_reading
from memorial.adapters.db.edition_rows import read_pictures, read_sounds
from memorial.adapters.db.edition_tables import (
    published_edition,
    published_media,
    published_memorial,
    published_person,
    published_remembrance,
)
from memorial.adapters.db.edition_writer import INSTALLATION
from memorial.adapters.db.groups_reading import GroupsInOrder, HeritageInOrder
from memorial.adapters.db.interview_reading import InterviewsAsRead
from memorial.adapters.db.lists_reading import people_by_source
from memorial.adapters.db.people_orders import PeopleInOrder
from memorial.adapters.db.people_search import find_people
from memorial.adapters.db.record_reading import RecordAsRead
from memorial.adapters.db.search_index import REMEMBRANCES
from memorial.adapters.documents import from_bytes
from memorial.application.ports.secrets import AccessCopies, CopyMissing
from memorial.published.groups import FAMILY_KINDS, OTHER_KINDS
from memorial.published.safe_html import SafeHtml
from memorial.published.types import (
    FoundPerson,
    MediaFile,
    Page,
    PersonLine,
    PersonRef,
    PublishedKin,
    PublishedMemorial,
    PublishedPerson,
    PublishedRemembrance,
)
from memorial.published.wall import WallOrder

_remembrance = published_remembrance.c
_person = published_person.c
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
KINDS = ("text", "photo", "voice", "voice_photo")
_WITH = {"text": ("text", "voice"), "photo": ("photo", "voice_photo"), "voice": ("voice", "voice_photo")}
"""What each narrowing of the wall takes in: without pictures, with pictures, with a recording."""


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
        return people_reading.person(self._connection, memorial_id, person_id)

    def person_leads_to(self, memorial_id: str, person_id: str) -> str:
        return people_reading.leads_to(self._connection, memorial_id, person_id)

    def kin(self, memorial_id: str, of: PublishedPerson) -> Sequence[PublishedKin]:
        return people_reading.kin(self._connection, memorial_id, of)

    def groups(self, memorial_id: str) -> GroupsInOrder:
        return GroupsInOrder(self._connection, memorial_id)

    def heritage(self, memorial_id: str) -> HeritageInOrder:
        return HeritageInOrder(self._connection, memorial_id)

    def record(self, memorial_id: str) -> RecordAsRead:
        return RecordAsRead(self._connection, memorial_id)

    def interviews(self, memorial_id: str) -> InterviewsAsRead:
        return InterviewsAsRead(self._connection, memorial_id)

    def people_by_source(self, memorial_id: str) -> Mapping[str, int]:
        at = ("people by source", memorial_id, self.edition(memorial_id))
        return _remembered(at, lambda: people_by_source(self._connection, memorial_id))

    def find_person_anywhere(self, person_id: str) -> tuple[PublishedMemorial, PublishedPerson] | None:
        found = people_reading.person_anywhere(self._connection, person_id)
        if found is None:
            return None
        of = select(published_memorial.c.document).where(published_memorial.c.memorial_id == found[0])
        document = self._connection.execute(of).scalar_one_or_none()
        return None if document is None else (_memorial(document), found[1])

    def wall(self, memorial_id: str) -> PeopleInOrder:
        at = (memorial_id, self.edition(memorial_id))
        return PeopleInOrder(self._connection, memorial_id, lambda what, walk: _remembered((*what, *at), walk))

    def names(self, memorial_id: str, *, page: int, per_page: int) -> tuple[Page[PersonLine], int]:
        shown = self.wall(memorial_id).page(WallOrder.NAME, page=page, per_page=per_page)
        return Page(shown.lines, str(page + 1) if page < shown.pages else ""), shown.pages

    def count_people(self, memorial_id: str) -> int:
        wanted = select(func.count()).select_from(published_person).where(_person.memorial_id == memorial_id)
        return int(self._connection.execute(wanted).scalar_one())

    def letters(self, memorial_id: str, *, per_page: int) -> Sequence[tuple[str, str, int, str]]:
        return self.wall(memorial_id).letters(per_page=per_page)

    def find_people(self, memorial_id: str, query: str, *, limit: int) -> Sequence[FoundPerson]:
        return find_people(self._connection, memorial_id, query, limit=limit)

    # Remembrances

    def remembrances(self, memorial_id: str, *, after: str, limit: int, kind: str = "") -> Page[PublishedRemembrance]:
        wanted = {"memorial": memorial_id, "before": _from_cursor(after), "most": limit + 1}
        if not kind:
            return _page(self._connection.execute(_NEWEST, wanted).all(), limit)
        # One step through the index for each: together they would be sorted, however many there are.
        each = [self._connection.execute(_NEWEST_OF_KIND, {**wanted, "kind": one}).all() for one in _WITH[kind]]
        return _page(sorted(chain(*each), key=lambda row: -row.position), limit)

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
        return _page(self._connection.execute(_NEWEST_OF_PERSON, wanted).all(), limit)

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
        return _page(rows.all(), limit)

    def sitemap(self, memorial_id: str, *, after: str, limit: int) -> Page[tuple[str, str]]:
        begun, _, last = after.partition(":")
        kinds: dict[str, Callable[[str, int], Sequence[str]]] = {
            "people": lambda last, most: self._indexable_people(memorial_id, last, most),
            "remembrances": lambda last, most: self._indexable(memorial_id, last, most),
            "families": lambda last, most: self.groups(memorial_id).indexable(last, most, FAMILY_KINDS),
            "groups": lambda last, most: self.groups(memorial_id).indexable(last, most, OTHER_KINDS),
            "places-of-memory": self.heritage(memorial_id).indexable,
            "interviews": self.interviews(memorial_id).indexable,
        }
        left = list(kinds)[list(kinds).index(begun) if begun in kinds else 0 :]
        found: list[tuple[str, str]] = []
        for kind in left:
            if len(found) <= limit:
                found += [(kind, one) for one in kinds[kind](last if kind == begun else "", limit + 1 - len(found))]
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

    def media(self, name: str) -> MediaFile | None:
        with self._engine.connect() as connection:
            shown = exists().where(published_memorial.c.memorial_id == published_media.c.memorial_id)
            wanted = select(published_media).where(published_media.c.name == name, shown)
            row = connection.execute(wanted).first()
        return MediaFile(row.name, row.mime, row.length, row.etag) if row else None

    def open_media(self, copy: MediaFile) -> BinaryIO | None:
        try:
            opened, _ = self._copies.open(copy.name)
        except CopyMissing:
            return None
        return opened

    def media_link(self, copy: MediaFile) -> str:
        return self._copies.link(copy.name)


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


def _remembrance_from(row: Any) -> PublishedRemembrance:
    """Taken apart at once: asking a row for its columns one by one by name costs as much as reading them."""
    (
        identity, position, day, about, audience, language, direction, body, excerpt, signature, relation,
        person_id, person_label, person_language, person_direction, person_initials, pictures, sounds,
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
        read_sounds(sounds) if sounds else (),
    )


def _page(found: Sequence[Any], limit: int) -> Page[PublishedRemembrance]:
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
