"""Records for tests: the JSON forms that come with the program as entries, straight from their files."""

from __future__ import annotations

from pathlib import Path

from memorial.adapters.record_json import read_record
from memorial.domain.record import EntryKind, Standing, State
from memorial.domain.record_entry import AnyEntry, Entry

REAL = Path("config/memorials/khojaly-1992/record.json")
FICTIONAL = Path("config/memorials/fictional-ferry-1987/record.json")


def entry(
    kind: EntryKind, name: str, state: State, number: int = 0, standing: Standing = Standing.IN_RECORD
) -> AnyEntry:
    return Entry(f"{kind.value}-{name}", "memorial", "key", kind, name, number, state, standing)


def entries_of(path: Path) -> list[AnyEntry]:
    """Every part of a JSON form as an entry: statements typed from an essay pending, all else in the record."""
    read = read_record(path.read_bytes())
    assert not read.refused, read.refused
    waits = {EntryKind.STATEMENT: Standing.PENDING}
    return [
        entry(one.kind, one.name, one.state, one.number, waits.get(one.kind, Standing.IN_RECORD))
        for one in read.entries
    ]
