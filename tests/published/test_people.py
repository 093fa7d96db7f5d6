"""What the edition holds of a person follows the gate in the same commit, and a check finds what does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, text

from memorial import bootstrap
from memorial.adapters.db.database import migrate_down
from memorial.adapters.db.inspection import ArchiveInspection
from memorial.application import concerns, giving, memorials
from memorial.application.checking import check
from memorial.application.joining import join_people
from memorial.domain.holds import Hold
from memorial.domain.person import KeptPlace, Portrait
from memorial.domain.receipt_code import ReceiptCode
from memorial.settings import project_folder
from memorial.vocabulary import Audience, Ground, Kinship, ObjectionState
from tests.installations import EDITOR, TestInstallation, grant_to_public, installation, on_postgresql
from tests.people import add_person, add_source, change, fact, kin, kin_seen, name, person, seen
from tests.servers.postgres import PostgresServer

PHOTOGRAPH = Path("tests/samples/images/IMG_20180725_163423-tiny.jpg").read_bytes()
HIDING = Hold("o" * 32, "name", Ground.FAMILY, ObjectionState.HIDING)


@pytest.fixture(params=["sqlite", "postgresql"])
def here(request: pytest.FixtureRequest, home: Path) -> Iterator[TestInstallation]:
    more: dict[str, str] = {}
    if request.param == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres_server")
        more = on_postgresql(server)
    with installation(home, **more) as made:
        add_source(made)
        yield made


@pytest.fixture
def on_sqlite(home: Path) -> Iterator[TestInstallation]:
    with installation(home) as made:
        add_source(made)
        yield made


def rows(here: TestInstallation, table: str) -> list[dict[str, Any]]:
    with here.installation.engines.writing.connect() as connection:
        return [dict(row) for row in connection.execute(text(f"SELECT * FROM {table}")).mappings()]


def wrong(here: TestInstallation) -> list[tuple[str, str]]:
    built = here.installation
    inspection = ArchiveInspection(built.archive, here.clock)
    return [(one.kind, one.where) for one in check(here.services, inspection)]


# Kin


def test_a_tie_goes_in_the_commit_in_which_the_other_goes_and_comes_back_with_them(here: TestInstallation) -> None:
    bela = add_person(here, "Bela Berg")
    anna = add_person(here, "Anna Berg", kin=(kin(bela, Kinship.SIBLING, words="her brother"),))
    both = kin_seen(here, anna), kin_seen(here, bela)

    change(here, bela, objections=(HIDING,))
    gone, left = kin_seen(here, anna), rows(here, "published_kin")
    change(here, bela, objections=())

    assert [(one.other.label, one.kinship, one.words) for some in both for one in some] == [
        ("Bela Berg", "sibling", "her brother"),
        ("Anna Berg", "sibling", ""),
    ]
    assert (gone, left) == ([], [])
    assert [one.other.id for one in kin_seen(here, anna)] == [bela]


def test_who_says_what_is_seen_from_the_other_side_too(on_sqlite: TestInstallation) -> None:
    here = on_sqlite
    child = add_person(here, "Bela Berg")
    mother = add_person(here, "Anna Berg", kin=(kin(child, Kinship.CHILD),))

    assert [one.kinship for one in kin_seen(here, mother)] == ["child"]
    assert [one.kinship for one in kin_seen(here, child)] == ["parent"]


def test_a_page_for_search_engines_carries_no_unlisted_name_and_no_unlisted_tie(on_sqlite: TestInstallation) -> None:
    here = on_sqlite
    for audience, tie in (
        (Audience.UNLISTED, Audience.PUBLIC),
        (Audience.PUBLIC, Audience.UNLISTED),
        (Audience.TEAM, Audience.PUBLIC),
    ):
        bela = add_person(here, name("Bela Berg", audience))
        anna = add_person(here, "Anna Berg", kin=(kin(bela, Kinship.SIBLING, tie),))

        assert kin_seen(here, anna) == []
        expected = [anna] if audience is Audience.UNLISTED else []
        assert [one.other.id for one in kin_seen(here, bela)] == expected


# Portraits


def with_portrait(here: TestInstallation, **answers: str) -> tuple[str, str]:
    """(code of the family's remembrance, id of the person) with its one picture chosen as portrait."""
    code = here.offer(person_name="Anna Berg", **answers)
    kept = giving.keep_file(here.services, code, "a.jpg", [PHOTOGRAPH])
    shown = {"publish": "yes", "living": "no", "caption": "Anna at the sea"}
    giving.save_answers(here.services, code, {f"file:{kept.id}:{field}": words for field, words in shown.items()})
    given = here.send(code)
    here.decide(given)
    published = here.remembrance(given.memorial_id, given.id)
    person_id = published.person_id or ""
    change(here, person_id, portrait=Portrait(published.id, kept.id, EDITOR.id))
    return code, person_id


def portrait(here: TestInstallation, person_id: str) -> str:
    found = seen(here, person_id)
    return found.portrait.alt if found and found.portrait else ""


def test_a_portrait_goes_with_its_picture_and_comes_back_with_it(here: TestInstallation) -> None:
    code, person_id = with_portrait(here)
    change(here, person_id, names=(*person(here, person_id).names, name("Anna Berg")))
    before = portrait(here, person_id)

    here.act(code, "hide")
    hidden = portrait(here, person_id)
    here.act(code, "show")
    again = portrait(here, person_id)
    here.act(code, "withdraw")

    assert (before, hidden, again, portrait(here, person_id)) == ("Anna at the sea", "", "Anna at the sea", "")
    assert seen(here, person_id) is not None, "the list still names her"
    copies = [one["name"] for one in rows(here, "published_media")]
    assert copies == [], "and no copy of the picture is left for visitors"


def test_a_picture_that_somebody_objects_to_is_no_portrait_meanwhile(on_sqlite: TestInstallation) -> None:
    here = on_sqlite
    _code, person_id = with_portrait(here)
    (remembrance_id,) = {one["id"] for one in rows(here, "published_remembrance")}
    (element,) = [
        one.word
        for one in concerns.elements_of(here.services, here.memorial.id, remembrance_id)
        if one.kind == "picture"
    ]
    given = {"kind": "hide", "reason": "living_person", "message": "That is me.", "about": remembrance_id}
    code = ReceiptCode.generate().digits
    raised = concerns.raise_objection(here.services, "harbour", code, {**given, "element": element}, language="en")

    assert raised.hidden
    assert portrait(here, person_id) == ""


def test_a_page_for_search_engines_has_no_portrait_that_they_are_asked_to_leave_alone(
    on_sqlite: TestInstallation,
) -> None:
    here = on_sqlite
    _code, person_id = with_portrait(here, audience="unlisted")
    unlisted = portrait(here, person_id)

    change(here, person_id, names=(*person(here, person_id).names, name("Anna Berg")))

    assert (unlisted, portrait(here, person_id)) == ("Anna at the sea", "")


def test_a_portrait_of_joined_records_is_the_leading_ones(on_sqlite: TestInstallation) -> None:
    here = on_sqlite
    _code, person_id = with_portrait(here)
    listed = add_person(here, "Anna Bergh")

    join_people(here.services, here.memorial.id, listed, person_id, by=EDITOR, reason="the same day")

    assert portrait(here, listed) == "Anna at the sea"


# A place without a name


def test_a_kept_place_is_a_row_without_anything_and_has_no_page(here: TestInstallation) -> None:
    add_person(here, "Anna Berg")
    before = here.edition()
    place = add_person(here, kept_place=KeptPlace("r" * 32, Audience.PUBLIC), facts=(fact("born", "1920"),))

    with here.installation.reader.snapshot() as snapshot:
        page, _ = snapshot.names(here.memorial.id, page=1, per_page=10)
        sitemap = [one for _kind, one in snapshot.sitemap(here.memorial.id, after="", limit=100).rows]
        found = [
            one.line.id for q in ("", "Anna", "1920") for one in snapshot.find_people(here.memorial.id, q, limit=9)
        ]
        anywhere = snapshot.find_person_anywhere(place)
    row = next(one for one in page.rows if one.id == place)
    assert (row.kept, row.label, row.years, row.letter) == (True, "", "", "")
    assert (seen(here, place), anywhere) == (None, None)
    assert place not in sitemap
    assert place not in found
    assert here.edition() > before


# What a private person does to all others


def test_private_people_and_their_ties_change_no_byte_of_any_public_row(here: TestInstallation) -> None:
    anna = add_person(here, "Anna Berg", facts=(fact("born", "1920"),))
    tables = ("published_person", "published_kin", "published_alias", "published_edition", "published_remembrance")
    before = {table: rows(here, table) for table in tables}

    hidden = add_person(here, name("Anna Berg", Audience.TEAM), facts=(fact("born", "1921"),),
                        kin=(kin(anna, Kinship.SIBLING),), portrait=Portrait("r" * 32, "f" * 32))  # fmt: skip
    change(here, hidden, facts=(fact("age", "9"),))
    here.give(person_name="Anna Berg", person_name_shown="none")
    join_people(here.services, here.memorial.id, hidden, add_person(here, name("Ani", Audience.ARCHIVE)), by=EDITOR,
                reason="one person")  # fmt: skip

    assert {table: rows(here, table) for table in tables} == before


# The check


DRIFTED = (
    ("DELETE FROM published_kin", "anna"),
    ("UPDATE published_kin SET kinship = 'parent'", "anna"),
    ("DELETE FROM published_alias", "anna"),
    ("UPDATE published_alias SET leads_to = '00000000000000000000000000000000'", "anna"),
    ("UPDATE published_person SET portrait = '' WHERE portrait <> ''", "photographed"),
    ("UPDATE published_person SET names = '[]' WHERE label = 'Bela Berg'", "bela"),
    ("INSERT INTO published_alias SELECT memorial_id, id, id FROM published_person WHERE label = 'Bela Berg'", "bela"),
)
NOBODYS = (
    ("published_kin", "(:m, '0', '1', 0, 'sibling', 'certain', 'public', '', '')"),
    ("published_alias", "(:m, '0', '1')"),
)


def test_the_check_finds_what_is_not_as_the_gate_lets_it_pass(on_sqlite: TestInstallation) -> None:
    here = on_sqlite
    _code, photographed = with_portrait(here)
    bela = add_person(here, "Bela Berg")
    anna, ani = add_person(here, "Anna Bergh", kin=(kin(bela, Kinship.SIBLING),)), add_person(here, "Ani Bergh")
    join_people(here.services, here.memorial.id, anna, ani, by=EDITOR, reason="one person")
    ids = {"anna": anna, "bela": bela, "photographed": photographed}
    assert wrong(here) == []

    for statement, whose in DRIFTED:
        execute(here, statement)
        assert ("drift", f"{here.memorial.id}/{ids[whose]}") in wrong(here), statement
        with here.services.unit_of_work() as uow:
            uow.republish(here.memorial.id, ids[whose])
            uow.commit()
        assert wrong(here) == [], statement
    for table, values in NOBODYS:
        execute(here, f"INSERT INTO {table} VALUES {values}")
        assert ("orphan", f"{here.memorial.id}/0") in wrong(here), table
        execute(here, f"DELETE FROM {table} WHERE memorial_id = :m")


def execute(here: TestInstallation, statement: str) -> None:
    with here.installation.engines.writing.begin() as connection:
        connection.execute(text(statement), {"m": here.memorial.id} if ":m" in statement else {})


# Upgrades


def test_an_installation_of_before_has_ties_addresses_and_portraits_again_after_the_way_back(
    here: TestInstallation,
) -> None:
    _code, photographed = with_portrait(here)
    bela = add_person(here, "Bela Berg")
    anna, ani = add_person(here, "Anna Bergh", kin=(kin(bela, Kinship.SIBLING),)), add_person(here, "Ani Bergh")
    join_people(here.services, here.memorial.id, anna, ani, by=EDITOR, reason="one person")
    settings = here.installation.settings
    tables = ("published_kin", "published_alias")
    before = {table: rows(here, table) for table in tables}, portrait(here, photographed), sorted(here.names())

    here.installation.engines.dispose()
    migrate_down(settings.database.url, project_folder("migrations"), "0012")
    with here.installation.engines.writing.connect() as connection:
        there = inspect(connection)
        gone = [not there.has_table(table) for table in tables]
        left = connection.execute(text("SELECT count(*) FROM published_person")).scalar_one()
    here.installation.engines.dispose()
    bootstrap.initialise(settings)
    if settings.database.public_url:
        grant_to_public(settings.database.url, settings.database.public_url)
    waits = [row["kind"] for row in rows(here, "due") if row["record_id"] == here.memorial.id]
    memorials.recompute(here.services, here.memorial.id)

    assert (gone, left) == ([True, True], 3)
    assert waits == ["recompute"]
    after = {table: rows(here, table) for table in tables}, portrait(here, photographed), sorted(here.names())
    assert after == before
