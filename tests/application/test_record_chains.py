"""Whatever rests on something refused is refused with it, along chains of any length and in time that they deserve."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from memorial.adapters.record_json import read_record
from memorial.application import memorials, opening
from memorial.application.memorials import OPERATOR
from memorial.application.ports.record_form import MOST_ENTRIES, NotARecord
from memorial.application.record_exchange import RecordImported, import_record
from memorial.domain.record import EntryKind
from memorial.domain.record_known import Known, goes_round, on_a_ring
from memorial.domain.record_rules import name_problems
from memorial.vocabulary import MemorialKind
from tests.installations import TestInstallation, installation, memorial_like
from tests.stopwatch import least_seconds

Form = dict[str, Any]
ABOUT = {"neutral_label": "The quay, 1901", "neutral_summary": ""}


def source(name: str, via: str | None = None, title: str = "A paper") -> Form:
    return {"id": name, "title": title, "via": via}


def figure(name: str, part_of: str | None = None, value: int = 1) -> Form:
    told = {"subject": "People", "category": "hurt", "qualifier": "exactly", "unit": "persons", "source_id": "report"}
    return {"id": name, "value": value, "part_of": part_of, **told}


def form(**parts: Any) -> Form:
    return {"memorial": ABOUT, "sources": [], **parts}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestInstallation]:
    with installation(tmp_path_factory.mktemp("home")) as one:
        yield one


@pytest.fixture
def here(built: TestInstallation) -> TestInstallation:
    made = memorial_like(built.services, f"place-{built.services.new_id()[:8]}")
    return replace(built, memorial=memorials.create(built.services, made))


def bring(here: TestInstallation, told: Form, *, dry_run: bool = False) -> RecordImported:
    read = read_record(json.dumps(told).encode())
    return import_record(here.services, here.memorial.slug, read, actor=OPERATOR, dry_run=dry_run)


def vias(here: TestInstallation) -> dict[str, str | None]:
    with here.services.unit_of_work(read_only=True) as uow:
        return {one.name: one.now.via for one in uow.record.all(here.memorial.id) if one.kind is EntryKind.SOURCE}


@pytest.mark.alone
@pytest.mark.parametrize("part", ["sources", "figures"])
def test_a_long_chain_whose_last_link_is_refused_takes_no_longer_than_one_that_holds(
    here: TestInstallation, part: str
) -> None:
    number = 1000
    if part == "sources":
        chain = [source(f"s{at}", f"s{at + 1}") for at in range(number)]
        parts: Form = {"sources": [*chain, source(f"s{number}", title="")]}
    else:
        links = [figure(f"f{at}", f"f{at + 1}") for at in range(number)]
        parts = {"sources": [source("report")], "figures": [*links, figure(f"f{number}", value=-1)]}
    whole = json.loads(json.dumps(parts))
    whole[part][-1] = source(f"s{number}") if part == "sources" else figure(f"f{number}")

    assert bring(here, form(**whole), dry_run=True).refused == ()
    assert len(bring(here, form(**parts), dry_run=True).refused) == number + 1
    holding = least_seconds(lambda: bring(here, form(**whole), dry_run=True))
    broken = least_seconds(lambda: bring(here, form(**parts), dry_run=True))
    assert broken < 2 * holding + 0.5


@pytest.mark.alone
def test_an_address_is_looked_at_as_quickly_beside_many_names_of_the_event() -> None:
    known = Known(contested=frozenset(f"sorrow{at}" for at in range(100_000)))
    addresses = [f"report-{at}-on-what-came-then" for at in range(300)]

    def look() -> None:
        for address in addresses:
            assert name_problems(EntryKind.SOURCE, address, known) == []

    assert least_seconds(look) < 0.5


def test_changes_that_would_each_have_to_wait_for_another_are_refused_together(here: TestInstallation) -> None:
    number = 150
    bring(here, form(sources=[source(f"s{at}", f"s{at + 1}") for at in range(number)] + [source(f"s{number}")]))
    before = vias(here)

    turned = [source("s0", title=""), *(source(f"s{at}", f"s{at - 1}") for at in range(1, number + 1))]
    with pytest.raises(NotARecord) as refused:
        bring(here, form(sources=turned))

    assert refused.value.code == "too_entangled"
    assert vias(here) == before


def test_the_links_are_refused_in_the_order_in_which_they_rest_on_each_other(here: TestInstallation) -> None:
    report = bring(here, form(sources=[source("a", "b"), source("b", "c"), source("c", title=""), source("d")]))

    assert [(one.place, one.code) for one in report.refused] == [
        ("sources[2].title", "forgotten"),
        ("sources[1].via", "no_such_source"),
        ("sources[0].via", "no_such_source"),
    ]
    assert report.refused[2].words == "It rests on the source b, which was refused."
    assert vias(here) == {"d": None}


def test_a_ring_is_refused_whole_and_what_leads_into_it_too(here: TestInstallation) -> None:
    report = bring(here, form(sources=[source("a", "b"), source("b", "c"), source("c", "b"), source("d")]))

    assert {one.place: one.code for one in report.refused} == {
        "sources[1].via": "in_a_ring",
        "sources[2].via": "in_a_ring",
        "sources[0].via": "no_such_source",
    }


def test_what_stays_as_it_was_makes_no_ring_with_what_comes_in(here: TestInstallation) -> None:
    bring(here, form(sources=[source("a", "b"), source("b", "c"), source("c", "d"), source("d")]))

    turned = [source("a", title=""), source("b", "a"), source("c", "b"), source("d", "c"), source("e", "d")]
    report = bring(here, form(sources=turned))

    assert {one.place: one.code for one in report.refused} == {
        "sources[0].title": "forgotten",
        "sources[1].via": "in_a_ring",
        "sources[2].via": "in_a_ring",
        "sources[3].via": "in_a_ring",
    }
    assert vias(here) == {"a": "b", "b": "c", "c": "d", "d": None, "e": "d"}


def test_a_name_is_looked_at_again_when_what_made_it_neutral_is_refused(here: TestInstallation) -> None:
    place = {"kind": "lake", "names": [{"lang": "en", "name": "Savrena", "source_id": "Report"}]}
    names = [{"lang": "en", "name": "The Savrena tragedy", "used_by": ["paper"]}]
    told = form(sources=[source("paper"), source("savrena-report")], places=[{"id": "lake", **place}])
    told["memorial"] = {**ABOUT, "names": names}

    report = bring(here, told)

    assert {one.place: one.code for one in report.refused} == {
        "places[0].names.0.source_id": "no_such_source",
        "sources[1].name": "contested_name",
    }


def test_what_rests_on_sources_that_wait_waits_along_a_long_chain(here: TestInstallation) -> None:
    changes = {"kind": MemorialKind.REAL, "fictional_note": {}, "public": False, "languages": ("en",)}
    real = memorial_like(here.services, f"place-{here.services.new_id()[:8]}", **changes)
    memorial = memorials.create(here.services, real)
    opening.open_memorial(here.services, memorial.slug)
    links = [figure(f"f{at}", f"f{at + 1}") for at in range(50)]

    report = bring(replace(here, memorial=memorial), form(sources=[source("report")], figures=[*links, figure("f50")]))

    assert report.waiting == 52


def test_new_events_get_names_of_their_own_beside_many_others(here: TestInstallation) -> None:
    def events(said: str) -> list[Form]:
        told = {"precision": "year", "source_ids": ["report"]}
        return [{"date": "1901", "what": f"{said} {at}", **told} for at in range(30)]

    bring(here, form(sources=[source("report")], timeline=events("Before")))
    bring(here, form(sources=[source("report")], timeline=[*events("Before"), *events("After")]))

    with here.services.unit_of_work(read_only=True) as uow:
        names = [one.name for one in uow.record.all(here.memorial.id) if one.kind is EntryKind.EVENT]
    assert names == [f"e{at:03}" for at in range(1, 61)]


def test_rings_are_found_in_one_pass_as_they_are_found_one_by_one() -> None:
    ways = {"a": "b", "b": "c", "c": "b", "d": "a", "e": "e", "f": "g", "g": "gone", "h": "i", "i": "j", "j": "h"}

    assert on_a_ring(ways) == {name for name in ways if goes_round(name, ways[name], ways)}


def test_a_file_of_more_entries_than_a_record_has_is_refused_in_a_sentence() -> None:
    listed = ",".join(f'{{"id":"s{at}","title":"t"}}' for at in range(MOST_ENTRIES))
    with pytest.raises(NotARecord) as refused:
        read_record(f'{{"sources": [{listed}], "figures": [{{}}]}}'.encode())

    assert (refused.value.code, f"{MOST_ENTRIES:,}" in refused.value.detail) == ("too_many", True)
