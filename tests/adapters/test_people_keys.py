"""The index that people are found by, on both databases: written, found in, made anew after an upgrade, and checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from memorial.adapters.db import people_keys, people_keys_upkeep
from memorial.adapters.db.database import migrate, migrate_down
from memorial.adapters.db.inspection import ArchiveInspection
from memorial.adapters.db.people_keys_upkeep import PeopleKeysUpkeep
from memorial.application import memorials
from memorial.application.checking import check
from memorial.domain.person import FactClaim, NameClaim, Person
from memorial.published.types import FoundPerson, WhyFound
from memorial.settings import project_folder
from memorial.vocabulary import Audience, Basis
from tests.installations import TestInstallation, grant_to_public, installation, memorial_like, on_postgresql

# Nobody: made-up names, each in its own letters.
NAMES = (
    "Ayla Verdin",
    "Айла Вердин",
    "Nazlı Əliyeva",
    "Սուրեն Հակոբյան",
    "გიორგი კაპანაძე",
    "Ahmad ibn Salih",
    "Elizabeth Harrow",
    "Jean-Luc Moreau",
    "O'Brannagh",
    "عبد الحليم منصور",
    "Κώστας Νικολάου",
)


@pytest.fixture(params=["SQLite", pytest.param("PostgreSQL", marks=pytest.mark.postgres)])
def here(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TestInstallation]:
    environ = on_postgresql(request.getfixturevalue("postgres_server")) if request.param == "PostgreSQL" else {}
    with installation(tmp_path / "home", **environ) as place:
        yield place


def add(
    here: TestInstallation, *names: str, places: Sequence[str] = (), memorial_id: str = "", **more: Any
) -> list[str]:
    given = (Basis.PUBLISHED_SOURCE, "list", more.pop("audience", Audience.PUBLIC))
    services, memorial_id = here.services, memorial_id or here.memorial.id
    people = [
        Person(
            services.new_id(),
            memorial_id,
            services.keys.take().id,
            (NameClaim(name, *given),),
            tuple(FactClaim("place", place, *given) for place in places),
        )
        for name in names
    ]
    with services.unit_of_work() as uow:
        uow.people.add_many(people)
        uow.commit()
    return [one.id for one in people]


def found(here: TestInstallation, query: str, *, limit: int = 10, memorial_id: str = "") -> list[FoundPerson]:
    with here.installation.reader.snapshot() as snapshot:
        return list(snapshot.find_people(memorial_id or here.memorial.id, query, limit=limit))


def labels(here: TestInstallation, query: str) -> list[str]:
    return [one.line.label for one in found(here, query)]


def emptied(here: TestInstallation) -> None:
    with here.installation.engines.writing.begin() as connection:
        connection.execute(text("DELETE FROM published_keys_search"))


def wrong(here: TestInstallation) -> list[tuple[str, str]]:
    inspection = ArchiveInspection(here.installation.archive, here.services.now)
    return sorted((one.kind, one.detail) for one in check(here.services, inspection))


@pytest.mark.parametrize(
    ("query", "label", "why"),
    [
        ("ayla verdin", "Ayla Verdin", WhyFound.SAME),
        ("Вердин Айла", "Айла Вердин", WhyFound.SAME),
        ("Nazli Aliyeva", "Nazlı Əliyeva", WhyFound.SOUND),
        ("Назлы Алиева", "Nazlı Əliyeva", WhyFound.LETTERS),
        ("Suren Hakobyan", "Սուրեն Հակոբյան", WhyFound.LETTERS),
        ("Сурен Акопян", "Սուրեն Հակոբյան", WhyFound.LETTERS),
        ("Giorgi Kapanadze", "გიორგი კაპანაძე", WhyFound.LETTERS),
        ("أحمد بن صالح", "Ahmad ibn Salih", WhyFound.LETTERS),
        ("Bess Harrow", "Elizabeth Harrow", WhyFound.NICKNAME),
        ("E. Harrow", "Elizabeth Harrow", WhyFound.INITIAL),
        ("Elizbaeth Harrow", "Elizabeth Harrow", WhyFound.SPELLING),
        ("Jean Luc Moreau", "Jean-Luc Moreau", WhyFound.SAME),
        ("JeanLuc Moreau", "Jean-Luc Moreau", WhyFound.SPELLING),
        ("obrannagh", "O'Brannagh", WhyFound.SAME),
        ("Brannagh", "O'Brannagh", WhyFound.SPELLING),
        ("Abdelhalim Mansour", "عبد الحليم منصور", WhyFound.LETTERS),
        ("Kostas Nikolaou", "Κώστας Νικολάου", WhyFound.LETTERS),
        ("Eliz", "Elizabeth Harrow", WhyFound.PART),
    ],
)
def test_both_databases_find_the_same_for_the_same_reason(
    registry: TestInstallation, query: str, label: str, why: WhyFound
) -> None:
    first = found(registry, query)[0]

    assert (first.line.label, first.why) == (label, why)


@pytest.fixture(scope="module", params=["SQLite", pytest.param("PostgreSQL", marks=pytest.mark.postgres)])
def registry(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestInstallation]:
    environ = on_postgresql(request.getfixturevalue("postgres_server")) if request.param == "PostgreSQL" else {}
    with installation(tmp_path_factory.mktemp("registry") / "home", **environ) as place:
        add(place, *NAMES)
        yield place


@pytest.mark.parametrize(
    "query", ["", " ", "'", "- -", "xylographer", "\x00", "a" * 5000, "0pt", '"', "ბ" * 300, "*", "'|'"]
)
def test_what_is_no_name_finds_nobody_and_breaks_nothing(registry: TestInstallation, query: str) -> None:
    assert found(registry, query) == []


def test_each_memorial_finds_its_own_people(here: TestInstallation) -> None:
    other = memorials.create(here.services, memorial_like(here.services, slug="lake"))
    add(here, "Ayla Verdin")
    add(here, "Ayla Verdin", "Mirabel Trask", memorial_id=other.id)

    assert len(found(here, "Ayla Verdin")) == 1
    assert found(here, "Mirabel") == []
    assert len(found(here, "Mirabel", memorial_id=other.id)) == 1


def test_a_place_finds_people_from_there_after_those_who_are_called_so(here: TestInstallation) -> None:
    add(here, "Orin Hask", places=["Xankəndi"])
    add(here, "Mira Xankendi", places=["Vell"])

    asked = found(here, "Ханкенди")

    assert [(one.line.label, one.name, one.why) for one in asked] == [
        ("Mira Xankendi", "Mira Xankendi", WhyFound.LETTERS),
        ("Orin Hask", "Xankəndi", WhyFound.PLACE_IN_OTHER_LETTERS),
    ]
    assert [(one.line.label, one.why) for one in found(here, "vell")] == [("Mira Xankendi", WhyFound.PLACE)]
    assert asked[1].score < asked[0].score < 1
    assert asked[1].score < 0.5


def test_a_name_that_is_kept_back_or_taken_out_is_found_no_more(here: TestInstallation) -> None:
    code, _ = here.publish(person_name="Zorabel Quist", place="Vell")
    assert labels(here, "Зорабель Квист") == ["Zorabel Quist"]

    here.act(code, "hide")

    with here.installation.engines.reading.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM published_keys_search")).scalar() == 0
    assert found(here, "Зорабель Квист") == found(here, "vell") == []


def test_before_its_keys_are_made_a_name_is_found_by_its_words_and_then_however_it_is_spelled(
    here: TestInstallation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people_keys_upkeep, "AT_ONCE", 2)
    add(here, *NAMES)
    emptied(here)
    upkeep = PeopleKeysUpkeep(here.installation.archive)
    assert sorted(labels(here, "Verdin")) == ["Ayla Verdin", "Айла Вердин"]
    assert labels(here, "Верден") == []
    assert upkeep.count_waiting() == len(NAMES)

    said = list[int]()
    assert upkeep.make_all(said.append) == len(NAMES)

    assert said == [*range(2, len(NAMES), 2), len(NAMES)]
    assert upkeep.count_waiting() == 0
    assert sorted(labels(here, "Верден")) == ["Ayla Verdin", "Айла Вердин"]
    assert wrong(here) == []


def test_what_was_interrupted_goes_on_and_what_is_made_stays(
    here: TestInstallation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people_keys_upkeep, "AT_ONCE", 2)
    add(here, *NAMES)
    emptied(here)

    def stop(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        PeopleKeysUpkeep(here.installation.archive).make_all(stop)

    again = PeopleKeysUpkeep(here.installation.archive)
    assert again.count_waiting() == len(NAMES) - 2
    assert again.make_some(within_seconds=0) == 0
    assert again.make_some(within_seconds=60) == len(NAMES) - 2
    assert again.finished


def test_what_other_rules_made_is_said_by_the_check_and_made_anew(
    here: TestInstallation, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr(people_keys, "MARK", "rules0")
        earlier.setattr(people_keys, "keys_of", lambda names: ["0x"] if names else [])
        add(here, "Ayla Verdin")
    assert wrong(here) == [("search", "an earlier program made its keys: `memorial init`")]

    assert PeopleKeysUpkeep(here.installation.archive).make_all() == 1

    assert wrong(here) == []
    assert labels(here, "Верден") == ["Ayla Verdin"]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM published_keys_search",
        "UPDATE published_keys_search SET names = 'Zorabel Quist'",
        "UPDATE published_keys_search SET places = 'Vell'",
    ],
)
def test_the_check_finds_whoever_is_not_found(here: TestInstallation, statement: str) -> None:
    add(here, "Ayla Verdin")
    assert wrong(here) == []

    with here.installation.engines.writing.begin() as connection:
        connection.execute(text(statement))

    assert ("search", "what is published does not find it") in wrong(here)


def test_nobody_comes_back_who_was_kept_back_while_keys_were_made(
    here: TestInstallation, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, _ = here.publish(person_name="Zorabel Quist")
    emptied(here)
    upkeep = PeopleKeysUpkeep(here.installation.archive)
    make_anew = upkeep._make_anew

    def hidden_meanwhile(memorial_id: str, positions: Sequence[int]) -> None:
        here.act(code, "hide")
        make_anew(memorial_id, positions)

    monkeypatch.setattr(upkeep, "_make_anew", hidden_meanwhile)
    upkeep.make_all()

    with here.installation.engines.reading.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM published_keys_search")).scalar() == 0


def test_an_upgrade_and_a_way_back_keep_everybody_findable(here: TestInstallation) -> None:
    add(here, *NAMES)
    url, folder = here.installation.settings.database.url, project_folder("migrations")
    here.installation.engines.dispose()

    migrate_down(url, folder, "0009")
    migrate(url, folder)

    if public := here.installation.settings.database.public_url:
        grant_to_public(url, public)
    assert sorted(labels(here, "Verdin")) == ["Ayla Verdin", "Айла Вердин"]
    assert PeopleKeysUpkeep(here.installation.archive).make_all() == len(NAMES)
    assert sorted(labels(here, "Верден")) == ["Ayla Verdin", "Айла Вердин"]
