"""Records for the tests of the wall: entries as a file of the JSON form has them, or typed one by one."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from memorial.adapters.record_json import read_record
from memorial.application import memorials
from memorial.application.ports.record_form import Named
from memorial.application.services import Services
from memorial.domain.record import STATES, EntryKind, RecordAbout, RecordSource, Standing, State
from memorial.domain.record_entry import Entry, Signed, made
from memorial.settings import project_folder
from tests.web.wall.conftest import Place

DOSSIER = project_folder("config") / "memorials" / "khojaly-1992" / "record.json"
FERRY = project_folder("config") / "memorials" / "fictional-ferry-1987" / "record.json"
WHEN = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
_KIND_OF = {state: kind for kind, state in STATES.items()}


def of_file(path: Path) -> list[Named]:
    """The entries of a file of the JSON form; the file must be without fault."""
    read = read_record(path.read_bytes())
    assert read.refused == ()
    return list(read.entries)


def typed(states: dict[str, State]) -> list[Named]:
    """Entries by name, in this order."""
    return [Named(_KIND_OF[type(state)], name, at, state) for at, (name, state) in enumerate(states.items(), start=1)]


def keep(
    place: Place, entries: Iterable[Named], *, signed: bool = True, waiting: Container[EntryKind] = frozenset()
) -> None:
    """All of it in the record of that memorial, its sources signed; entries of the kinds `waiting` wait at the desk."""
    put_in(place.site.services, place.memorial.id, entries, signed=signed, waiting=waiting)


def put_in(
    services: Services,
    memorial_id: str,
    entries: Iterable[Named],
    *,
    signed: bool = True,
    waiting: Container[EntryKind] = frozenset(),
) -> None:
    with services.unit_of_work() as uow:
        for one in entries:
            standing = Standing.PENDING if one.kind in waiting else Standing.IN_RECORD
            new: Entry[Any] = Entry(
                id=services.new_id(),
                memorial_id=memorial_id,
                key_id=services.keys.take().id,
                kind=one.kind,
                name=one.name,
                number=one.number,
                now=one.state,
                standing=standing,
            )
            if signed and isinstance(one.state, RecordSource):
                new = replace(new, signed=Signed("editor-one", "One", WHEN))
            uow.record.add(made(new, at=WHEN, by="editor-one", reason="first entry"))
        uow.commit()
    # A memorial that becomes a draft is closed until all of it has passed the gate again.
    memorials.recompute_waiting(services)


def source(title: str, /, **more: Any) -> RecordSource:
    return RecordSource(title, **{"publisher": f"The {title} office", "year": 1990, "language": "en"} | more)


def about(**more: Any) -> RecordAbout:
    wanted = {"neutral_label": "A place, 1 May 1990", "neutral_summary": "Something happened.",
              "summary_source_ids": ("one",), "scope": "All who were there."}  # fmt: skip
    return RecordAbout(**wanted | more)


def every(entries: Iterable[Named], kind: EntryKind) -> list[Named]:
    return [one for one in entries if one.kind is kind]
