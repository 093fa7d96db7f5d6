"""When files were last read whole, in the archive; and the files for visitors, compared with their rows."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Engine, and_, delete, func, insert, or_, select, union_all

from memorial.adapters.db.edition_tables import published_media
from memorial.adapters.db.interviews import interview
from memorial.adapters.db.tables import access_copy, audit_entry, fixity, memorial, remembrance
from memorial.adapters.db.times import maybe_from_db, to_db
from memorial.adapters.db.unit_of_work import Archive
from memorial.application.ports.fixity import FilesRead, ShownCopy
from memorial.application.ports.secrets import CopyMissing

EVERY = timedelta(days=25)
"""Every file is read this often, so that a slow week still ends within the thirty days that are promised."""
CHANGED_AFTER = timedelta(hours=20)
LONGEST = timedelta(days=30)
NEW_WITHIN = timedelta(hours=24)

_SAME = and_(fixity.c.memorial_id == remembrance.c.memorial_id, fixity.c.record_id == remembrance.c.id)
_WITH_FILES = union_all(
    *(select(table.c.memorial_id, table.c.id, table.c.revision) for table in (remembrance, interview)),
    select(memorial.c.memorial_id, memorial.c.memorial_id.label("id"), memorial.c.revision),
).subquery("with_files")
"""Every record that may have files: a memorial itself has its own picture."""


@dataclass(frozen=True)
class SqlFixity:
    """Keeps the promises of the `Fixity` port."""

    archive: Archive

    def due(self, now: datetime, *, limit: int, everything_before: datetime | None = None) -> Sequence[tuple[str, str]]:
        record = _WITH_FILES.c
        if everything_before is not None:
            old = fixity.c.checked_at < to_db(everything_before)
        else:
            changed = and_(fixity.c.revision != record.revision, fixity.c.checked_at < to_db(now - CHANGED_AFTER))
            old = or_(fixity.c.checked_at < to_db(now - EVERY), changed)
        same = and_(fixity.c.memorial_id == record.memorial_id, fixity.c.record_id == record.id)
        wanted = (
            select(record.memorial_id, record.id)
            .join(fixity, same, isouter=True)
            .where(or_(fixity.c.record_id.is_(None), old))
            .order_by(fixity.c.checked_at.is_not(None), fixity.c.checked_at, record.id)
            .limit(limit)
        )
        with self.archive.reading.connect() as connection:
            return [(row.memorial_id, row.id) for row in connection.execute(wanted)]

    def damaged_copies(self, memorial_id: str, record_id: str) -> Sequence[str]:
        mine = and_(published_media.c.memorial_id == memorial_id, published_media.c.record_id == record_id)
        wanted = select(published_media.c.name, published_media.c.etag).where(mine)
        with self.archive.reading.connect() as connection:
            rows = connection.execute(wanted).all()
        damaged = [row.name for row in rows if self._digest(row.name) != row.etag]
        if not damaged:
            return []
        # Taken out of sight while it was read: then nothing is wrong with it.
        with self.archive.reading.connect() as connection:
            still = set(connection.execute(select(published_media.c.name).where(mine)).scalars())
        return [name for name in damaged if name in still]

    def copies(self, memorial_id: str, record_id: str) -> Sequence[ShownCopy]:
        copy = access_copy.c
        same = and_(copy.memorial_id == published_media.c.memorial_id, copy.name == published_media.c.name)
        mine = and_(published_media.c.memorial_id == memorial_id, published_media.c.record_id == record_id)
        columns = (published_media.c.name, copy.derivative_id, published_media.c.etag)
        wanted = select(*columns).join(access_copy, same).where(mine)
        with self.archive.reading.connect() as connection:
            return [ShownCopy(row.name, row.derivative_id, row.etag) for row in connection.execute(wanted)]

    def put_copy(self, name: str, content: bytes) -> None:
        self.archive.copies.publish(name, content)

    def _digest(self, name: str) -> str:
        try:
            file, _ = self.archive.copies.open(name)
        except CopyMissing:
            return ""
        with file:
            return hashlib.sha256(file.read()).hexdigest()

    def note(self, found: FilesRead, now: datetime) -> bool:
        at = and_(fixity.c.memorial_id == found.memorial_id, fixity.c.record_id == found.record_id)
        record = _WITH_FILES.c
        there = and_(record.memorial_id == found.memorial_id, record.id == found.record_id)
        archive = self.archive
        waits = archive.writing.dialect.name == "sqlite" and archive.turn.take()
        try:
            with archive.writing.begin() as connection:
                before = connection.execute(select(fixity.c.damaged).where(at)).scalar() or 0
                connection.execute(delete(fixity).where(at))
                if connection.execute(select(record.id).where(there)).first() is None:
                    return False
                row = {"memorial_id": found.memorial_id, "record_id": found.record_id, "revision": found.revision}
                row |= {"files": found.files, "damaged": found.damaged}
                connection.execute(insert(fixity), {**row, "checked_at": to_db(now)})
        finally:
            if waits:
                archive.turn.give_back()
        return found.damaged > before


def damaged_records(archive: Archive) -> list[tuple[str, str, int]]:
    """(memorial id, record id, number) of the files that were not as they were kept when they were read last."""
    wanted = select(fixity.c.memorial_id, fixity.c.record_id, fixity.c.damaged).where(fixity.c.damaged > 0)
    with archive.reading.connect() as connection:
        return [(row.memorial_id, row.record_id, row.damaged) for row in connection.execute(wanted)]


def unread(now: datetime) -> ColumnElement[bool]:
    """Of `remembrance`: what waits longer to be read than is promised."""
    late = and_(_SAME, fixity.c.checked_at < to_db(now - LONGEST))
    never = and_(
        ~select(fixity.c.record_id).where(_SAME).exists(), remembrance.c.waiting_since < to_db(now - NEW_WITHIN)
    )
    return or_(select(fixity.c.record_id).where(late).exists(), never)


def how_many_unread(archive: Archive, now: datetime) -> int:
    with archive.reading.connect() as connection:
        return int(connection.execute(select(func.count()).select_from(remembrance).where(unread(now))).scalar_one())


def last_backup(reading: Engine) -> datetime | None:
    """When the newest backup was made, as the audit log knows it."""
    done = and_(audit_entry.c.action == "backup", audit_entry.c.outcome == "done")
    with reading.connect() as connection:
        return maybe_from_db(connection.execute(select(func.max(audit_entry.c.at_utc)).where(done)).scalar())
