"""The repository of memorials. A change of what a whole memorial may show closes it until the gate has run anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from memorial.adapters.db.edition_tables import published_edition
from memorial.adapters.db.notices import keep_notices
from memorial.adapters.db.tables import due, memorial
from memorial.adapters.db.times import to_db
from memorial.adapters.db.work import Work
from memorial.adapters.documents import from_bytes, to_text, without_revision
from memorial.domain.errors import Conflict, NotFound
from memorial.domain.memorial import Memorial

RECOMPUTE = "recompute"

_COLUMNS = (memorial.c.memorial_id, memorial.c.document, memorial.c.revision)
_BY_ID = select(*_COLUMNS).where(memorial.c.memorial_id == bindparam("id"))
_BY_SLUG = select(*_COLUMNS).where(memorial.c.slug == bindparam("slug"))


class SqlMemorials:
    def __init__(self, work: Work) -> None:
        self._work = work

    def get(self, memorial_id: str) -> Memorial:
        return memorial_of(self._work, memorial_id)

    def by_slug(self, slug: str) -> Memorial:
        row = self._work.connection.execute(_BY_SLUG, {"slug": slug}).one_or_none()
        if row is None:
            raise NotFound
        return self._work.opened_memorials.setdefault(row.memorial_id, _memorial(row.document, row.revision))

    def all(self) -> Sequence[Memorial]:
        ids = self._work.connection.execute(select(memorial.c.memorial_id).order_by(memorial.c.slug)).scalars().all()
        return [self.get(memorial_id) for memorial_id in ids]

    def add(self, added: Memorial) -> None:
        row = {"memorial_id": added.id, "slug": added.slug, "document": to_text(without_revision(added))}
        work = self._work
        work.connection.execute(insert(memorial), {**row, "revision": 1, "created_on": work.now().date()})
        work.connection.execute(insert(published_edition), {"memorial_id": added.id, "slug": added.slug, "number": 1})
        work.opened_memorials[added.id] = replace(added, revision=1)
        keep_notices(work, added)
        self._close_until_recomputed(added)

    def save(self, changed: Memorial) -> None:
        work = self._work
        work.lock(changed.id)
        before = self.get(changed.id)
        work.memorials_before.setdefault(changed.id, before)
        values = {
            "slug": changed.slug,
            "document": to_text(without_revision(changed)),
            "revision": changed.revision + 1,
        }
        at_revision = (memorial.c.memorial_id == changed.id) & (memorial.c.revision == changed.revision)
        if work.connection.execute(update(memorial).where(at_revision).values(**values)).rowcount != 1:
            raise Conflict
        work.doomed_files += sorted(_pictures_of(before) - _pictures_of(changed))
        saved = replace(changed, revision=changed.revision + 1)
        work.opened_memorials[changed.id] = work.memorials[changed.id] = saved
        keep_notices(work, saved)
        if _what_all_may_show(before) != _what_all_may_show(changed):
            self._close_until_recomputed(changed)

    def _close_until_recomputed(self, closed: Memorial) -> None:
        """Its public row goes with this commit; a job recomputes all in batches and opens it again if it is public.

        The writer of the edition takes the row away, since it also raises the number by which kept pages are known.
        """
        work = self._work
        work.memorials[closed.id] = work.opened_memorials[closed.id]
        mine = (due.c.memorial_id == closed.id) & (due.c.record_id == closed.id) & (due.c.kind == RECOMPUTE)
        work.connection.execute(delete(due).where(mine))
        row = {"memorial_id": closed.id, "record_id": closed.id, "kind": RECOMPUTE, "due_at": to_db(work.now())}
        work.connection.execute(insert(due), row)


def _pictures_of(one: Memorial) -> set[str]:
    return set(one.setup.picture.vault_ids) if one.setup.picture else set()


def vault_ids_of_memorials(connection: Connection) -> set[str]:
    """The files in the vault that are the memorials' own pictures."""
    documents = connection.execute(select(memorial.c.document, memorial.c.revision)).all()
    return {found for row in documents for found in _pictures_of(_memorial(row.document, row.revision))}


def _what_all_may_show(of: Memorial) -> tuple[object, ...]:
    return (of.public, of.reach, of.time_zone)


def memorial_of(work: Work, memorial_id: str) -> Memorial:
    """The memorial, read once in a unit of work. Raises `NotFound`."""
    found = work.opened_memorials.get(memorial_id)
    if found is None:
        row = work.connection.execute(_BY_ID, {"id": memorial_id}).one_or_none()
        if row is None:
            raise NotFound
        found = work.opened_memorials[memorial_id] = _memorial(row.document, row.revision)
    return found


@lru_cache(maxsize=64)
def _memorial(document: str, revision: int) -> Memorial:
    """Remembered by its very text: every request asks for one of a few, and none of them is secret."""
    return replace(from_bytes(document, Memorial), revision=revision)
