"""What visitors see of the record, as rows of the edition: one for each entry, written only where it changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, get_args, get_type_hints

from sqlalchemy import Connection, and_, bindparam, delete, insert, select

from memorial.adapters.db.edition_tables import published_record
from memorial.adapters.documents import from_bytes, to_text
from memorial.disclosure.record import RecordDisclosure
from memorial.published.record import PublishedChange, PublishedRecord

CHANGES = "changes"
"""The part under which the change log stands, beside the parts of a `PublishedRecord`."""


def _kinds_of_parts() -> dict[str, Any]:
    """For each part of a record the type of its documents, as `PublishedRecord` declares it."""
    found = {name: get_args(hint)[0] for name, hint in get_type_hints(PublishedRecord).items()}
    return {**found, CHANGES: PublishedChange}


PARTS = _kinds_of_parts()


def write_record(
    connection: Connection, memorial_id: str, disclosed: RecordDisclosure, changes: Sequence[PublishedChange]
) -> bool:
    """True if what visitors may see of the record changed."""
    of = published_record.c.memorial_id == memorial_id
    before = {
        (row.part, row.number): (row.audience, row.document)
        for row in connection.execute(select(published_record).where(of))
    }
    word = disclosed.audience.word
    after = {(part, number): (word, document) for part, number, document in _documents(disclosed.shown, changes)}
    if before == after:
        return False
    gone = [{"of_part": at[0], "of_number": at[1]} for at in before if before[at] != after.get(at)]
    if gone:
        at = and_(
            of,
            published_record.c.part == bindparam("of_part"),
            published_record.c.number == bindparam("of_number"),
        )
        connection.execute(delete(published_record).where(at), gone)
    rows = [
        {"memorial_id": memorial_id, "part": at[0], "number": at[1], "audience": one[0], "document": one[1]}
        for at, one in after.items()
        if before.get(at) != one
    ]
    if rows:
        connection.execute(insert(published_record), rows)
    return True


def _documents(shown: PublishedRecord, changes: Sequence[PublishedChange]) -> Iterator[tuple[str, int, str]]:
    for part in PARTS:
        found: Any = changes if part == CHANGES else getattr(shown, part)
        some: Iterable[Any] = found if isinstance(found, tuple) else (found,) if found is not None else ()
        for number, one in enumerate(some):
            yield part, number, to_text(one)


def read_parts(connection: Connection, memorial_id: str, parts: Sequence[str]) -> dict[str, list[Any]]:
    """The documents of these parts, each in its order."""
    where = and_(published_record.c.memorial_id == memorial_id, published_record.c.part.in_(parts))
    wanted = select(published_record.c.part, published_record.c.document).where(where)
    found: dict[str, list[Any]] = {part: [] for part in parts}
    for part, document in connection.execute(wanted.order_by(published_record.c.part, published_record.c.number)):
        found[part].append(from_bytes(document, PARTS[part]))
    return found
