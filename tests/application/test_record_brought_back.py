"""A record that goes out into a file and comes back as it went changes nothing at all, whoever made it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from memorial.adapters.record_json import read_record
from memorial.adapters.record_json_form import write_record
from memorial.application import memorials, record
from memorial.application.memorials import OPERATOR
from memorial.application.record_exchange import RecordImported, export_record, import_record
from memorial.domain.memorial import Memorial
from memorial.domain.record import (
    Account,
    AccountBasis,
    Check,
    Coordinate,
    Document,
    EntryKind,
    Event,
    EventName,
    Figure,
    Footage,
    ListKnown,
    Observance,
    Place,
    PlaceName,
    Precision,
    Qualifier,
    Question,
    RecordAbout,
    RecordSource,
    Reply,
    Standing,
    State,
    Statement,
    Unit,
)
from memorial.domain.record_entry import AnyEntry
from memorial.domain.staff import StaffMember
from memorial.published.record import PublishedChange
from memorial.vocabulary import MemorialKind, Role
from tests.installations import TestInstallation, installation, memorial_like
from tests.records import REAL

ARCHIVIST = StaffMember("archivist", "", "a@example.org", "A", "", (("*", Role.ARCHIVIST),))
REVIEWER = replace(ARCHIVIST, id="reviewer")
QUAY = PlaceName("en", "Quay", "report")
TYPED: list[tuple[EntryKind, str, State]] = [
    (EntryKind.SOURCE, "report", RecordSource("A report", "The harbour", 1901, language="en", date="1901-06")),
    (EntryKind.SOURCE, "paper", RecordSource("A paper", via="report", names_private=True, sensitivity="graphic")),
    (
        EntryKind.ABOUT,
        "quay",
        RecordAbout("The quay, 1901", "It gave way.", ("report",), name_lists_known=(ListKnown("paper", "A list"),)),
    ),
    (EntryKind.PLACE, "quay", Place("quay", (QUAY,), (Coordinate(1, 2.25, "report", 50),), course=())),
    (EntryKind.FIGURE, "hurt", Figure("Hurt", "hurt", 7, Qualifier.ABOUT, "report", "persons", value_max=9.5)),
    (EntryKind.FIGURE, "badly", Figure("Badly", "hurt", 0.5, Qualifier.EXACTLY, "report", "of 1", part_of="hurt")),
    (EntryKind.QUESTION, "why", Question("Why?", (Account("report", "Wood.", AccountBasis.STATED, True),))),
    (EntryKind.QUESTION, "seen", Question("What?", (Account("paper", "This."),), sensitivity="graphic")),
    (EntryKind.EVENT, "it-fell", Event("1901-05-03", Precision.DAY, "It gave way.", ("report",), place_id="quay")),
    (EntryKind.EVENT, "a-new-one", Event("1901-04", Precision.MONTH, "It creaked.", ("paper",))),
    (EntryKind.NAME, "name-en", EventName("en", "The fall", ("paper",), "a note")),
    (EntryKind.OBSERVANCE, "05-03", Observance("--05-03", "", "", "Names are read.", ("report",))),
    (EntryKind.STATEMENT, "paper-count", Statement("count", "Seven were hurt.", "paper", figure_ids=("hurt",))),
    (EntryKind.UNIT, "guard", Unit((QUAY,), "The guard", ("report",))),
    (EntryKind.DOCUMENT, "order", Document("An order", source_ids=("report",), kept_at="the archive")),
    (EntryKind.FOOTAGE, "film", Footage("A film", source_ids=("report",), date="1901", place_id="quay")),
    (EntryKind.REPLY, "one", Reply("A reader", "Not so.", "2026-01-02", EntryKind.QUESTION, "why")),
    (EntryKind.CHECK, "sum", Check("hurt", ("badly",), 0.5, 6.5, "Not all.")),
]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestInstallation]:
    with installation(tmp_path_factory.mktemp("home")) as one:
        yield one


def place(built: TestInstallation, kind: MemorialKind) -> TestInstallation:
    made = memorial_like(built.services, f"place-{built.services.new_id()[:8]}", kind=kind)
    return replace(built, memorial=memorials.create(built.services, made))


@pytest.fixture(params=[MemorialKind.REAL, MemorialKind.FICTIONAL], ids=lambda kind: kind.value)
def here(built: TestInstallation, request: pytest.FixtureRequest) -> TestInstallation:
    return place(built, request.param)


def typed(here: TestInstallation, *kinds: EntryKind) -> None:
    for kind, name, state in TYPED:
        if kind in kinds or not kinds:
            record.begin(
                here.services, ARCHIVIST, here.memorial.id, kind, name, state, reason="from the shelf", in_record=True
            )


def entries(here: TestInstallation) -> list[AnyEntry]:
    with here.services.unit_of_work(read_only=True) as uow:
        return list(uow.record.all(here.memorial.id))


def changes(here: TestInstallation) -> tuple[PublishedChange, ...]:
    with here.installation.reader.snapshot() as snapshot:
        return tuple(snapshot.record(here.memorial.id).changes(limit=1000))


def there_and_back(here: TestInstallation, *, graphic: bool = True) -> RecordImported:
    found = export_record(here.services, here.memorial.slug, graphic=graphic, actor=OPERATOR)
    return import_record(here.services, here.memorial.slug, read_record(write_record(found.entries)), actor=OPERATOR)


def last_act(memorial: Memorial, here: TestInstallation) -> str:
    with here.services.unit_of_work(read_only=True) as uow:
        return next(entry.reason for _, entry in uow.audit.entries(memorial.id, before=None, limit=1))


@pytest.mark.parametrize("graphic", [True, False], ids=["graphic too", "without graphic matter"])
def test_what_was_typed_at_the_desk_is_the_same_when_it_comes_back(here: TestInstallation, graphic: bool) -> None:
    typed(here)
    before, seen = entries(here), changes(here)

    came = there_and_back(here, graphic=graphic)

    assert (came.added, came.changed, came.refused) == ({}, {}, ())
    assert entries(here) == before
    assert changes(here) == seen
    assert last_act(here.memorial, here) == "nothing_changed"


def test_a_record_that_says_nothing_of_itself_yet_does_not_begin_to(here: TestInstallation) -> None:
    typed(here, EntryKind.SOURCE)
    before = entries(here)

    came = there_and_back(here)

    assert (came.added, came.changed, came.same) == ({}, {}, 2)
    assert entries(here) == before


def test_what_was_brought_in_typed_and_taken_out_is_the_same_when_it_comes_back(built: TestInstallation) -> None:
    here = place(built, MemorialKind.REAL)
    import_record(here.services, here.memorial.slug, read_record(REAL.read_bytes()), actor=OPERATOR)
    typed(here, EntryKind.SOURCE, EntryKind.PLACE, EntryKind.EVENT)
    event = next(one for one in entries(here) if one.kind is EntryKind.EVENT and one.name == "e003")
    record.place(
        *(here.services, ARCHIVIST, here.memorial.id, event.id, Standing.REMOVED),
        reason="twice",
        revision=event.revision,
    )
    before = entries(here)

    came = there_and_back(here)

    assert (came.added, came.changed, came.refused) == ({}, {}, ())
    assert entries(here) == before


def test_what_an_older_version_kept_of_a_file_is_the_same_when_it_comes_back(here: TestInstallation) -> None:
    typed(here, EntryKind.SOURCE, EntryKind.ABOUT)
    about = next(one for one in entries(here) if one.kind is EntryKind.ABOUT)
    older = replace(about.now, kept={"schema_version": 1, "gaps": ["The papers of the builder."]})
    with here.services.unit_of_work() as uow:
        uow.record.save(replace(about, now=older))
        uow.commit()

    assert there_and_back(here).changed == {}


def test_every_file_says_whether_it_is_of_real_events(here: TestInstallation) -> None:
    typed(here, EntryKind.ABOUT, EntryKind.SOURCE)
    for entry in entries(here):
        if entry.kind is EntryKind.SOURCE:
            record.sign(here.services, REVIEWER, here.memorial.id, entry.id, name="R. Viewer")

    found = export_record(here.services, here.memorial.slug, graphic=True, actor=OPERATOR)

    says = {MemorialKind.REAL: {"review": "signed"}, MemorialKind.FICTIONAL: {"fictional": True}}
    assert json.loads(write_record(found.entries))["status"] == says[here.memorial.kind]
