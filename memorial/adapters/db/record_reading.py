"""Reads the record from the edition, for the public pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from sqlalchemy import Connection, and_, select

from memorial.adapters.db.edition_tables import published_record
from memorial.adapters.db.record_edition import CHANGES, PARTS, read_parts
from memorial.adapters.db.record_search import find_in, places_called
from memorial.published.record import FoundInRecord, PublishedChange, PublishedRecord, PublishedRecordSource

_OF_THE_RECORD = tuple(part for part in PARTS if part != CHANGES)


class RecordAsRead:
    """Keeps the promises of `RecordReader`."""

    def __init__(self, connection: Connection, memorial_id: str) -> None:
        self._connection, self._memorial_id = connection, memorial_id
        self._whole: PublishedRecord | None = None

    def any(self) -> bool:
        where = and_(published_record.c.memorial_id == self._memorial_id, published_record.c.part != CHANGES)
        return self._connection.execute(select(published_record.c.part).where(where).limit(1)).first() is not None

    def indexable(self) -> bool:
        closed = and_(published_record.c.memorial_id == self._memorial_id, published_record.c.audience != "public")
        return self._connection.execute(select(published_record.c.part).where(closed).limit(1)).first() is None

    def whole(self) -> PublishedRecord:
        if self._whole is None:
            found = read_parts(self._connection, self._memorial_id, _OF_THE_RECORD)
            about = found.pop("about")
            parts = {part: tuple(some) for part, some in found.items()}
            self._whole = PublishedRecord(about=about[0] if about else None, **parts)
        return self._whole

    def changes(self, *, limit: int) -> Sequence[PublishedChange]:
        return read_parts(self._connection, self._memorial_id, (CHANGES,))[CHANGES][:limit]

    def find(self, query: str, *, limit: int) -> Sequence[FoundInRecord]:
        return find_in(self.whole(), query, limit)

    def sources_at(self, path: str) -> Sequence[PublishedRecordSource]:
        sources = read_parts(self._connection, self._memorial_id, ("sources",))["sources"]
        return [one for one in sources if not one.guarded and urlsplit(one.address).path.endswith(path)]

    def places_called(self, names: Iterable[str]) -> Mapping[str, str]:
        wanted = list(names)
        places = read_parts(self._connection, self._memorial_id, ("places",))["places"] if wanted else ()
        return places_called(places, wanted)
